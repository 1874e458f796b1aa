//! The keys that seal tokens.

use tokio_postgres::Row;

use super::column::Columns;
use super::connection::Connection;
use super::failure::Fault;
use super::query::{execute, fetch_all};
use super::{audit, leases, master_key};
use crate::Result;
use crate::records::{AuditEntry, SealingKey, WrappedKey};

pub(super) async fn ensure(db: &Connection, first: &SealingKey) -> Result<Vec<SealingKey>, Fault> {
    leases::take(db, leases::KEYS).await?;
    let there = all(db).await?;
    if !there.is_empty() {
        return Ok(there);
    }
    insert(db, first).await?;
    all(db).await
}

pub(super) async fn all(db: &Connection) -> Result<Vec<SealingKey>, Fault> {
    fetch_all(
        db,
        "SELECT id, wrapped_by, ciphertext, created_at, seals_from FROM sealing_keys ORDER BY created_at, id",
        &[],
        from_row,
    )
    .await
}

pub(super) async fn rotate(
    db: &Connection,
    added: &SealingKey,
    dropped: &[u32],
    entry: &AuditEntry,
) -> Result<(), Fault> {
    leases::take(db, leases::KEYS).await?;
    master_key::check_in_force(db, &added.key).await?;
    insert(db, added).await?;
    let dropped: Vec<i64> = dropped.iter().copied().map(i64::from).collect();
    execute(db, "DELETE FROM sealing_keys WHERE id = ANY ($1)", &[&dropped]).await?;
    audit::insert(db, entry).await
}

async fn insert(db: &Connection, key: &SealingKey) -> Result<(), Fault> {
    execute(
        db,
        "INSERT INTO sealing_keys (id, wrapped_by, ciphertext, created_at, seals_from)
         VALUES ($1, $2, $3, $4, $5)",
        &[
            &i64::from(key.id),
            &key.key.wrapped_by,
            &key.key.ciphertext,
            &key.created_at.as_microsecond(),
            &key.seals_from.as_microsecond(),
        ],
    )
    .await?;
    Ok(())
}

fn from_row(row: &Row) -> Result<SealingKey> {
    let mut columns = Columns::new("sealing_keys", row, 0);
    Ok(SealingKey {
        id: columns.small_count("id")?,
        key: WrappedKey { wrapped_by: columns.read("wrapped_by")?, ciphertext: columns.read("ciphertext")? },
        created_at: columns.time("created_at")?,
        seals_from: columns.time("seals_from")?,
    })
}
