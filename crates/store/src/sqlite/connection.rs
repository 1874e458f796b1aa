//! How connections are set up, and why so.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

/// How long a statement waits for another process (a command beside a running server) before it gives up.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// More than the number of different statements, so that none is ever prepared twice.
const STATEMENT_CACHE: usize = 128;

/// The connection that writes, as far as it may be set up before the file is known to be Passflex's.
pub(super) fn open_writer(path: &Path) -> rusqlite::Result<Connection> {
    open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)
}

/// Settings of the writing connection.
///
/// - WAL, so that readers never wait. `synchronous = FULL` syncs the log in every commit: what was answered is
///   durable. `NORMAL` would lose acknowledged commits with the power.
/// - `wal_autocheckpoint`: 4,000 pages (16 MB) instead of 1,000. A checkpoint syncs the database file too, within
///   somebody's commit, so four times fewer of them; after a crash 16 MB of log are read in well under a second.
///   `journal_size_limit` cuts the log back after a long reader or a bulk load made it grow.
/// - `secure_delete = FAST` blanks what was deleted where that costs no further page: a deleted person should not
///   be legible in the file.
/// - `trusted_schema = OFF`: a doctored file should not run functions of its own.
/// - No `mmap_size`: an I/O error in mapped memory is a signal that ends the process, not an error to report.
pub(super) fn configure_writer(db: &Connection) -> rusqlite::Result<()> {
    let mode: String = db.query_row("PRAGMA journal_mode", [], |row| row.get(0))?;
    if mode != "wal" {
        db.execute_batch("PRAGMA journal_mode = WAL")?;
    }
    db.execute_batch(
        "PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA secure_delete = FAST;
         PRAGMA trusted_schema = OFF;
         PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -32768;
         PRAGMA wal_autocheckpoint = 4000;
         PRAGMA journal_size_limit = 67108864;",
    )
}

/// A connection that can only read.
pub(super) fn open_reader(path: &Path) -> rusqlite::Result<Connection> {
    let db = open(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    db.execute_batch(
        "PRAGMA query_only = ON;
         PRAGMA trusted_schema = OFF;
         PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -8192;",
    )?;
    Ok(db)
}

/// Never with `SQLITE_OPEN_URI`, so that a path is only ever a path. Without a mutex: one thread at a time has it.
fn open(path: &Path, access: OpenFlags) -> rusqlite::Result<Connection> {
    let db = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    db.busy_timeout(BUSY_TIMEOUT)?;
    db.set_prepared_statement_cache_capacity(STATEMENT_CACHE);
    Ok(db)
}
