//! What only one server may do at a time: whoever does it holds a row until the transaction ends.

use super::connection::Connection;
use super::failure::Fault;
use super::query::execute;
use crate::Result;

/// Bringing the schema up to date.
pub(super) const MIGRATION: &str = "migration";

/// Making, rotating and rewrapping the server's keys, and whatever is wrapped beside them: all rows name one master key.
pub(super) const KEYS: &str = "keys";

/// Deciding who is an administrator, and of what: two who take each other's rights away leave one of them.
pub(super) const ADMINISTRATORS: &str = "administrators";

/// Appending to the chain of the audit log.
pub(super) const AUDIT: &str = "audit";

/// Showing that the database takes writes.
pub(super) const WRITES: &str = "writes";

/// Waits until nobody else has the lease, and has it until the transaction ends. One after another also where the row
/// was not there before: its key decides.
pub(super) async fn take(db: &Connection, name: &str) -> Result<(), Fault> {
    execute(
        db,
        "INSERT INTO leases (name, taken_at)
         VALUES ($1, CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS bigint))
         ON CONFLICT (name) DO UPDATE SET taken_at = excluded.taken_at",
        &[&name],
    )
    .await?;
    Ok(())
}
