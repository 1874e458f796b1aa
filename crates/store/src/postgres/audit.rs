//! The audit log.

use std::borrow::Cow;

use tokio_postgres::Row;

use super::column::{Columns, to_json};
use super::condition::{Conditions, Value, text};
use super::connection::Connection;
use super::failure::Fault;
use super::query::{execute, fetch_all, fetch_all_of};
use crate::records::{ActorKind, AuditEntry, AuditLink, AuditQuery, AuditRow};
use crate::{AppId, AuditId, Result, UserId};

/// Writes a row within the transaction of the change that it tells of.
pub(super) async fn insert(db: &Connection, entry: &AuditEntry) -> Result<(), Fault> {
    execute(
        db,
        "INSERT INTO audit (id, at, actor_kind, actor_id, verb, app_id, target, request_id, changes)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            &entry.id.as_str(),
            &entry.at.as_microsecond(),
            &entry.actor_kind.as_str(),
            &entry.actor_id,
            &entry.verb,
            &entry.app_id.as_ref().map(AppId::as_str),
            &entry.target,
            &entry.request_id,
            &to_json(&entry.changes)?,
        ],
    )
    .await?;
    Ok(())
}

/// Newest first.
pub(super) async fn of_app(
    db: &Connection,
    app: Option<&AppId>,
    limit: u32,
) -> Result<Vec<AuditEntry>, Fault> {
    let limit = i64::from(limit);
    match app {
        Some(app) => {
            fetch_all(
                db,
                "SELECT id, at, actor_kind, actor_id, verb, app_id, target, request_id, changes
                 FROM audit WHERE app_id = $1 ORDER BY id DESC LIMIT $2",
                &[&app.as_str(), &limit],
                from_row,
            )
            .await
        }
        None => {
            fetch_all(
                db,
                "SELECT id, at, actor_kind, actor_id, verb, app_id, target, request_id, changes
                 FROM audit WHERE app_id IS NULL ORDER BY id DESC LIMIT $1",
                &[&limit],
                from_row,
            )
            .await
        }
    }
}

/// Newest first. Rows of passkeys say whose they were.
pub(super) async fn of_user(
    db: &Connection,
    app: &AppId,
    user: &UserId,
    limit: u32,
) -> Result<Vec<AuditEntry>, Fault> {
    fetch_all(
        db,
        "SELECT id, at, actor_kind, actor_id, verb, app_id, target, request_id, changes
         FROM audit WHERE app_id = $1 AND (target = $2 OR changes::jsonb ->> 'user_id' = $2)
         ORDER BY id DESC LIMIT $3",
        &[&app.as_str(), &user.as_str(), &i64::from(limit)],
        from_row,
    )
    .await
}

/// Those that are asked for.
pub(super) async fn rows(db: &Connection, query: &AuditQuery) -> Result<Vec<AuditRow>, Fault> {
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
             FROM audit WHERE {} ORDER BY id {order} LIMIT ${}",
            conditions.sql(),
            conditions.count() + 1,
        ),
        &conditions.parameters_and(&[&i64::from(query.limit)]),
        |row| {
            let mut columns = Columns::new("audit", row, 0);
            Ok(AuditRow { entry: entry(&mut columns)?, link: link(&mut columns)? })
        },
    )
    .await
}

fn from_row(row: &Row) -> Result<AuditEntry> {
    entry(&mut Columns::new("audit", row, 0))
}

fn entry(columns: &mut Columns<'_>) -> Result<AuditEntry> {
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
fn link(columns: &mut Columns<'_>) -> Result<Option<AuditLink>> {
    let position: Option<i64> = columns.read("position")?;
    let Some(position) = position else { return Ok(None) };
    Ok(Some(AuditLink {
        position: position.unsigned_abs(),
        previous_hash: columns.bytes("previous_hash")?,
        hash: columns.bytes("hash")?,
    }))
}
