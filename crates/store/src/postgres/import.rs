//! Writing a backup into an empty database, in one transaction, on a connection of its own.

use tokio::sync::mpsc;
use tokio_postgres::types::ToSql;

use super::connection::Connection;
use super::failure::{Fault, Stop};
use super::query::execute;
use super::{audit, export, leases};
use crate::backup::{Kind, Piece, Rows, TABLES, Value};
use crate::records::AuditEntry;
use crate::{ImportRefused, Result};

/// However long it takes and however slowly it comes; and what is empty is asked after the wait for whoever makes an app.
const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED;
    SET LOCAL statement_timeout = 0;
    SET LOCAL idle_in_transaction_session_timeout = 0";

/// Takes everything up to [`Piece::End`], then commits. Where it ends before that the connection is the caller's to
/// close, which undoes all of it. It is never tried again: the pieces come once.
pub(super) async fn everything(
    db: &Connection,
    from: &mut mpsc::Receiver<Piece>,
    entry: &AuditEntry,
) -> Result<(), Stop<ImportRefused>> {
    db.client().batch_execute(BEGIN).await.map_err(Fault::Unsent)?;
    // Apps and administrators are made under them too, and so is another import: what is empty now stays so.
    leases::take(db, leases::KEYS).await?;
    leases::take(db, leases::ADMINISTRATORS).await?;
    refuse_unless_empty(db).await?;
    // A server may have been started on it: its key seals nothing that this database knows.
    execute(db, "DELETE FROM sealing_keys", &[]).await?;
    loop {
        match from.recv().await {
            Some(Piece::Begin(_)) => {}
            Some(Piece::Rows(rows)) => insert(db, rows).await?,
            Some(Piece::End) => break,
            None => return Err(Stop::Refused(ImportRefused::Incomplete)),
        }
    }
    audit::insert(db, entry).await?;
    db.client().batch_execute("COMMIT").await.map_err(Fault::Sent)?;
    Ok(())
}

async fn refuse_unless_empty(db: &Connection) -> Result<(), Stop<ImportRefused>> {
    for table in &TABLES {
        let rows = export::count(db, table).await?;
        if rows > 0 {
            return Err(Stop::Refused(ImportRefused::NotEmpty { table: table.name, rows }));
        }
    }
    Ok(())
}

/// One statement for all the rows: an array for each column.
async fn insert(db: &Connection, rows: Rows) -> Result<(), Fault> {
    let names: Vec<&str> = rows.columns.iter().map(|column| column.name).collect();
    let mut arrays: Vec<Array> = rows.columns.iter().map(|column| Array::of(column.kind)).collect();
    for row in rows.rows {
        for (array, value) in arrays.iter_mut().zip(row) {
            array.push(value);
        }
    }
    let places: Vec<String> =
        (1..).zip(&arrays).map(|(place, array)| format!("${place}::{}[]", array.element())).collect();
    let sql = format!(
        "INSERT INTO {} ({}) SELECT * FROM unnest({})",
        rows.table.name,
        names.join(", "),
        places.join(", ")
    );
    let params: Vec<&(dyn ToSql + Sync)> = arrays.iter().map(Array::as_param).collect();
    db.client().execute(sql.as_str(), &params).await.map_err(Fault::Unsent)?;
    Ok(())
}

/// The values of one column.
enum Array {
    Integers(Vec<Option<i64>>),
    Flags(Vec<Option<bool>>),
    Texts(Vec<Option<String>>),
    Bytes(Vec<Option<Vec<u8>>>),
}

impl Array {
    fn of(kind: Kind) -> Self {
        match kind {
            Kind::Integer => Self::Integers(Vec::new()),
            Kind::Flag => Self::Flags(Vec::new()),
            Kind::Text => Self::Texts(Vec::new()),
            Kind::Bytes => Self::Bytes(Vec::new()),
        }
    }

    fn push(&mut self, value: Value) {
        match (self, value) {
            (Self::Integers(values), Value::Integer(value)) => values.push(Some(value)),
            (Self::Flags(values), Value::Flag(value)) => values.push(Some(value)),
            // What clients reported may hold U+0000 in SQLite, which a text here cannot.
            (Self::Texts(values), Value::Text(value)) => values.push(Some(value.replace('\0', "\u{fffd}"))),
            (Self::Bytes(values), Value::Bytes(value)) => values.push(Some(value)),
            // A value is of its column's kind, or it is none.
            (Self::Integers(values), _) => values.push(None),
            (Self::Flags(values), _) => values.push(None),
            (Self::Texts(values), _) => values.push(None),
            (Self::Bytes(values), _) => values.push(None),
        }
    }

    fn element(&self) -> &'static str {
        match self {
            Self::Integers(_) => "bigint",
            Self::Flags(_) => "boolean",
            Self::Texts(_) => "text",
            Self::Bytes(_) => "bytea",
        }
    }

    fn as_param(&self) -> &(dyn ToSql + Sync) {
        match self {
            Self::Integers(values) => values,
            Self::Flags(values) => values,
            Self::Texts(values) => values,
            Self::Bytes(values) => values,
        }
    }
}
