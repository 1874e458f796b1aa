//! The audit log.

use std::borrow::Cow;

use rusqlite::{Connection, Row, params};

use super::column::{Columns, to_json};
use super::housekeeping;
use super::query::{execute, fetch_all};
use crate::records::{ActorKind, AuditEntry};
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

fn from_row(row: &Row<'_>) -> Result<AuditEntry> {
    let mut columns = Columns::new("audit", row, 0);
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
