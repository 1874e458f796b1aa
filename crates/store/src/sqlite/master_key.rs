//! The master key, which is not here: only its id, beside everything that it wraps. All rows name the same.

use rusqlite::{Connection, params};

use super::audit;
use super::query::{execute, fetch_one};
use crate::records::{AuditEntry, RewrappedKeys, WrappedKey};
use crate::{Error, Result};

/// Refuses what another master key wrapped than the one that wraps what is there.
pub(super) fn check_in_force(db: &Connection, wrapped: &WrappedKey) -> Result<()> {
    let other = fetch_one(
        db,
        "SELECT 1 FROM sealing_keys WHERE wrapped_by <> ?1 LIMIT 1",
        params![wrapped.wrapped_by],
        |_| Ok(()),
    )?;
    match other {
        Some(()) => Err(Error::Busy("the master key was rotated at this moment")),
        None => Ok(()),
    }
}

/// `false` where a row would be left that `to` does not wrap.
pub(super) fn rewrap(db: &Connection, rewrapped: &RewrappedKeys, entry: &AuditEntry) -> Result<bool> {
    for (id, key) in &rewrapped.sealing_keys {
        execute(
            db,
            "UPDATE sealing_keys SET wrapped_by = ?2, ciphertext = ?3 WHERE id = ?1 AND wrapped_by = ?4",
            params![id, key.wrapped_by, key.ciphertext, rewrapped.from],
        )?;
    }
    for (id, key) in &rewrapped.handle_keys {
        execute(
            db,
            "UPDATE apps SET handle_key_wrapped_by = ?2, handle_key = ?3
             WHERE id = ?1 AND handle_key_wrapped_by = ?4",
            params![id.as_str(), key.wrapped_by, key.ciphertext, rewrapped.from],
        )?;
    }
    let left = fetch_one(
        db,
        "SELECT 1 FROM sealing_keys WHERE wrapped_by <> ?1
         UNION ALL SELECT 1 FROM apps WHERE handle_key_wrapped_by <> ?1 LIMIT 1",
        params![rewrapped.to],
        |_| Ok(()),
    )?;
    if left.is_some() {
        return Ok(false);
    }
    audit::insert(db, entry)?;
    Ok(true)
}
