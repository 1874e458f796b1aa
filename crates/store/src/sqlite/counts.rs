//! Counts of ceremonies an hour, as each replica counted them, and of users.

use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::column::{Columns, to_integer};
use super::query::{execute, fetch_all, fetch_one};
use crate::records::{
    ActiveUsers, CeremonyCount, CeremonyFact, CeremonyKind, CountSpan, SummedCount, SummedFact, UserCounts,
};
use crate::{AppId, Result};

const HOUR_MICROSECONDS: i64 = 3_600_000_000;

/// Adds to the replica's rows. What is of an app that is gone is passed over.
pub(super) fn add(
    db: &Connection,
    replica: &str,
    counts: &[CeremonyCount],
    facts: &[CeremonyFact],
) -> Result<()> {
    for count in counts {
        execute(
            db,
            "INSERT INTO ceremony_counts (app_id, hour, kind, outcome, replica, count)
             SELECT id, ?2, ?3, ?4, ?5, ?6 FROM apps WHERE id = ?1
             ON CONFLICT (app_id, hour, kind, outcome, replica) DO UPDATE SET count = count + excluded.count",
            params![
                count.app.as_str(),
                count.hour.as_microsecond(),
                count.kind.as_str(),
                count.outcome,
                replica,
                to_integer(count.count),
            ],
        )?;
    }
    for fact in facts {
        execute(
            db,
            "INSERT INTO ceremony_facts (app_id, day, kind, outcome, fact, value, replica, count)
             SELECT id, ?2, ?3, ?4, ?5, ?6, ?7, ?8 FROM apps WHERE id = ?1
             ON CONFLICT (app_id, day, kind, outcome, fact, value, replica)
                 DO UPDATE SET count = count + excluded.count",
            params![
                fact.app.as_str(),
                fact.day.as_microsecond(),
                fact.kind.as_str(),
                fact.outcome,
                fact.fact,
                fact.value,
                replica,
                to_integer(fact.count),
            ],
        )?;
    }
    Ok(())
}

/// By step, kind and outcome.
pub(super) fn of_span(db: &Connection, app: &AppId, span: CountSpan) -> Result<Vec<SummedCount>> {
    fetch_all(
        db,
        "SELECT (hour - ?2) / ?4 AS step, kind, outcome, sum(count) AS count
         FROM ceremony_counts WHERE app_id = ?1 AND hour >= ?2 AND hour < ?3
         GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
        params![
            app.as_str(),
            span.from.as_microsecond(),
            span.until.as_microsecond(),
            i64::from(span.step_hours) * HOUR_MICROSECONDS,
        ],
        |row| {
            let mut columns = Columns::new("ceremony_counts", row, 0);
            Ok(SummedCount {
                step: columns.read("step")?,
                kind: columns.word("kind", &KINDS, CeremonyKind::as_str)?,
                outcome: columns.read("outcome")?,
                count: columns.count("count")?,
            })
        },
    )
}

/// The most frequent value of each fact first.
pub(super) fn facts_of_days(
    db: &Connection,
    app: &AppId,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<SummedFact>> {
    fetch_all(
        db,
        "SELECT kind, outcome, fact, value, sum(count) AS count
         FROM ceremony_facts WHERE app_id = ?1 AND day >= ?2 AND day < ?3
         GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 5 DESC, 4",
        params![app.as_str(), from.as_microsecond(), until.as_microsecond()],
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
}

pub(super) fn of_users(db: &Connection, app: &AppId) -> Result<UserCounts> {
    let counts = fetch_one(
        db,
        "SELECT (SELECT count(*) FROM users WHERE app_id = ?1) AS users,
             (SELECT count(*) FROM users WHERE app_id = ?1 AND passkey_count > 0) AS with_passkeys",
        [app.as_str()],
        |row| {
            let mut columns = Columns::new("users", row, 0);
            Ok(UserCounts { users: columns.count("users")?, with_passkeys: columns.count("with_passkeys")? })
        },
    )?;
    Ok(counts.unwrap_or_default())
}

/// The oldest month first.
pub(super) fn active_users(db: &Connection, app: &AppId, from_month: u32) -> Result<Vec<ActiveUsers>> {
    fetch_all(
        db,
        "SELECT month, count(*) AS users FROM user_months WHERE app_id = ?1 AND month >= ?2 GROUP BY 1 ORDER BY 1",
        params![app.as_str(), from_month],
        |row| {
            let mut columns = Columns::new("user_months", row, 0);
            Ok(ActiveUsers { month: columns.read("month")?, users: columns.count("users")? })
        },
    )
}

const KINDS: [CeremonyKind; 2] = [CeremonyKind::Register, CeremonyKind::Authenticate];
