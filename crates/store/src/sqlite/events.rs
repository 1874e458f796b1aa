//! Events: how ceremonies ended.

use passflex_webauthn::Aaguid;
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params};

use super::column::Columns;
use super::condition::{Conditions, text};
use super::constraint::{Constraint, violated};
use super::query::{execute, fetch_all, fetch_all_of, fetch_one};
use super::users;
use crate::records::{Event, EventAction, EventOutcome, EventQuery};
use crate::{AppId, EventId, PasskeyId, Result, TokenId, UserId};

/// Inserts an event. How many rows came of it: none for a second failure of a handshake.
fn try_insert(db: &Connection, app: &AppId, event: &Event) -> rusqlite::Result<usize> {
    execute(
        db,
        "INSERT INTO events
             (app_id, id, at, started_at, action, outcome, rule, user_id, passkey_id, transaction_id, handshake_id,
              origin, aaguid, attestation_format, attestation_trust, user_present, user_verified, backup_eligible,
              backup_state, user_agent, browser, os, ip, request_id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22,
             ?23, ?24)
         ON CONFLICT (app_id, handshake_id) WHERE outcome = 'failed' DO NOTHING",
        params![
            app.as_str(),
            event.id.as_str(),
            event.at.as_microsecond(),
            event.started_at.as_microsecond(),
            event.action.as_str(),
            event.outcome.as_str(),
            event.rule,
            event.user_id.as_ref().map(UserId::as_str),
            event.passkey_id.as_ref().map(PasskeyId::as_str),
            event.transaction_id.as_ref().map(TokenId::as_str),
            event.handshake_id.as_str(),
            event.origin,
            event.aaguid.as_ref().map(Aaguid::as_bytes),
            event.attestation_format,
            event.attestation_trust,
            event.user_present,
            event.user_verified,
            event.backup_eligible,
            event.backup_state,
            event.user_agent,
            event.browser,
            event.os,
            event.ip,
            event.request_id,
        ],
    )
}

/// Inserts the event of a ceremony that is being committed.
pub(super) fn insert(db: &Connection, app: &AppId, event: &Event) -> Result<()> {
    try_insert(db, app, event)?;
    Ok(())
}

/// `false` where the handshake has a failed event already, or the app is gone. Of a user who was deleted since the
/// ceremony began it keeps what deletion leaves of others.
pub(super) fn insert_failure(db: &Connection, app: &AppId, event: &Event) -> Result<bool> {
    let blanked;
    let event = match &event.user_id {
        Some(user) if users::by_id(db, app, user)?.is_none() => {
            blanked = Event { user_id: None, ip: None, user_agent: None, ..event.clone() };
            &blanked
        }
        _ => event,
    };
    match try_insert(db, app, event) {
        Ok(inserted) => Ok(inserted > 0),
        Err(error) if violated(&error) == Some(Constraint::Reference) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

pub(super) fn list(db: &Connection, app: &AppId, query: &EventQuery) -> Result<Vec<Event>> {
    let mut conditions = Conditions::of_app(app);
    let asked = [
        ("id", "<", query.before.as_ref().map(EventId::as_str)),
        ("id", ">", query.after.as_ref().map(EventId::as_str)),
        ("user_id", "=", query.user_id.as_ref().map(UserId::as_str)),
        ("action", "=", query.action.map(EventAction::as_str)),
        ("rule", "=", query.rule.as_deref()),
        ("browser", "=", query.browser.as_deref()),
    ];
    for (column, operator, value) in asked {
        if let Some(value) = value {
            conditions.and(column, operator, text(value));
        }
    }
    if let Some(aaguid) = &query.aaguid {
        conditions.and("aaguid", "=", Value::Blob(aaguid.as_bytes().to_vec()));
    }
    match query.outcome {
        None => {}
        Some(EventOutcome::Complete) => conditions.and_that("outcome = 'complete'"),
        Some(EventOutcome::Failed) => conditions.and_that("outcome = 'failed'"),
    }
    fetch_all_of(
        db,
        &format!(
            "SELECT id, at, started_at, action, outcome, rule, user_id, passkey_id, transaction_id, handshake_id,
                 origin, aaguid, attestation_format, attestation_trust, user_present, user_verified,
                 backup_eligible, backup_state, user_agent, browser, os, ip, request_id
             FROM events WHERE {} ORDER BY id DESC LIMIT ?",
            conditions.sql(),
        ),
        rusqlite::params_from_iter(conditions.parameters_and(&[i64::from(query.limit)])),
        from_row,
    )
}

pub(super) fn by_id(db: &Connection, app: &AppId, id: &EventId) -> Result<Option<Event>> {
    fetch_one(
        db,
        "SELECT id, at, started_at, action, outcome, rule, user_id, passkey_id, transaction_id, handshake_id, origin,
             aaguid, attestation_format, attestation_trust, user_present, user_verified, backup_eligible, backup_state,
             user_agent, browser, os, ip, request_id
         FROM events WHERE app_id = ?1 AND id = ?2",
        params![app.as_str(), id.as_str()],
        from_row,
    )
}

pub(super) fn of_user(db: &Connection, app: &AppId, user: &UserId, limit: u32) -> Result<Vec<Event>> {
    fetch_all(
        db,
        "SELECT id, at, started_at, action, outcome, rule, user_id, passkey_id, transaction_id, handshake_id, origin,
             aaguid, attestation_format, attestation_trust, user_present, user_verified, backup_eligible, backup_state,
             user_agent, browser, os, ip, request_id
         FROM events WHERE app_id = ?1 AND user_id = ?2 ORDER BY id DESC LIMIT ?3",
        params![app.as_str(), user.as_str(), limit],
        from_row,
    )
}

fn from_row(row: &Row<'_>) -> Result<Event> {
    let mut columns = Columns::new("events", row, 0);
    Ok(Event {
        id: EventId::new(columns.read::<String>("id")?),
        at: columns.time("at")?,
        started_at: columns.time("started_at")?,
        action: columns.word(
            "action",
            &[EventAction::Register, EventAction::Authenticate],
            EventAction::as_str,
        )?,
        outcome: columns.word(
            "outcome",
            &[EventOutcome::Complete, EventOutcome::Failed],
            EventOutcome::as_str,
        )?,
        rule: columns.read("rule")?,
        user_id: columns.read::<Option<String>>("user_id")?.map(UserId::new),
        passkey_id: columns.read::<Option<String>>("passkey_id")?.map(PasskeyId::new),
        transaction_id: columns.read::<Option<String>>("transaction_id")?.map(TokenId::new),
        handshake_id: TokenId::new(columns.read::<String>("handshake_id")?),
        origin: columns.read("origin")?,
        aaguid: columns.read::<Option<[u8; 16]>>("aaguid")?.map(Aaguid::new),
        attestation_format: columns.read("attestation_format")?,
        attestation_trust: columns.read("attestation_trust")?,
        user_present: columns.read("user_present")?,
        user_verified: columns.read("user_verified")?,
        backup_eligible: columns.read("backup_eligible")?,
        backup_state: columns.read("backup_state")?,
        user_agent: columns.read("user_agent")?,
        browser: columns.read("browser")?,
        os: columns.read("os")?,
        ip: columns.read("ip")?,
        request_id: columns.read("request_id")?,
    })
}
