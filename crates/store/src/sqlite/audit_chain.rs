//! The chain of the audit log.

use rusqlite::{Connection, Row, params};

use super::column::{Columns, to_integer};
use super::query::{execute, fetch_all, fetch_one};
use crate::audit_chain::{BATCH, Columns as Hashed, START};
use crate::records::{AuditHead, ChainedRow};
use crate::{AuditId, Result};

/// Appends rows that are not chained yet. One writer at a time: nobody else appends meanwhile.
pub(super) fn extend(db: &Connection) -> Result<u64> {
    let unchained = fetch_all(
        db,
        "SELECT id, at, actor_kind, actor_id, verb, app_id, target, request_id, changes
         FROM audit WHERE position IS NULL ORDER BY id LIMIT ?1",
        params![BATCH],
        |row| hashed(&mut Columns::new("audit", row, 0)),
    )?;
    if unchained.is_empty() {
        return Ok(0);
    }
    let mut end = end(db)?.unwrap_or(AuditHead { position: 0, hash: START });
    for row in &unchained {
        let (position, previous_hash) = (end.position + 1, end.hash);
        end = AuditHead { position, hash: row.hash(position, &previous_hash) };
        execute(
            db,
            "UPDATE audit SET position = ?2, previous_hash = ?3, hash = ?4 WHERE id = ?1",
            params![row.id, to_integer(position), previous_hash, end.hash],
        )?;
    }
    execute(
        db,
        "INSERT INTO audit_head (one, position, hash) VALUES (1, ?1, ?2)
         ON CONFLICT (one) DO UPDATE SET position = excluded.position, hash = excluded.hash",
        params![to_integer(end.position), end.hash],
    )?;
    Ok(unchained.len() as u64)
}

/// Where it ends.
pub(super) fn head(db: &Connection) -> Result<Option<AuditHead>> {
    fetch_one(db, "SELECT position, hash FROM audit_head WHERE one = 1", [], to_head)
}

/// The same for who goes on from there. Somebody may have tampered with what is recorded: places that were given stay
/// given, as far as anything still tells of them.
fn end(db: &Connection) -> Result<Option<AuditHead>> {
    fetch_one(
        db,
        "SELECT position, hash FROM (
             SELECT position, hash, 1 AS is_record FROM audit_head
             UNION ALL
             SELECT position, hash, 0 AS is_record FROM audit WHERE position = (SELECT max(position) FROM audit)
         ) AS ends ORDER BY position DESC, is_record DESC LIMIT 1",
        [],
        to_head,
    )
}

fn to_head(row: &Row<'_>) -> Result<AuditHead> {
    let mut columns = Columns::new("audit_head", row, 0);
    Ok(AuditHead { position: columns.count("position")?, hash: columns.read("hash")? })
}

/// In the order of their places.
pub(super) fn rows(db: &Connection, after: u64, limit: u32) -> Result<Vec<ChainedRow>> {
    fetch_all(
        db,
        "SELECT id, at, actor_kind, actor_id, verb, app_id, target, request_id, changes, position, previous_hash, hash
         FROM audit WHERE position > ?1 ORDER BY position LIMIT ?2",
        params![to_integer(after), limit],
        from_row,
    )
}

fn from_row(row: &Row<'_>) -> Result<ChainedRow> {
    let mut columns = Columns::new("audit", row, 0);
    let hashed = hashed(&mut columns)?;
    let position = columns.count("position")?;
    let previous_hash: Vec<u8> = columns.read::<Option<_>>("previous_hash")?.unwrap_or_default();
    let hash = columns.read::<Option<_>>("hash")?.unwrap_or_default();
    let computed = hashed.hash(position, &previous_hash);
    Ok(ChainedRow { id: AuditId::new(hashed.id), position, previous_hash, hash, computed })
}

/// What the hash of a row covers.
fn hashed(columns: &mut Columns<'_, '_>) -> Result<Hashed> {
    Ok(Hashed {
        id: columns.read("id")?,
        at: columns.read("at")?,
        actor_kind: columns.read("actor_kind")?,
        actor_id: columns.read("actor_id")?,
        verb: columns.read("verb")?,
        app_id: columns.read("app_id")?,
        target: columns.read("target")?,
        request_id: columns.read("request_id")?,
        changes: columns.read("changes")?,
    })
}
