//! Reading everything that a backup keeps, in one snapshot, on a connection of its own.

use std::pin::pin;

use futures_util::TryStreamExt as _;
use tokio::sync::mpsc;
use tokio_postgres::Row;

use super::column::Columns;
use super::connection::Connection;
use super::failure::Fault;
use super::query::{fetch_all, fetch_all_of};
use crate::backup::{self, BATCH, Column, Contents, Kind, Piece, Rows, Table, Value};
use crate::{Error, Result};

/// All that is read is of one moment, however long it takes and however slowly it is taken.
const BEGIN: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
    SET LOCAL statement_timeout = 0;
    SET LOCAL idle_in_transaction_session_timeout = 0";

/// Hands out the whole backup. The connection is the caller's to close, which ends the snapshot.
pub(super) async fn everything(
    db: &Connection,
    with_access: bool,
    to: &mpsc::Sender<Piece>,
) -> Result<(), Fault> {
    db.client().batch_execute(BEGIN).await.map_err(Fault::Unsent)?;
    send(to, Piece::Begin(contents(db, with_access).await?)).await?;
    for table in backup::tables(with_access) {
        send_rows(db, table, to).await?;
    }
    send(to, Piece::End).await
}

async fn contents(db: &Connection, with_access: bool) -> Result<Contents, Fault> {
    let wrapped_by = "SELECT DISTINCT handle_key_wrapped_by FROM apps";
    let mut master_keys: Vec<String> =
        fetch_all(db, wrapped_by, &[], |row| Columns::new("apps", row, 0).read("handle_key_wrapped_by"))
            .await?;
    let mut counts = Vec::new();
    for table in backup::tables(with_access) {
        counts.push((table, count(db, table).await?));
    }
    Ok(Contents { master_key: master_keys.pop(), counts })
}

/// How many rows a table has.
pub(super) async fn count(db: &Connection, table: &Table) -> Result<u64, Fault> {
    let name = table.name;
    let sql = format!("SELECT count(*) AS rows FROM {name}");
    let counted = fetch_all_of(db, &sql, &[], |row| Columns::new(name, row, 0).count("rows")).await?;
    Ok(counted.into_iter().sum())
}

async fn send_rows(db: &Connection, table: &'static Table, to: &mpsc::Sender<Piece>) -> Result<(), Fault> {
    let columns: Vec<&Column> = table.columns.iter().collect();
    let names: Vec<&str> = columns.iter().map(|column| column.name).collect();
    let sql = format!("SELECT {} FROM {}", names.join(", "), table.name);
    // The database sends no more than is taken from the stream.
    let found = db.client().query_raw(sql.as_str(), Vec::<i64>::new()).await.map_err(Fault::Unsent)?;
    let mut found = pin!(found);
    let mut rows = Vec::with_capacity(BATCH);
    while let Some(row) = found.try_next().await.map_err(Fault::Unsent)? {
        rows.push(values(table, &row)?);
        if rows.len() == BATCH {
            let rows = std::mem::take(&mut rows);
            send(to, Piece::Rows(Rows { table, columns: columns.clone(), rows })).await?;
        }
    }
    if rows.is_empty() {
        return Ok(());
    }
    send(to, Piece::Rows(Rows { table, columns, rows })).await
}

fn values(table: &'static Table, row: &Row) -> Result<Vec<Value>> {
    let mut columns = Columns::new(table.name, row, 0);
    table.columns.iter().map(|column| value(&mut columns, column)).collect()
}

fn value(columns: &mut Columns<'_>, column: &'static Column) -> Result<Value> {
    let value = match column.kind {
        Kind::Integer => columns.read::<Option<i64>>(column.name)?.map(Value::Integer),
        Kind::Flag => columns.read::<Option<bool>>(column.name)?.map(Value::Flag),
        Kind::Text => columns.read::<Option<String>>(column.name)?.map(Value::Text),
        Kind::Bytes => columns.read::<Option<Vec<u8>>>(column.name)?.map(Value::Bytes),
    };
    Ok(value.unwrap_or(Value::Null))
}

async fn send(to: &mpsc::Sender<Piece>, piece: Piece) -> Result<(), Fault> {
    let sent = to.send(piece).await;
    sent.map_err(|_| Error::Database("nobody takes the backup any more".to_owned()).into())
}
