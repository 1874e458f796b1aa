//! The chain of the audit log.

use tokio_postgres::Row;

use super::column::{Columns, to_integer};
use super::connection::Connection;
use super::failure::Fault;
use super::leases;
use super::query::{execute, fetch_all, fetch_one};
use crate::audit_chain::{BATCH, Columns as Hashed, START};
use crate::records::{AuditHead, ChainedRow};
use crate::{AuditId, Result};

/// Appends rows that are not chained yet. One server at a time: where the chain ends is looked up after the wait.
pub(super) async fn extend(db: &Connection) -> Result<u64, Fault> {
    leases::take(db, leases::AUDIT).await?;
    let unchained = fetch_all(
        db,
        "SELECT id, at, actor_kind, actor_id, verb, app_id, target, request_id, changes
         FROM audit WHERE position IS NULL ORDER BY id LIMIT $1",
        &[&i64::from(BATCH)],
        |row| hashed(&mut Columns::new("audit", row, 0)),
    )
    .await?;
    if unchained.is_empty() {
        return Ok(0);
    }
    let mut end = end(db).await?.unwrap_or(AuditHead { position: 0, hash: START });
    let (mut ids, mut positions) = (Vec::new(), Vec::new());
    let (mut previous_hashes, mut hashes) = (Vec::new(), Vec::new());
    for row in &unchained {
        let (position, previous_hash) = (end.position + 1, end.hash);
        end = AuditHead { position, hash: row.hash(position, &previous_hash) };
        ids.push(row.id.as_str());
        positions.push(to_integer(position));
        previous_hashes.push(previous_hash.to_vec());
        hashes.push(end.hash.to_vec());
    }
    execute(
        db,
        "UPDATE audit SET position = link.position, previous_hash = link.previous_hash, hash = link.hash
         FROM unnest($1::text[], $2::bigint[], $3::bytea[], $4::bytea[])
             AS link (id, position, previous_hash, hash)
         WHERE audit.id = link.id",
        &[&ids, &positions, &previous_hashes, &hashes],
    )
    .await?;
    execute(
        db,
        "INSERT INTO audit_head (one, position, hash) VALUES (1, $1, $2)
         ON CONFLICT (one) DO UPDATE SET position = excluded.position, hash = excluded.hash",
        &[&to_integer(end.position), &&end.hash[..]],
    )
    .await?;
    Ok(unchained.len() as u64)
}

/// Where it ends.
pub(super) async fn head(db: &Connection) -> Result<Option<AuditHead>, Fault> {
    fetch_one(db, "SELECT position, hash FROM audit_head WHERE one = 1", &[], to_head).await
}

/// The same for who goes on from there. Somebody may have tampered with what is recorded: places that were given stay
/// given, as far as anything still tells of them.
async fn end(db: &Connection) -> Result<Option<AuditHead>, Fault> {
    fetch_one(
        db,
        "SELECT position, hash FROM (
             SELECT position, hash, 1 AS is_record FROM audit_head
             UNION ALL
             SELECT position, hash, 0 AS is_record FROM audit WHERE position = (SELECT max(position) FROM audit)
         ) AS ends ORDER BY position DESC, is_record DESC LIMIT 1",
        &[],
        to_head,
    )
    .await
}

fn to_head(row: &Row) -> Result<AuditHead> {
    let mut columns = Columns::new("audit_head", row, 0);
    Ok(AuditHead { position: columns.count("position")?, hash: columns.bytes("hash")? })
}

/// In the order of their places.
pub(super) async fn rows(db: &Connection, after: u64, limit: u32) -> Result<Vec<ChainedRow>, Fault> {
    fetch_all(
        db,
        "SELECT id, at, actor_kind, actor_id, verb, app_id, target, request_id, changes, position, previous_hash, hash
         FROM audit WHERE position > $1 ORDER BY position LIMIT $2",
        &[&to_integer(after), &i64::from(limit)],
        from_row,
    )
    .await
}

fn from_row(row: &Row) -> Result<ChainedRow> {
    let mut columns = Columns::new("audit", row, 0);
    let hashed = hashed(&mut columns)?;
    let position = columns.count("position")?;
    let previous_hash: Vec<u8> = columns.read::<Option<_>>("previous_hash")?.unwrap_or_default();
    let hash = columns.read::<Option<_>>("hash")?.unwrap_or_default();
    let computed = hashed.hash(position, &previous_hash);
    Ok(ChainedRow { id: AuditId::new(hashed.id), position, previous_hash, hash, computed })
}

/// What the hash of a row covers.
fn hashed(columns: &mut Columns<'_>) -> Result<Hashed> {
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
