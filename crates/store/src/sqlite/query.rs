//! Running prepared statements. Every statement's text is a constant, so each is prepared once a connection.

use rusqlite::{Connection, Params, Row};

use crate::Result;

/// Runs a statement that returns nothing, and says how many rows it touched. The bare SQLite error comes back, so
/// that the caller can ask which constraint was violated.
pub(super) fn execute(db: &Connection, sql: &'static str, params: impl Params) -> rusqlite::Result<usize> {
    db.prepare_cached(sql)?.execute(params)
}

/// The statement's first row, if there is one.
pub(super) fn fetch_one<T>(
    db: &Connection,
    sql: &'static str,
    params: impl Params,
    read: impl FnMut(&Row<'_>) -> Result<T>,
) -> Result<Option<T>> {
    let mut statement = db.prepare_cached(sql)?;
    // Read to the end: a `DELETE … RETURNING` that is left early would look unfinished.
    let mut rows = statement.query_and_then(params, read)?;
    let first = rows.next().transpose()?;
    rows.try_for_each(|row| row.map(drop))?;
    Ok(first)
}

/// All rows of the statement.
pub(super) fn fetch_all<T>(
    db: &Connection,
    sql: &'static str,
    params: impl Params,
    read: impl FnMut(&Row<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    db.prepare_cached(sql)?.query_and_then(params, read)?.collect()
}

/// All rows of a statement that was put together for this one call.
pub(super) fn fetch_all_of<T>(
    db: &Connection,
    sql: &str,
    params: impl Params,
    read: impl FnMut(&Row<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    db.prepare(sql)?.query_and_then(params, read)?.collect()
}
