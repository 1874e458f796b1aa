//! Reading everything that a backup keeps, in one snapshot.

use rusqlite::{Connection, Row};
use tokio::sync::mpsc;

use super::column::Columns;
use super::query::{fetch_all, fetch_all_of};
use crate::backup::{self, BATCH, Column, Contents, Kind, Piece, Rows, Table, Value};
use crate::{Error, Result};

/// Hands out the whole backup. The snapshot is of the moment of the first read: commits go on beside it, and the log
/// grows until it is let go.
pub(super) fn everything(db: &Connection, with_access: bool, to: &mpsc::Sender<Piece>) -> Result<()> {
    // Rolled back when it is dropped, which ends the snapshot.
    let snapshot = db.unchecked_transaction()?;
    send(to, Piece::Begin(contents(&snapshot, with_access)?))?;
    for table in backup::tables(with_access) {
        send_rows(&snapshot, table, to)?;
    }
    send(to, Piece::End)
}

fn contents(db: &Connection, with_access: bool) -> Result<Contents> {
    let wrapped_by = "SELECT DISTINCT handle_key_wrapped_by FROM apps";
    let mut master_keys: Vec<String> =
        fetch_all(db, wrapped_by, [], |row| Columns::new("apps", row, 0).read("handle_key_wrapped_by"))?;
    let counts =
        backup::tables(with_access).map(|table| Ok((table, count(db, table)?))).collect::<Result<_>>()?;
    Ok(Contents { master_key: master_keys.pop(), counts })
}

/// How many rows a table has.
pub(super) fn count(db: &Connection, table: &Table) -> Result<u64> {
    let counted = fetch_all_of(db, &format!("SELECT count(*) AS rows FROM {}", table.name), [], |row| {
        Columns::new(table.name, row, 0).count("rows")
    })?;
    Ok(counted.into_iter().sum())
}

fn send_rows(db: &Connection, table: &'static Table, to: &mpsc::Sender<Piece>) -> Result<()> {
    let columns: Vec<&Column> = table.columns.iter().collect();
    let names: Vec<&str> = columns.iter().map(|column| column.name).collect();
    let mut statement = db.prepare(&format!("SELECT {} FROM {}", names.join(", "), table.name))?;
    let mut found = statement.query_and_then([], |row| values(table, row))?;
    loop {
        let rows = found.by_ref().take(BATCH).collect::<Result<Vec<_>>>()?;
        if rows.is_empty() {
            return Ok(());
        }
        send(to, Piece::Rows(Rows { table, columns: columns.clone(), rows }))?;
    }
}

fn values(table: &'static Table, row: &Row<'_>) -> Result<Vec<Value>> {
    let mut columns = Columns::new(table.name, row, 0);
    table.columns.iter().map(|column| value(&mut columns, column)).collect()
}

fn value(columns: &mut Columns<'_, '_>, column: &'static Column) -> Result<Value> {
    let value = match column.kind {
        Kind::Integer => columns.read::<Option<i64>>(column.name)?.map(Value::Integer),
        Kind::Flag => columns.read::<Option<bool>>(column.name)?.map(Value::Flag),
        Kind::Text => columns.read::<Option<String>>(column.name)?.map(Value::Text),
        Kind::Bytes => columns.read::<Option<Vec<u8>>>(column.name)?.map(Value::Bytes),
    };
    Ok(value.unwrap_or(Value::Null))
}

fn send(to: &mpsc::Sender<Piece>, piece: Piece) -> Result<()> {
    to.blocking_send(piece).map_err(|_| Error::Database("nobody takes the backup any more".to_owned()))
}
