//! Events: how ceremonies ended.

use passflex_webauthn::Aaguid;
use tokio_postgres::Row;

use super::column::Columns;
use super::condition::{Conditions, Value, text};
use super::connection::Connection;
use super::constraint::{Constraint, violated};
use super::failure::Fault;
use super::query::{execute, fetch_all, fetch_all_of, fetch_one};
use crate::records::{Event, EventAction, EventOutcome, EventQuery};
use crate::{AppId, EventId, PasskeyId, Result, TokenId, UserId};

/// Inserts the event of a ceremony that is being committed. How many rows came of it: none for a second failure of a
/// handshake. Of a user who was deleted since the ceremony began it keeps what deletion leaves of others: the user's
/// row is held, so that a deletion at this moment comes before, or finds the event.
pub(super) async fn insert(db: &Connection, app: &AppId, event: &Event) -> Result<u64, Fault> {
    // Whatever a client claims is recorded, as far as text can hold it.
    let origin = event.origin.as_ref().map(|origin| origin.replace('\0', "\u{fffd}"));
    execute(
        db,
        "WITH person AS (SELECT id FROM users WHERE app_id = $1 AND id = $8 FOR KEY SHARE)
         INSERT INTO events
             (app_id, id, at, started_at, action, outcome, rule, user_id, passkey_id, transaction_id, handshake_id,
              origin, aaguid, attestation_format, attestation_trust, user_present, user_verified, backup_eligible,
              backup_state, user_agent, browser, os, ip, request_id)
         SELECT $1::text, $2::text, $3::bigint, $4::bigint, $5::text, $6::text, $7::text, person.id, $9::text,
             $10::text, $11::text, $12::text, $13::bytea, $14::text, $15::text, $16::boolean, $17::boolean,
             $18::boolean, $19::boolean,
             CASE WHEN $8::text IS NULL OR person.id IS NOT NULL THEN $20::text END,
             $21::text, $22::text, CASE WHEN $8::text IS NULL OR person.id IS NOT NULL THEN $23::text END, $24::text
         FROM (SELECT 1) AS one LEFT JOIN person ON true
         ON CONFLICT (app_id, handshake_id) WHERE outcome = 'failed' DO NOTHING",
        &[
            &app.as_str(),
            &event.id.as_str(),
            &event.at.as_microsecond(),
            &event.started_at.as_microsecond(),
            &event.action.as_str(),
            &event.outcome.as_str(),
            &event.rule,
            &event.user_id.as_ref().map(UserId::as_str),
            &event.passkey_id.as_ref().map(PasskeyId::as_str),
            &event.transaction_id.as_ref().map(TokenId::as_str),
            &event.handshake_id.as_str(),
            &origin,
            &event.aaguid.as_ref().map(|aaguid| &aaguid.as_bytes()[..]),
            &event.attestation_format,
            &event.attestation_trust,
            &event.user_present,
            &event.user_verified,
            &event.backup_eligible,
            &event.backup_state,
            &event.user_agent,
            &event.browser,
            &event.os,
            &event.ip,
            &event.request_id,
        ],
    )
    .await
}

/// `false` where the handshake has a failed event already, or the app is gone.
pub(super) async fn insert_failure(db: &Connection, app: &AppId, event: &Event) -> Result<bool, Fault> {
    match insert(db, app, event).await {
        Ok(inserted) => Ok(inserted > 0),
        Err(fault) if violated(&fault) == Some(Constraint::App) => Ok(false),
        Err(fault) => Err(fault),
    }
}

pub(super) async fn list(db: &Connection, app: &AppId, query: &EventQuery) -> Result<Vec<Event>, Fault> {
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
        conditions.and("aaguid", "=", Value::Bytes(aaguid.as_bytes().to_vec()));
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
             FROM events WHERE {} ORDER BY id DESC LIMIT ${}",
            conditions.sql(),
            conditions.count() + 1,
        ),
        &conditions.parameters_and(&[&i64::from(query.limit)]),
        from_row,
    )
    .await
}

pub(super) async fn by_id(db: &Connection, app: &AppId, id: &EventId) -> Result<Option<Event>, Fault> {
    fetch_one(
        db,
        "SELECT id, at, started_at, action, outcome, rule, user_id, passkey_id, transaction_id, handshake_id, origin,
             aaguid, attestation_format, attestation_trust, user_present, user_verified, backup_eligible, backup_state,
             user_agent, browser, os, ip, request_id
         FROM events WHERE app_id = $1 AND id = $2",
        &[&app.as_str(), &id.as_str()],
        from_row,
    )
    .await
}

pub(super) async fn of_user(
    db: &Connection,
    app: &AppId,
    user: &UserId,
    limit: u32,
) -> Result<Vec<Event>, Fault> {
    fetch_all(
        db,
        "SELECT id, at, started_at, action, outcome, rule, user_id, passkey_id, transaction_id, handshake_id, origin,
             aaguid, attestation_format, attestation_trust, user_present, user_verified, backup_eligible, backup_state,
             user_agent, browser, os, ip, request_id
         FROM events WHERE app_id = $1 AND user_id = $2 ORDER BY id DESC LIMIT $3",
        &[&app.as_str(), &user.as_str(), &i64::from(limit)],
        from_row,
    )
    .await
}

fn from_row(row: &Row) -> Result<Event> {
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
        aaguid: columns.optional_bytes("aaguid")?.map(Aaguid::new),
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
