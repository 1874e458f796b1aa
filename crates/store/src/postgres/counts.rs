//! Ceremonies an hour, as each replica counted them.

use std::collections::BTreeMap;

use super::column::to_integer;
use super::connection::Connection;
use super::failure::Fault;
use super::query::execute;
use crate::Result;
use crate::records::CeremonyCount;

/// Adds to the replica's rows. Counts of an app that is gone are passed over: its row is locked while they are added,
/// so that it does not go in between.
pub(super) async fn add(db: &Connection, replica: &str, counts: &[CeremonyCount]) -> Result<(), Fault> {
    // A statement may change a row once, and rows in one order keep two flushes from a deadlock.
    let mut sums = BTreeMap::new();
    for count in counts {
        let row = (count.app.as_str(), count.hour.as_microsecond(), count.kind.as_str(), count.outcome);
        let sum: &mut u64 = sums.entry(row).or_default();
        *sum = sum.saturating_add(count.count);
    }
    let apps: Vec<&str> = sums.keys().map(|(app, ..)| *app).collect();
    let hours: Vec<i64> = sums.keys().map(|(_, hour, ..)| *hour).collect();
    let kinds: Vec<&str> = sums.keys().map(|(.., kind, _)| *kind).collect();
    let outcomes: Vec<&str> = sums.keys().map(|(.., outcome)| *outcome).collect();
    let added: Vec<i64> = sums.values().copied().map(to_integer).collect();
    execute(
        db,
        "WITH present AS (SELECT id FROM apps WHERE id = ANY ($1::text[]) FOR KEY SHARE)
         INSERT INTO ceremony_counts (app_id, hour, kind, outcome, replica, count)
         SELECT present.id, added.hour, added.kind, added.outcome, $6::text, added.count
         FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::bigint[])
             AS added (app_id, hour, kind, outcome, count)
             JOIN present ON present.id = added.app_id
         ON CONFLICT (app_id, hour, kind, outcome, replica)
             DO UPDATE SET count = ceremony_counts.count + excluded.count",
        &[&apps, &hours, &kinds, &outcomes, &added, &replica],
    )
    .await?;
    Ok(())
}
