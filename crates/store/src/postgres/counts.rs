//! Counts of ceremonies an hour, as each replica counted them, and of users.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::column::{Columns, to_integer};
use super::connection::Connection;
use super::failure::Fault;
use super::query::{execute, fetch_all, fetch_one};
use crate::records::{
    ActiveUsers, CeremonyCount, CeremonyFact, CeremonyKind, CountSpan, SummedCount, SummedFact, UserCounts,
};
use crate::{AppId, Result};

const HOUR_MICROSECONDS: i64 = 3_600_000_000;

/// Adds to the replica's rows. What is of an app that is gone is passed over: the row of each app is locked while they
/// are added, so that it does not go in between. One statement, so that a repeat after a lost answer is all or nothing.
pub(super) async fn add(
    db: &Connection,
    replica: &str,
    counts: &[CeremonyCount],
    facts: &[CeremonyFact],
) -> Result<(), Fault> {
    // A statement may change a row once, and rows in one order keep two flushes from a deadlock.
    let mut sums = BTreeMap::new();
    for count in counts {
        let row = (count.app.as_str(), count.hour.as_microsecond(), count.kind.as_str(), count.outcome);
        let sum: &mut u64 = sums.entry(row).or_default();
        *sum = sum.saturating_add(count.count);
    }
    let mut fact_sums = BTreeMap::new();
    for fact in facts {
        let of = (fact.app.as_str(), fact.day.as_microsecond(), fact.kind.as_str(), fact.outcome);
        let sum: &mut u64 = fact_sums.entry((of, fact.fact, fact.value.as_str())).or_default();
        *sum = sum.saturating_add(fact.count);
    }
    let apps: Vec<&str> = sums.keys().map(|(app, ..)| *app).collect();
    let hours: Vec<i64> = sums.keys().map(|(_, hour, ..)| *hour).collect();
    let kinds: Vec<&str> = sums.keys().map(|(.., kind, _)| *kind).collect();
    let outcomes: Vec<&str> = sums.keys().map(|(.., outcome)| *outcome).collect();
    let added: Vec<i64> = sums.values().copied().map(to_integer).collect();
    let fact_apps: Vec<&str> = fact_sums.keys().map(|((app, ..), ..)| *app).collect();
    let fact_days: Vec<i64> = fact_sums.keys().map(|((_, day, ..), ..)| *day).collect();
    let fact_kinds: Vec<&str> = fact_sums.keys().map(|((.., kind, _), ..)| *kind).collect();
    let fact_outcomes: Vec<&str> = fact_sums.keys().map(|((.., outcome), ..)| *outcome).collect();
    let fact_names: Vec<&str> = fact_sums.keys().map(|(_, fact, _)| *fact).collect();
    let fact_values: Vec<&str> = fact_sums.keys().map(|(.., value)| *value).collect();
    let fact_added: Vec<i64> = fact_sums.values().copied().map(to_integer).collect();
    execute(
        db,
        "WITH present AS (
             SELECT id FROM apps WHERE id = ANY ($1::text[]) OR id = ANY ($7::text[]) ORDER BY id FOR KEY SHARE
         ), counting AS (
             INSERT INTO ceremony_counts (app_id, hour, kind, outcome, replica, count)
             SELECT present.id, added.hour, added.kind, added.outcome, $6::text, added.count
             FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::bigint[])
                 AS added (app_id, hour, kind, outcome, count)
                 JOIN present ON present.id = added.app_id
             ON CONFLICT (app_id, hour, kind, outcome, replica)
                 DO UPDATE SET count = ceremony_counts.count + excluded.count
         )
         INSERT INTO ceremony_facts (app_id, day, kind, outcome, fact, value, replica, count)
         SELECT present.id, added.day, added.kind, added.outcome, added.fact, added.value, $6::text, added.count
         FROM unnest($7::text[], $8::bigint[], $9::text[], $10::text[], $11::text[], $12::text[], $13::bigint[])
             AS added (app_id, day, kind, outcome, fact, value, count)
             JOIN present ON present.id = added.app_id
         ON CONFLICT (app_id, day, kind, outcome, fact, value, replica)
             DO UPDATE SET count = ceremony_facts.count + excluded.count",
        &[
            &apps,
            &hours,
            &kinds,
            &outcomes,
            &added,
            &replica,
            &fact_apps,
            &fact_days,
            &fact_kinds,
            &fact_outcomes,
            &fact_names,
            &fact_values,
            &fact_added,
        ],
    )
    .await?;
    Ok(())
}

