//! The keys that seal tokens.

use rusqlite::{Connection, Row, params};

use super::column::Columns;
use super::query::{execute, fetch_all};
use super::{audit, master_key};
use crate::Result;
use crate::records::{AuditEntry, SealingKey, WrappedKey};

pub(super) fn ensure(db: &Connection, first: &SealingKey) -> Result<Vec<SealingKey>> {
    execute(
        db,
        "INSERT INTO sealing_keys (id, wrapped_by, ciphertext, created_at, seals_from)
         SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT EXISTS (SELECT 1 FROM sealing_keys)",
        params![
            first.id,
            first.key.wrapped_by,
            first.key.ciphertext,
            first.created_at.as_microsecond(),
            first.seals_from.as_microsecond(),
        ],
    )?;
    all(db)
}

pub(super) fn all(db: &Connection) -> Result<Vec<SealingKey>> {
    fetch_all(
        db,
        "SELECT id, wrapped_by, ciphertext, created_at, seals_from FROM sealing_keys ORDER BY created_at, id",
        [],
        from_row,
    )
}

pub(super) fn rotate(db: &Connection, added: &SealingKey, dropped: &[u32], entry: &AuditEntry) -> Result<()> {
    master_key::check_in_force(db, &added.key)?;
    execute(
        db,
        "INSERT INTO sealing_keys (id, wrapped_by, ciphertext, created_at, seals_from)
         VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            added.id,
            added.key.wrapped_by,
            added.key.ciphertext,
            added.created_at.as_microsecond(),
            added.seals_from.as_microsecond(),
        ],
    )?;
    for id in dropped {
        execute(db, "DELETE FROM sealing_keys WHERE id = ?1", params![id])?;
    }
    audit::insert(db, entry)
}

fn from_row(row: &Row<'_>) -> Result<SealingKey> {
    let mut columns = Columns::new("sealing_keys", row, 0);
    Ok(SealingKey {
        id: columns.read("id")?,
        key: WrappedKey { wrapped_by: columns.read("wrapped_by")?, ciphertext: columns.read("ciphertext")? },
        created_at: columns.time("created_at")?,
        seals_from: columns.time("seals_from")?,
    })
}
