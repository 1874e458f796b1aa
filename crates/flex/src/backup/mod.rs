//! Backups: the whole database in one file, and an empty database out of one.
//!
//! A backup is logical: rows, not pages. One format serves every backend, leads from one to the other, and holds no
//! more than what may come back. `passflex_store::backup` says what that is, `format.rs` how it is written down.
//!
//! To restore one is three steps, each of which takes what the one before proved: [`Backup::check`] reads the file to
//! its end, [`Backup::unlock`] opens every handle key in it, and [`UnlockedBackup::restore`] takes it in, in one commit.

mod error;
mod format;
mod reader;
mod restore;
mod writer;

use std::io::Write;

use jiff::Timestamp;
use passflex_store::{Store, backup};

pub use self::error::BackupError;
pub use self::restore::{Backup, UnlockedBackup};

use self::writer::Writer;

/// What a backup says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupSummary {
    /// When it was made: a moment before the snapshot.
    pub made_at: Timestamp,
    /// The version of Passflex that made it.
    pub made_by: String,
    /// Whether API keys and administrators' tokens are in it.
    pub with_access: bool,
    /// Id of the master key that it needs; `None` where it has no app.
    pub master_key: Option<String>,
    /// How many rows it has of each table.
    pub rows: Vec<(&'static str, u64)>,
}

impl BackupSummary {
    /// How many rows it has of this table; 0 where the table is not in it.
    pub fn rows_of(&self, table: &str) -> u64 {
        self.rows.iter().filter(|(name, _)| *name == table).map(|(_, rows)| rows).sum()
    }

    /// How many rows it has.
    pub fn total(&self) -> u64 {
        self.rows.iter().map(|(_, rows)| rows).sum()
    }
}

/// Writes a backup of the database, beside whatever is committed meanwhile. `with_access` takes along what lets somebody
/// in, hashed: API keys and administrators' tokens. `progress` is told how many of how many rows are written.
///
/// `to` comes back flushed, but not synced. After an error it holds a part that no restore takes.
pub async fn back_up<W: Write + Send + 'static>(
    store: &dyn Store,
    with_access: bool,
    now: Timestamp,
    to: W,
    progress: impl Fn(u64, u64) + Send + 'static,
) -> Result<(W, BackupSummary), BackupError> {
    let (sender, receiver) = backup::channel();
    let writing =
        tokio::task::spawn_blocking(move || Writer::new(to).write(receiver, with_access, now, progress));
    let (exported, written) = tokio::join!(store.export(with_access, sender), writing);
    // Where writing failed, the export only says that nobody takes it any more.
    match (exported, written?) {
        (_, Err(error @ BackupError::Write(_))) => Err(error),
        (Err(error), _) => Err(error.into()),
        (Ok(()), written) => written,
    }
}
