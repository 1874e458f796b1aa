//! Writing a backup into an empty database, in one transaction.

use rusqlite::types::{Null, ToSqlOutput};
use rusqlite::{Connection, ToSql, params_from_iter};
use tokio::sync::mpsc;

use super::failure::Stop;
use super::query::execute;
use super::{audit, export};
use crate::backup::{Piece, Rows, TABLES, Value};
use crate::records::AuditEntry;
use crate::{ImportRefused, Result};

/// Takes everything up to [`Piece::End`]. Whatever goes wrong before that undoes all of it.
pub(super) fn everything(
    db: &Connection,
    from: &mut mpsc::Receiver<Piece>,
    entry: &AuditEntry,
) -> Result<(), Stop<ImportRefused>> {
    refuse_unless_empty(db)?;
    // A server may have been started on it: its key seals nothing that this database knows.
    execute(db, "DELETE FROM sealing_keys", [])?;
    loop {
        match from.blocking_recv() {
            Some(Piece::Begin(_)) => {}
            Some(Piece::Rows(rows)) => insert(db, &rows)?,
            Some(Piece::End) => break,
            None => return Err(Stop::Refused(ImportRefused::Incomplete)),
        }
    }
    audit::insert(db, entry)?;
    Ok(())
}

fn refuse_unless_empty(db: &Connection) -> Result<(), Stop<ImportRefused>> {
    for table in &TABLES {
        let rows = export::count(db, table)?;
        if rows > 0 {
            return Err(Stop::Refused(ImportRefused::NotEmpty { table: table.name, rows }));
        }
    }
    Ok(())
}

fn insert(db: &Connection, rows: &Rows) -> Result<()> {
    let names: Vec<&str> = rows.columns.iter().map(|column| column.name).collect();
    let places: Vec<String> = (1..=names.len()).map(|place| format!("?{place}")).collect();
    let sql =
        format!("INSERT INTO {} ({}) VALUES ({})", rows.table.name, names.join(", "), places.join(", "));
    let mut statement = db.prepare_cached(&sql)?;
    for row in &rows.rows {
        statement.execute(params_from_iter(row))?;
    }
    Ok(())
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self {
            Self::Null => Ok(ToSqlOutput::from(Null)),
            Self::Integer(number) => number.to_sql(),
            Self::Flag(flag) => flag.to_sql(),
            Self::Text(text) => text.to_sql(),
            Self::Bytes(bytes) => bytes.to_sql(),
        }
    }
}
