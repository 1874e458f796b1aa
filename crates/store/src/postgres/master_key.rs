//! The master key, which is not here: only its id, beside everything that it wraps. All rows name the same.

use super::connection::Connection;
use super::failure::{Fault, Stop};
use super::query::{execute, fetch_one};
use super::{audit, leases};
use crate::records::{AuditEntry, RewrappedKeys, WrappedKey};
use crate::{Error, Result};

/// Refuses what another master key wrapped than the one that wraps what is there. Only under the lease of the keys is
/// that still so when the transaction commits.
pub(super) async fn check_in_force(db: &Connection, wrapped: &WrappedKey) -> Result<(), Fault> {
    let other = fetch_one(
        db,
        "SELECT 1 FROM sealing_keys WHERE wrapped_by <> $1 LIMIT 1",
        &[&wrapped.wrapped_by],
        |_| Ok(()),
    )
    .await?;
    match other {
        Some(()) => Err(Error::Busy("the master key was rotated at this moment").into()),
        None => Ok(()),
    }
}

/// A row would be left that the new master key does not wrap.
pub(super) struct Incomplete;

pub(super) async fn rewrap(
    db: &Connection,
    rewrapped: &RewrappedKeys,
    entry: &AuditEntry,
) -> Result<(), Stop<Incomplete>> {
    leases::take(db, leases::KEYS).await?;
    for (id, key) in &rewrapped.sealing_keys {
        execute(
            db,
            "UPDATE sealing_keys SET wrapped_by = $2, ciphertext = $3 WHERE id = $1 AND wrapped_by = $4",
            &[&i64::from(*id), &key.wrapped_by, &key.ciphertext, &rewrapped.from],
        )
        .await?;
    }
    for (id, key) in &rewrapped.handle_keys {
        execute(
            db,
            "UPDATE apps SET handle_key_wrapped_by = $2, handle_key = $3
             WHERE id = $1 AND handle_key_wrapped_by = $4",
            &[&id.as_str(), &key.wrapped_by, &key.ciphertext, &rewrapped.from],
        )
        .await?;
    }
    let left = fetch_one(
        db,
        "SELECT 1 FROM sealing_keys WHERE wrapped_by <> $1
         UNION ALL SELECT 1 FROM apps WHERE handle_key_wrapped_by <> $1 LIMIT 1",
        &[&rewrapped.to],
        |_| Ok(()),
    )
    .await?;
    if left.is_some() {
        return Err(Stop::Refused(Incomplete));
    }
    Ok(audit::insert(db, entry).await?)
}
