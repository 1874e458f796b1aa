//! Committing a registration.
//!
//! Everything is decided by what the database holds at that moment; what was true when the ceremony started no longer
//! counts. One statement could not decide it: it sees one moment, and where it has to wait for another transaction (a
//! deletion of the user, say) that moment is over before it goes on. So this is a transaction. It first takes hold of
//! every row that the decision rests on (the app, the tokens, the user), each locked or made until the commit, and only
//! then looks for what may have happened before. Statements that need neither each other's answers nor an order are
//! sent together.

use tokio::join;

use super::column::Columns;
use super::connection::Connection;
use super::constraint::{Constraint, violated};
use super::failure::{Stop, apart, settle};
use super::nonces::Meaning;
use super::query::{execute, fetch_one};
use super::spent::{Spending, spend};
use super::{events, nonces, passkeys, users};
use crate::records::{
    CeremonyKind, Event, FinishRegistration, Passkey, PasskeySource, RegisteringUser, UserStatus,
    attestation_trust,
};
use crate::{RegistrationRefused, Result, UserId};

type Registered<T> = Result<T, Stop<RegistrationRefused>>;

pub(super) async fn finish(db: &Connection, finish: &FinishRegistration) -> Registered<UserId> {
    // Before the user, in every registration: in another order two of one handshake would wait for each other.
    spend_tokens(db, finish).await?;
    let (rp_id, user) = join!(check_rp_id(db, finish), existing_or_new(db, finish));
    let (held, user) = apart(user);
    settle([rp_id, held])?;
    let user = user.flatten().ok_or(Stop::Refused(RegistrationRefused::UserDeleted))?;

    let passkey = passkey_of(finish, &user.id);
    let meaning = Meaning {
        kind: CeremonyKind::Register,
        user_id: &user.id,
        passkey_id: &finish.passkey_id,
        user_verified: finish.verified.user_verified(),
        backup_eligible: finish.verified.backup_eligible(),
        at: finish.at,
    };
    let event = Event {
        user_id: Some(user.id.clone()),
        passkey_id: Some(finish.passkey_id.clone()),
        ..finish.event.clone()
    };
    let (not_deleted, counted, added, remembered, recorded) = join!(
        check_not_deleted(db, finish),
        count_passkey(db, finish, &user.id),
        add_passkey(db, finish, &passkey),
        nonces::insert(db, &finish.app, &finish.nonce, &meaning),
        events::insert(db, &finish.app, &event),
    );
    settle([
        not_deleted,
        user.accept(&finish.user),
        counted,
        added,
        remembered.map_err(Stop::Failed),
        recorded.map(drop).map_err(Stop::Failed),
    ])?;
    Ok(user.id)
}

/// Also where the external id was given anew: what began before the deletion is not for whoever came after. The user's
/// row is held by now, so whoever deleted one with the external id has committed.
async fn check_not_deleted(db: &Connection, finish: &FinishRegistration) -> Registered<()> {
    if users::deleted_since(db, &finish.app, &finish.user.external_id, finish.user.sealed_at).await? {
        return Err(Stop::Refused(RegistrationRefused::UserDeleted));
    }
    Ok(())
}

async fn spend_tokens(db: &Connection, finish: &FinishRegistration) -> Registered<()> {
    match spend(db, &finish.app, &[&finish.handshake, &finish.transaction]).await? {
        Spending::Spent => Ok(()),
        Spending::SpentBefore(0) => Err(Stop::Refused(RegistrationRefused::HandshakeSpent)),
        Spending::SpentBefore(_) => Err(Stop::Refused(RegistrationRefused::TransactionSpent)),
        Spending::AppGone => Err(Stop::Refused(RegistrationRefused::AppGone)),
    }
}

/// While an app has passkeys its RP id stays; this is for the moment before it has its first. Until the commit the row
/// is held against whoever changes the RP id.
async fn check_rp_id(db: &Connection, finish: &FinishRegistration) -> Registered<()> {
    let same = fetch_one(
        db,
        "SELECT 1 FROM apps WHERE id = $1 AND rp_id = $2 FOR SHARE",
        &[&finish.app.as_str(), &finish.rp_id],
        |_| Ok(()),
    )
    .await?;
    same.ok_or(Stop::Refused(RegistrationRefused::RpIdChanged))
}