/// By step, kind and outcome.
pub(super) async fn of_span(
    db: &Connection,
    app: &AppId,
    span: CountSpan,
) -> Result<Vec<SummedCount>, Fault> {
    fetch_all(
        db,
        "SELECT (hour - $2) / $4 AS step, kind, outcome, CAST(sum(count) AS bigint) AS count
         FROM ceremony_counts WHERE app_id = $1 AND hour >= $2 AND hour < $3
         GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
        &[
            &app.as_str(),
            &span.from.as_microsecond(),
            &span.until.as_microsecond(),
            &(i64::from(span.step_hours) * HOUR_MICROSECONDS),
        ],
        |row| {
            let mut columns = Columns::new("ceremony_counts", row, 0);
            Ok(SummedCount {
                step: columns.small_count("step")?,
                kind: columns.word("kind", &KINDS, CeremonyKind::as_str)?,
                outcome: columns.read("outcome")?,
                count: columns.count("count")?,
            })
        },
    )
    .await
}

/// The most frequent value of each fact first.
pub(super) async fn facts_of_days(
    db: &Connection,
    app: &AppId,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<SummedFact>, Fault> {
    fetch_all(
        db,
        "SELECT kind, outcome, fact, value, CAST(sum(count) AS bigint) AS count
         FROM ceremony_facts WHERE app_id = $1 AND day >= $2 AND day < $3
         GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 5 DESC, 4",
        &[&app.as_str(), &from.as_microsecond(), &until.as_microsecond()],
        |row| {
            let mut columns = Columns::new("ceremony_facts", row, 0);
            Ok(SummedFact {
                kind: columns.word("kind", &KINDS, CeremonyKind::as_str)?,
                outcome: columns.read("outcome")?,
                fact: columns.read("fact")?,
                value: columns.read("value")?,
                count: columns.count("count")?,
            })
        },
    )
    .await
}

pub(super) async fn of_users(db: &Connection, app: &AppId) -> Result<UserCounts, Fault> {
    let counts = fetch_one(
        db,
        "SELECT (SELECT count(*) FROM users WHERE app_id = $1) AS users,
             (SELECT count(*) FROM users WHERE app_id = $1 AND passkey_count > 0) AS with_passkeys",
        &[&app.as_str()],
        |row| {
            let mut columns = Columns::new("users", row, 0);
            Ok(UserCounts { users: columns.count("users")?, with_passkeys: columns.count("with_passkeys")? })
        },
    )
    .await?;
    Ok(counts.unwrap_or_default())
}

/// The oldest month first.
pub(super) async fn active_users(
    db: &Connection,
    app: &AppId,
    from_month: u32,
) -> Result<Vec<ActiveUsers>, Fault> {
    fetch_all(
        db,
        "SELECT month, count(*) AS users FROM user_months WHERE app_id = $1 AND month >= $2 GROUP BY 1 ORDER BY 1",
        &[&app.as_str(), &i64::from(from_month)],
        |row| {
            let mut columns = Columns::new("user_months", row, 0);
            Ok(ActiveUsers { month: columns.small_count("month")?, users: columns.count("users")? })
        },
    )
    .await
}

const KINDS: [CeremonyKind; 2] = [CeremonyKind::Register, CeremonyKind::Authenticate];
