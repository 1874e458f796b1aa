//! Committing a registration.
//!
//! Everything is decided by what the database holds at that moment, within the one transaction; what was true when
//! the ceremony started no longer counts.

use rusqlite::{Connection, params};

use super::column::Columns;
use super::constraint::{Constraint, violated};
use super::failure::Stop;
use super::nonces::Meaning;
use super::query::{execute, fetch_one};
use super::spent::{Spending, spend};
use super::{events, nonces, passkeys, users};
use crate::records::{
    CeremonyKind, Event, FinishRegistration, Passkey, PasskeySource, RegisteringUser, UserStatus,
    attestation_trust,
};
use crate::{AppId, RegistrationRefused, Result, UserId};

type Registered<T> = Result<T, Stop<RegistrationRefused>>;

pub(super) fn finish(db: &Connection, finish: FinishRegistration) -> Registered<UserId> {
    spend_tokens(db, &finish)?;
    check_rp_id(db, &finish)?;
    // Also where the external id was given anew: what began before the deletion is not for whoever came after.
    if users::deleted_since(db, &finish.app, &finish.user.external_id, finish.user.sealed_at)? {
        return Err(Stop::Refused(RegistrationRefused::UserDeleted));
    }
    let user_id = match existing(db, &finish.app, &finish.user.external_id)? {
        Some(existing) => existing.accept(&finish.user)?,
        None => create(db, &finish)?,
    };
    count_passkey(db, &finish, &user_id)?;
    add_passkey(db, &finish, &user_id)?;
    nonces::insert(
        db,
        &finish.app,
        &finish.nonce,
        &Meaning {
            kind: CeremonyKind::Register,
            user_id: &user_id,
            passkey_id: &finish.passkey_id,
            user_verified: finish.verified.user_verified(),
            backup_eligible: finish.verified.backup_eligible(),
            at: finish.at,
        },
    )?;
    let event = Event { user_id: Some(user_id.clone()), passkey_id: Some(finish.passkey_id), ..finish.event };
    events::insert(db, &finish.app, &event)?;
    Ok(user_id)
}

fn spend_tokens(db: &Connection, finish: &FinishRegistration) -> Registered<()> {
    let tokens = [
        (&finish.handshake, RegistrationRefused::HandshakeSpent),
        (&finish.transaction, RegistrationRefused::TransactionSpent),
    ];
    for (token, refusal) in tokens {
        match spend(db, &finish.app, token)? {
            Spending::Spent => {}
            Spending::SpentBefore => return Err(Stop::Refused(refusal)),
            Spending::AppGone => return Err(Stop::Refused(RegistrationRefused::AppGone)),
        }
    }
    Ok(())
}

/// While an app has passkeys its RP id stays; this is for the moment before it has its first.
fn check_rp_id(db: &Connection, finish: &FinishRegistration) -> Registered<()> {
    let same = fetch_one(
        db,
        "SELECT 1 FROM apps WHERE id = ?1 AND rp_id = ?2",
        params![finish.app.as_str(), finish.rp_id],
        |_| Ok(()),
    )?;
    same.ok_or(Stop::Refused(RegistrationRefused::RpIdChanged))
}

/// The user who has the external id now.
struct Existing {
    id: UserId,
    user_handle: String,
    status: UserStatus,
}

impl Existing {
    /// The user's id, if it is the one that the ceremony was for.
    fn accept(self, expected: &RegisteringUser) -> Registered<UserId> {
        // Another id: the one that the transaction was sealed for was deleted, and the external id given anew.
        // Another handle: the user came from elsewhere meanwhile (an import), and the new passkey would name nobody.
        let another = expected.sealed_id.as_ref().is_some_and(|sealed| *sealed != self.id)
            || expected.user_handle != self.user_handle;
        match self.status {
            _ if another => Err(Stop::Refused(RegistrationRefused::UserDeleted)),
            UserStatus::Inactive => Err(Stop::Refused(RegistrationRefused::UserNotActive)),
            UserStatus::Active => Ok(self.id),
        }
    }
}

