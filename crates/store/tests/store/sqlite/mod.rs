//! What only an embedded database can get wrong.

mod backup;
mod crash;
mod older_copies;
mod opening;
mod rows;
mod schema;
mod two_processes;

use std::path::Path;

use passflex_store::sqlite::{OpenOptions, SqliteStore};
use rusqlite::Connection;

/// Opens the database as every process does.
pub(crate) fn open(path: &Path) -> passflex_store::Result<SqliteStore> {
    SqliteStore::open(path, OpenOptions::default())
}

/// Opens the file behind the store's back.
fn raw(path: &Path) -> Connection {
    Connection::open(path).unwrap()
}