/// The user who has the external id now.
struct Existing {
    id: UserId,
    user_handle: String,
    status: UserStatus,
}

impl Existing {
    /// Whether it is the one that the ceremony was for.
    fn accept(&self, expected: &RegisteringUser) -> Registered<()> {
        // Another id: the one that the transaction was sealed for was deleted, and the external id given anew.
        // Another handle: the user came from elsewhere meanwhile (an import), and the new passkey would name nobody.
        let another = expected.sealed_id.as_ref().is_some_and(|sealed| *sealed != self.id)
            || expected.user_handle != self.user_handle;
        match self.status {
            _ if another => Err(Stop::Refused(RegistrationRefused::UserDeleted)),
            UserStatus::Inactive => Err(Stop::Refused(RegistrationRefused::UserNotActive)),
            UserStatus::Active => Ok(()),
        }
    }
}

/// Takes hold of the user's row until the commit, and makes it where there is none, unless the ceremony began for one
/// who is gone.
async fn existing_or_new(db: &Connection, finish: &FinishRegistration) -> Registered<Option<Existing>> {
    let user = &finish.user;
    if user.sealed_id.is_none() {
        // Without naming a constraint: of two that race for a new user, the loser may meet the handle's first.
        execute(
            db,
            "INSERT INTO users
                 (app_id, id, external_id, user_handle, status, metadata, passkey_count, login_count, created_at,
                  updated_at, last_login_at)
             VALUES ($1, $2, $3, $4, $5, NULL, 0, 0, $6, $6, NULL)
             ON CONFLICT DO NOTHING",
            &[
                &finish.app.as_str(),
                &user.new_id.as_str(),
                &user.external_id,
                &user.user_handle,
                &UserStatus::Active.as_str(),
                &finish.at.as_microsecond(),
            ],
        )
        .await?;
    }
    // Nobody: the handle is somebody else's by now, so it does not stand for the person it was made for.
    let existing = fetch_one(
        db,
        "SELECT id, user_handle, status FROM users WHERE app_id = $1 AND external_id = $2 FOR NO KEY UPDATE",
        &[&finish.app.as_str(), &user.external_id],
        from_row,
    )
    .await?;
    Ok(existing)
}

fn from_row(row: &tokio_postgres::Row) -> Result<Existing> {
    let mut columns = Columns::new("users", row, 0);
    Ok(Existing {
        id: UserId::new(columns.read::<String>("id")?),
        user_handle: columns.read("user_handle")?,
        status: columns.word("status", &[UserStatus::Active, UserStatus::Inactive], UserStatus::as_str)?,
    })
}

/// Counts the passkey if there is room for it: the count and the limit meet in one statement.
async fn count_passkey(db: &Connection, finish: &FinishRegistration, user_id: &UserId) -> Registered<()> {
    let counted = execute(
        db,
        "UPDATE users SET passkey_count = passkey_count + 1, updated_at = greatest(updated_at, $4)
         WHERE app_id = $1 AND id = $2 AND passkey_count < $3",
        &[
            &finish.app.as_str(),
            &user_id.as_str(),
            &i64::from(finish.passkeys_per_user),
            &finish.at.as_microsecond(),
        ],
    )
    .await?;
    if counted == 0 { Err(Stop::Refused(RegistrationRefused::TooManyPasskeys)) } else { Ok(()) }
}

async fn add_passkey(db: &Connection, finish: &FinishRegistration, passkey: &Passkey) -> Registered<()> {
    match passkeys::insert(db, &finish.app, passkey).await {
        Err(fault) if violated(&fault) == Some(Constraint::CredentialId) => {
            Err(Stop::Refused(RegistrationRefused::CredentialExists))
        }
        other => Ok(other?),
    }
}

fn passkey_of(finish: &FinishRegistration, user_id: &UserId) -> Passkey {
    let verified = &finish.verified;
    Passkey {
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
    }
}
