//! The clock, and forgetting what may be forgotten.

use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::column::Columns;
use super::query::{execute, fetch_one};
use crate::{Error, Result};

/// How many rows of a table one sweep deletes at most.
const SWEEP: i64 = 10_000;

/// The database's clock, to the millisecond, read beside a row of a table so that it also proves the file readable.
pub(super) const NOW: &str = "SELECT CAST(round(unixepoch('subsec') * 1000000.0) AS INTEGER) AS now
    FROM commits WHERE one = 1";

pub(super) fn now(db: &Connection) -> Result<Timestamp> {
    let now = fetch_one(db, NOW, [], |row| Columns::new("commits", row, 0).time("now"))?;
    now.ok_or_else(|| Error::Corrupt {
        table: "commits",
        column: "one",
        row: "1".to_owned(),
        reason: "the row is missing".to_owned(),
    })
}

// The sweeps start from the list of apps and look into each one's index: `app_id` leads every key.

pub(super) fn sweep_spent(db: &Connection) -> Result<u64> {
    sweep(
        db,
        "DELETE FROM spent WHERE (app_id, id) IN (
             SELECT spent.app_id, spent.id FROM apps CROSS JOIN spent ON spent.app_id = apps.id
             WHERE spent.keep_until <= ?1 LIMIT ?2)",
        now(db)?,
    )
}

pub(super) fn sweep_nonces(db: &Connection) -> Result<u64> {
    sweep(
        db,
        "DELETE FROM nonces WHERE (app_id, hash) IN (
             SELECT app_id, hash FROM nonces WHERE expires_at <= ?1 LIMIT ?2)",
        now(db)?,
    )
}

pub(super) fn sweep_tombstones(db: &Connection) -> Result<u64> {
    sweep(
        db,
        "DELETE FROM deleted_users WHERE (app_id, external_id_digest) IN (
             SELECT app_id, external_id_digest FROM deleted_users WHERE keep_until <= ?1 LIMIT ?2)",
        now(db)?,
    )
}

pub(super) fn sweep_sessions(db: &Connection) -> Result<u64> {
    sweep(
        db,
        "DELETE FROM admin_sessions WHERE id IN (
             SELECT id FROM admin_sessions WHERE expires_at <= ?1 LIMIT ?2)",
        now(db)?,
    )
}

pub(super) fn sweep_links(db: &Connection) -> Result<u64> {
    sweep(
        db,
        "DELETE FROM one_time_links WHERE id IN (
             SELECT id FROM one_time_links WHERE expires_at <= ?1 LIMIT ?2)",
        now(db)?,
    )
}

pub(super) fn sweep_events(db: &Connection, before: Timestamp) -> Result<u64> {
    sweep(
        db,
        "DELETE FROM events WHERE (app_id, id) IN (
             SELECT events.app_id, events.id FROM apps CROSS JOIN events ON events.app_id = apps.id
             WHERE events.at < ?1 LIMIT ?2)",
        before,
    )
}

fn sweep(db: &Connection, sql: &'static str, limit: Timestamp) -> Result<u64> {
    Ok(execute(db, sql, params![limit.as_microsecond(), SWEEP])? as u64)
}
