//! Running prepared statements. Every statement's text is a constant, so each is prepared once a connection.

use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use super::connection::Connection;
use super::failure::Fault;
use crate::Result;

/// The parameters of a statement.
pub(super) type Params<'a> = &'a [&'a (dyn ToSql + Sync)];

/// Runs a statement that returns nothing, and says how many rows it touched.
pub(super) async fn execute(db: &Connection, sql: &'static str, params: Params<'_>) -> Result<u64, Fault> {
    let statement = db.prepare(sql).await.map_err(Fault::Unsent)?;
    db.client().execute(&statement, params).await.map_err(Fault::Sent)
}

/// The statement's only row, if there is one.
pub(super) async fn fetch_one<T>(
    db: &Connection,
    sql: &'static str,
    params: Params<'_>,
    read: impl Fn(&Row) -> Result<T>,
) -> Result<Option<T>, Fault> {
    let statement = db.prepare(sql).await.map_err(Fault::Unsent)?;
    let row = db.client().query_opt(&statement, params).await.map_err(Fault::Sent)?;
    Ok(row.as_ref().map(read).transpose()?)
}

/// All rows of the statement.
pub(super) async fn fetch_all<T>(
    db: &Connection,
    sql: &'static str,
    params: Params<'_>,
    read: impl Fn(&Row) -> Result<T>,
) -> Result<Vec<T>, Fault> {
    let statement = db.prepare(sql).await.map_err(Fault::Unsent)?;
    let rows = db.client().query(&statement, params).await.map_err(Fault::Sent)?;
    Ok(rows.iter().map(read).collect::<Result<_>>()?)
}

/// All rows of a statement that was put together for this one call.
pub(super) async fn fetch_all_of<T>(
    db: &Connection,
    sql: &str,
    params: Params<'_>,
    read: impl Fn(&Row) -> Result<T>,
) -> Result<Vec<T>, Fault> {
    let rows = db.client().query(sql, params).await.map_err(Fault::Sent)?;
    Ok(rows.iter().map(read).collect::<Result<_>>()?)
}