fn existing(db: &Connection, app: &AppId, external_id: &str) -> Result<Option<Existing>> {
    fetch_one(
        db,
        "SELECT id, user_handle, status FROM users WHERE app_id = ?1 AND external_id = ?2",
        params![app.as_str(), external_id],
        |row| {
            let mut columns = Columns::new("users", row, 0);
            Ok(Existing {
                id: UserId::new(columns.read::<String>("id")?),
                user_handle: columns.read("user_handle")?,
                status: columns.word(
                    "status",
                    &[UserStatus::Active, UserStatus::Inactive],
                    UserStatus::as_str,
                )?,
            })
        },
    )
}

/// Makes the user, unless the ceremony began for one who is gone.
fn create(db: &Connection, finish: &FinishRegistration) -> Registered<UserId> {
    let user = &finish.user;
    if user.sealed_id.is_some() {
        return Err(Stop::Refused(RegistrationRefused::UserDeleted));
    }
    let inserted = execute(
        db,
        "INSERT INTO users
             (app_id, id, external_id, user_handle, status, metadata, passkey_count, login_count, created_at,
              updated_at, last_login_at)
         VALUES (?1, ?2, ?3, ?4, ?5, NULL, 0, 0, ?6, ?6, NULL)",
        params![
            finish.app.as_str(),
            user.new_id.as_str(),
            user.external_id,
            user.user_handle,
            UserStatus::Active.as_str(),
            finish.at.as_microsecond(),
        ],
    );
    match inserted {
        Ok(_) => Ok(user.new_id.clone()),
        // The handle is somebody else's by now, so it does not stand for the person it was made for.
        Err(error) if violated(&error) == Some(Constraint::UserHandle) => {
            Err(Stop::Refused(RegistrationRefused::UserDeleted))
        }
        Err(error) => Err(error.into()),
    }
}

/// Counts the passkey if there is room for it: the count and the limit meet in one statement.
fn count_passkey(db: &Connection, finish: &FinishRegistration, user_id: &UserId) -> Registered<()> {
    let counted = execute(
        db,
        "UPDATE users SET passkey_count = passkey_count + 1, updated_at = max(updated_at, ?4)
         WHERE app_id = ?1 AND id = ?2 AND passkey_count < ?3",
        params![finish.app.as_str(), user_id.as_str(), finish.passkeys_per_user, finish.at.as_microsecond()],
    )?;
    if counted == 0 { Err(Stop::Refused(RegistrationRefused::TooManyPasskeys)) } else { Ok(()) }
}

fn add_passkey(db: &Connection, finish: &FinishRegistration, user_id: &UserId) -> Registered<()> {
    let verified = &finish.verified;
    let passkey = Passkey {
        id: finish.passkey_id.clone(),
        user_id: user_id.clone(),
        credential_id: verified.credential_id().to_vec(),
        public_key: verified.public_key().to_vec(),
        algorithm: verified.algorithm().cose_id(),
        sign_count: verified.sign_count(),
        transports: verified.transports().to_vec(),
        attachment: verified.authenticator_attachment().map(|attachment| attachment.as_str().to_owned()),
        aaguid: verified.aaguid(),
        backup_eligible: Some(verified.backup_eligible()),
        backup_state: Some(verified.backup_state()),
        uv_at_registration: Some(verified.user_verified()),
        attestation_format: Some(verified.attestation_format().to_owned()),
        attestation_trust: Some(attestation_trust(verified).to_owned()),
        rp_id: finish.rp_id.clone(),
        origin: Some(verified.origin().to_owned()),
        source: PasskeySource::Registered,
        friendly_name: finish.friendly_name.clone(),
        created_at: finish.at,
        updated_at: finish.at,
        last_used_at: None,
        usage_count: 0,
    };
    match passkeys::insert(db, &finish.app, &passkey)? {
        Ok(()) => Ok(()),
        Err(error) if violated(&error) == Some(Constraint::CredentialId) => {
            Err(Stop::Refused(RegistrationRefused::CredentialExists))
        }
        Err(error) => Err(error.into()),
    }
}
