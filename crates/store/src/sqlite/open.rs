//! Opening a database, or saying clearly why not.

use std::path::Path;
use std::sync::Arc;

use rusqlite::{Connection, ErrorCode, MAIN_DB};

use super::file::DatabaseFile;
use super::high_water::Mark;
use super::reader::Readers;
use super::writer::Writer;
use super::{SqliteStore, connection, migrate};
use crate::{Error, OpenOptions, Result};

impl SqliteStore {
    /// Opens the database at `path`. Any number of processes may have it open at once.
    ///
    /// A file that is not there is made, readable by its owner only; its folder must exist. Blocks for some
    /// milliseconds, longer where there is much to migrate.
    ///
    /// If the file turns out to be an older copy of a database that has moved on (a restored backup), every nonce,
    /// sealing key, session and one-time link in it is deleted, and an audit row `database.restored` says so.
    ///
    /// # Errors
    /// [`Error::Open`] with a sentence for the operator; [`Error::Schema`] where the schema is newer than this
    /// version, or older and `options` forbid to migrate it.
    #[expect(clippy::needless_pass_by_value, reason = "options are made where they are handed in")]
    pub fn open(path: &Path, options: OpenOptions) -> Result<Self> {
        let file = DatabaseFile::find_or_make(path)?;
        let mut db = connection::open_writer(file.path()).map_err(|error| cannot_open(&file, &error))?;
        check_writable(&db, &file)?;
        check_ours(&db, &file).map_err(|error| cannot_open(&file, &error))??;

        let mark = Mark::open(file.path())?;
        {
            // One process at a time from here: two must not migrate at once.
            let locked = mark
                .lock()
                .map_err(|error| Error::Open(format!("cannot lock the mark beside the database: {error}")))?;
            connection::configure_writer(&db).map_err(|error| cannot_open(&file, &error))?;
            migrate::bring_up_to_date(&mut db, options.migrate)?;
            locked.settle(&mut db, file.path())?;
        }
        let writer = Writer::start(db, file.clone(), mark)?;
        Ok(Self { readers: Arc::new(Readers::new(file)), writer })
    }
}

/// SQLite falls back to reading where it may not write, and would fail at the first write only.
fn check_writable(db: &Connection, file: &DatabaseFile) -> Result<()> {
    match db.is_readonly(MAIN_DB) {
        Ok(false) => Ok(()),
        _ => Err(Error::Open(format!("the database {} is read-only for this user", file.path().display()))),
    }
}

/// Another program's database is left as it is.
fn check_ours(db: &Connection, file: &DatabaseFile) -> rusqlite::Result<Result<()>> {
    // In this order: another process may be making it right now, and it writes the application's id first.
    let tables: i64 = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let application: i32 = db.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    if tables > 0 && application != migrate::APPLICATION_ID {
        let shown = file.path().display();
        return Ok(Err(Error::Open(format!("{shown} is a database of another program, not of Passflex"))));
    }
    Ok(Ok(()))
}

fn cannot_open(file: &DatabaseFile, error: &rusqlite::Error) -> Error {
    let shown = file.path().display();
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => Error::Open(format!("{shown} is not a SQLite database")),
        Some(ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
            Error::Open(format!("no permission to read and write the database {shown} and its folder"))
        }
        Some(ErrorCode::ReadOnly) => Error::Open(format!("the database {shown} is read-only")),
        Some(ErrorCode::DatabaseBusy) => Error::Busy("another process holds the database"),
        _ => Error::Open(format!("cannot open the database {shown}: {error}")),
    }
}
