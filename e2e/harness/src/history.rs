//! A past for an app, so that its pages can be looked at: people, events and a quarter of a year of counts.

use std::path::Path;

use passflex_flex::Clock;
use rusqlite::{Connection, params};

const HISTORY: &str = include_str!("history.sql");

/// Writes it into the database of a running server.
pub(crate) fn make_up(database: &Path, app: &str, clock: &dyn Clock) -> anyhow::Result<()> {
    let mut connection = Connection::open(database)?;
    let history = connection.transaction()?;
    let now = clock.now().as_microsecond();
    history.execute("CREATE TEMP TABLE made_for AS SELECT ?1 AS app, ?2 AS now", params![app, now])?;
    history.execute_batch(HISTORY)?;
    history.commit()?;
    Ok(())
}
