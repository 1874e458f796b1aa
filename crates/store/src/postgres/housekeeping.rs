//! The clock, and forgetting what may be forgotten.

use jiff::Timestamp;

use super::column::Columns;
use super::connection::Connection;
use super::failure::Fault;
use super::query::{execute, fetch_one};
use crate::Result;

/// How many rows of a table one sweep deletes at most.
const SWEEP: i64 = 10_000;

/// The database's clock.
pub(super) async fn now(db: &Connection) -> Result<Timestamp, Fault> {
    let now = fetch_one(
        db,
        "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS bigint) AS now",
        &[],
        |row| Columns::new("the clock", row, 0).time("now"),
    )
    .await?;
    Ok(now.unwrap_or_default())
}

// The sweeps start from the list of apps and look into each one's index: `app_id` leads every key.

pub(super) async fn sweep_spent(db: &Connection) -> Result<u64, Fault> {
    let now = now(db).await?;
    sweep(
        db,
        "DELETE FROM spent WHERE (app_id, id) IN (
             SELECT due.app_id, due.id FROM apps CROSS JOIN LATERAL (
                 SELECT app_id, id FROM spent WHERE spent.app_id = apps.id AND keep_until <= $1 LIMIT $2
             ) AS due LIMIT $2)",
        now,
    )
    .await
}

pub(super) async fn sweep_nonces(db: &Connection) -> Result<u64, Fault> {
    let now = now(db).await?;
    sweep(
        db,
        "DELETE FROM nonces WHERE (app_id, hash) IN (
             SELECT app_id, hash FROM nonces WHERE expires_at <= $1 LIMIT $2)",
        now,
    )
    .await
}

pub(super) async fn sweep_tombstones(db: &Connection) -> Result<u64, Fault> {
    let now = now(db).await?;
    // The condition again, for a tombstone that is renewed at this moment.
    sweep(
        db,
        "DELETE FROM deleted_users WHERE keep_until <= $1 AND (app_id, external_id_digest) IN (
             SELECT app_id, external_id_digest FROM deleted_users WHERE keep_until <= $1 LIMIT $2)",
        now,
    )
    .await
}

pub(super) async fn sweep_sessions(db: &Connection) -> Result<u64, Fault> {
    let now = now(db).await?;
    sweep(
        db,
        "DELETE FROM admin_sessions WHERE id IN (
             SELECT id FROM admin_sessions WHERE expires_at <= $1 LIMIT $2)",
        now,
    )
    .await
}

pub(super) async fn sweep_links(db: &Connection) -> Result<u64, Fault> {
    let now = now(db).await?;
    sweep(
        db,
        "DELETE FROM one_time_links WHERE id IN (
             SELECT id FROM one_time_links WHERE expires_at <= $1 LIMIT $2)",
        now,
    )
    .await
}

pub(super) async fn sweep_events(db: &Connection, before: Timestamp) -> Result<u64, Fault> {
    sweep(
        db,
        "DELETE FROM events WHERE (app_id, id) IN (
             SELECT due.app_id, due.id FROM apps CROSS JOIN LATERAL (
                 SELECT app_id, id FROM events WHERE events.app_id = apps.id AND at < $1 LIMIT $2
             ) AS due LIMIT $2)",
        before,
    )
    .await
}

async fn sweep(db: &Connection, sql: &'static str, limit: Timestamp) -> Result<u64, Fault> {
    execute(db, sql, &[&limit.as_microsecond(), &SWEEP]).await
}
