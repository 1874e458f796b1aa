//! The audit log.

use std::borrow::Cow;

use rusqlite::types::Value;
use rusqlite::{Connection, Row, params};

use super::column::{Columns, to_json};
use super::condition::{Conditions, text};
use super::housekeeping;
use super::query::{execute, fetch_all, fetch_all_of};
use crate::records::{ActorKind, AuditEntry, AuditLink, AuditQuery, AuditRow};
use crate::{AppId, AuditId, Result, UserId, time_ordered};

/// Writes a row within the transaction of the change that it tells of.
pub(super) fn insert(db: &Connection, entry: &AuditEntry) -> Result<()> {
    execute(
        db,
        "INSERT INTO audit (id, at, actor_kind, actor_id, verb, app_id, target, request_id, changes)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            entry.id.as_str(),
            entry.at.as_microsecond(),
            entry.actor_kind.as_str(),
            entry.actor_id,
            entry.verb,
            entry.app_id.as_ref().map(AppId::as_str),
            entry.target,
            entry.request_id,
            to_json(&entry.changes)?,
        ],
    )?;
    Ok(())
}

/// The row that tells of an older copy. Made when the database is opened, so by its own clock and randomness.
pub(super) fn insert_restored(db: &Connection, changes: serde_json::Value) -> Result<()> {
    let at = housekeeping::now(db)?;
    let random = db.query_row("SELECT randomblob(10)", [], |row| row.get(0))?;
    let entry = AuditEntry {
        id: AuditId::new(time_ordered(at, random)),
        at,
        actor_kind: ActorKind::System,
        actor_id: None,
        verb: Cow::Borrowed("database.restored"),
        app_id: None,
        target: "database".to_owned(),
        request_id: None,
        changes,
    };
    insert(db, &entry)
}

/// Newest first. `IS` rather than `=`, so that no app finds the rows of no app.
pub(super) fn of_app(db: &Connection, app: Option<&AppId>, limit: u32) -> Result<Vec<AuditEntry>> {
    fetch_all(
        db,
        "SELECT id, at, actor_kind, actor_id, verb, app_id, target, request_id, changes
         FROM audit WHERE app_id IS ?1 ORDER BY id DESC LIMIT ?2",
        params![app.map(AppId::as_str), limit],
        from_row,
    )
}

/// Newest first. Rows of passkeys say whose they were.
pub(super) fn of_user(db: &Connection, app: &AppId, user: &UserId, limit: u32) -> Result<Vec<AuditEntry>> {
    fetch_all(
        db,
        "SELECT id, at, actor_kind, actor_id, verb, app_id, target, request_id, changes
         FROM audit WHERE app_id = ?1 AND (target = ?2 OR changes ->> '$.user_id' = ?2) ORDER BY id DESC LIMIT ?3",
        params![app.as_str(), user.as_str(), limit],
        from_row,
    )
}

/// Those that are asked for.
pub(super) fn rows(db: &Connection, query: &AuditQuery) -> Result<Vec<AuditRow>> {
    let mut conditions = Conditions::none();
    let behind = if query.oldest_first { ">" } else { "<" };
    let texts = [
        ("id", behind, query.behind.as_ref().map(AuditId::as_str)),
        ("app_id", "=", query.app.as_ref().map(AppId::as_str)),
        ("actor_kind", "=", query.actor_kind.map(ActorKind::as_str)),
        ("actor_id", "=", query.actor_id.as_deref()),
        ("verb", "=", query.verb.as_deref()),
    ];
    for (column, operator, value) in texts {
        if let Some(value) = value {
            conditions.and(column, operator, text(value));
        }
    }
    for (operator, moment) in [(">=", query.from), ("<", query.until)] {
        if let Some(moment) = moment {
            conditions.and("at", operator, Value::Integer(moment.as_microsecond()));
        }
    }
    let order = if query.oldest_first { "ASC" } else { "DESC" };
    fetch_all_of(
        db,
        &format!(
            "SELECT id, at, actor_kind, actor_id, verb, app_id, target, request_id, changes, position, previous_hash,
                 hash
             FROM audit WHERE {} ORDER BY id {order} LIMIT ?",
            conditions.sql(),
        ),
        rusqlite::params_from_iter(conditions.parameters_and(&[i64::from(query.limit)])),
        |row| {
            let mut columns = Columns::new("audit", row, 0);
            Ok(AuditRow { entry: entry(&mut columns)?, link: link(&mut columns)? })
        },
    )
}

fn from_row(row: &Row<'_>) -> Result<AuditEntry> {
    entry(&mut Columns::new("audit", row, 0))
}

fn entry(columns: &mut Columns<'_, '_>) -> Result<AuditEntry> {
    Ok(AuditEntry {
        id: AuditId::new(columns.read::<String>("id")?),
        at: columns.time("at")?,
        actor_kind: columns.word(
            "actor_kind",
            &[ActorKind::Cli, ActorKind::ApiKey, ActorKind::Administrator, ActorKind::System],
            ActorKind::as_str,
        )?,
        actor_id: columns.read("actor_id")?,
        verb: Cow::Owned(columns.read("verb")?),
        app_id: columns.read::<Option<String>>("app_id")?.map(AppId::new),
        target: columns.read("target")?,
        request_id: columns.read("request_id")?,
        changes: columns.json("changes")?,
    })
}

/// A row is chained where it has a place.
fn link(columns: &mut Columns<'_, '_>) -> Result<Option<AuditLink>> {
    let position: Option<i64> = columns.read("position")?;
    let Some(position) = position else { return Ok(None) };
    Ok(Some(AuditLink {
        position: position.unsigned_abs(),
        previous_hash: columns.read("previous_hash")?,
        hash: columns.read("hash")?,
    }))
}
