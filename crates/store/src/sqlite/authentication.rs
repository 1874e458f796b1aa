//! Committing an authentication.

use jiff::Timestamp;
use jiff::tz::Offset;
use rusqlite::{Connection, params};

use super::column::Columns;
use super::failure::Stop;
use super::nonces::Meaning;
use super::query::{execute, fetch_one};
use super::spent::{Spending, spend};
use super::{events, nonces};
use crate::records::{CeremonyKind, Event, FinishAuthentication, UserStatus};
use crate::{AuthenticationRefused, Result};

type Authenticated<T> = Result<T, Stop<AuthenticationRefused>>;

/// The rule that a completed sign-in bends when a synced passkey's counter stands still or goes back.
const SIGN_COUNT_NOT_ADVANCED: &str = "sign_count_not_advanced";

pub(super) fn finish(db: &Connection, finish: FinishAuthentication) -> Authenticated<()> {
    spend_tokens(db, &finish)?;
    let current = Current::read(db, &finish)?.ok_or(Stop::Refused(AuthenticationRefused::PasskeyRevoked))?;
    if current.status != UserStatus::Active {
        return Err(Stop::Refused(AuthenticationRefused::UserNotActive));
    }
    let advanced = current.advanced_by(finish.verified.sign_count());
    if !advanced && !current.backup_eligible.unwrap_or(finish.verified.backup_eligible()) {
        return Err(Stop::Refused(AuthenticationRefused::SignCountNotAdvanced));
    }
    update_passkey(db, &finish, &current)?;
    update_user(db, &finish, &current)?;
    nonces::insert(
        db,
        &finish.app,
        &finish.nonce,
        &Meaning {
            kind: CeremonyKind::Authenticate,
            user_id: &finish.user_id,
            passkey_id: &finish.passkey_id,
            user_verified: finish.verified.user_verified(),
            backup_eligible: finish.verified.backup_eligible(),
            at: finish.at,
        },
    )?;
    let rule = if advanced { finish.event.rule } else { Some(SIGN_COUNT_NOT_ADVANCED.to_owned()) };
    events::insert(db, &finish.app, &Event { rule, ..finish.event })?;
    Ok(())
}

fn spend_tokens(db: &Connection, finish: &FinishAuthentication) -> Authenticated<()> {
    let handshake = Some((&finish.handshake, AuthenticationRefused::HandshakeSpent));
    let transaction =
        finish.transaction.as_ref().map(|token| (token, AuthenticationRefused::TransactionSpent));
    for (token, refusal) in handshake.into_iter().chain(transaction) {
        match spend(db, &finish.app, token)? {
            Spending::Spent => {}
            Spending::SpentBefore => return Err(Stop::Refused(refusal)),
            // The passkey went with its app.
            Spending::AppGone => return Err(Stop::Refused(AuthenticationRefused::PasskeyRevoked)),
        }
    }
    Ok(())
}

/// What the database holds of the passkey and its user at the moment of the commit.
struct Current {
    sign_count: u32,
    backup_eligible: Option<bool>,
    backup_state: Option<bool>,
    status: UserStatus,
    last_login_at: Option<Timestamp>,
}

impl Current {
    /// `None` where the user has no such passkey. The credential id is asked for too, so that the proof of one
    /// credential cannot sign in with another.
    fn read(db: &Connection, finish: &FinishAuthentication) -> Result<Option<Self>> {
        fetch_one(
            db,
            "SELECT p.id, p.sign_count, p.backup_eligible, p.backup_state, u.id, u.status, u.last_login_at
             FROM passkeys p JOIN users u ON u.app_id = p.app_id AND u.id = p.user_id
             WHERE p.app_id = ?1 AND p.id = ?2 AND p.user_id = ?3 AND p.credential_id = ?4",
            params![
                finish.app.as_str(),
                finish.passkey_id.as_str(),
                finish.user_id.as_str(),
                finish.verified.credential_id(),
            ],
            |row| {
                let mut passkey = Columns::new("passkeys", row, 0);
                passkey.skip_id();
                let mut user = Columns::new("users", row, 4);
                user.skip_id();
                Ok(Self {
                    sign_count: passkey.read("sign_count")?,
                    backup_eligible: passkey.read("backup_eligible")?,
                    backup_state: passkey.read("backup_state")?,
                    status: user.word(
                        "status",
                        &[UserStatus::Active, UserStatus::Inactive],
                        UserStatus::as_str,
                    )?,
                    last_login_at: user.optional_time("last_login_at")?,
                })
            },
        )
    }

    /// Whether the counter has moved on from the stored one, which another sign-in may have moved since this one was
    /// verified (WebAuthn Level 3, section 7.2, step 22). Two zeros: the authenticator does not count.
    fn advanced_by(&self, received: u32) -> bool {
        received > self.sign_count || (received == 0 && self.sign_count == 0)
    }
}

fn update_passkey(db: &Connection, finish: &FinishAuthentication, current: &Current) -> Result<()> {
    let verified = &finish.verified;
    // A change that the app accepted is reported once, and is then what the passkey is.
    let backup_eligible = current
        .backup_eligible
        .filter(|_| !verified.backup_eligibility_changed())
        .unwrap_or(verified.backup_eligible());
    let flags_changed = current.backup_eligible != Some(backup_eligible)
        || current.backup_state != Some(verified.backup_state());
    execute(
        db,
        "UPDATE passkeys
         SET sign_count = ?3, backup_eligible = ?4, backup_state = ?5,
             updated_at = CASE WHEN ?6 THEN max(updated_at, ?7) ELSE updated_at END,
             last_used_at = max(coalesce(last_used_at, ?7), ?7), usage_count = usage_count + 1
         WHERE app_id = ?1 AND id = ?2",
        params![
            finish.app.as_str(),
            finish.passkey_id.as_str(),
            current.sign_count.max(verified.sign_count()),
            backup_eligible,
            verified.backup_state(),
            flags_changed,
            finish.at.as_microsecond(),
        ],
    )?;
    Ok(())
}

fn update_user(db: &Connection, finish: &FinishAuthentication, current: &Current) -> Result<()> {
    execute(
        db,
        "UPDATE users SET login_count = login_count + 1, last_login_at = max(coalesce(last_login_at, ?3), ?3)
         WHERE app_id = ?1 AND id = ?2",
        params![finish.app.as_str(), finish.user_id.as_str(), finish.at.as_microsecond()],
    )?;
    if current.last_login_at.map(month_of) != Some(month_of(finish.at)) {
        execute(
            db,
            "INSERT INTO user_months (app_id, month, user_id) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
            params![finish.app.as_str(), month_of(finish.at), finish.user_id.as_str()],
        )?;
    }
    Ok(())
}

/// Year and month in UTC: 202611 is November 2026.
fn month_of(at: Timestamp) -> i32 {
    let date = Offset::UTC.to_datetime(at);
    i32::from(date.year()) * 100 + i32::from(date.month())
}
