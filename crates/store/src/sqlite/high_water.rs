//! Notices that the database is an older copy of itself, so that a restored backup revives no nonce, no token
//! and no session.
//!
//! Every commit raises a number in the database, and then, before anybody is answered, writes that number to a small
//! file beside it (`<database>-mark`). When the database is opened and the file is ahead of it, or missing, or a copy
//! that came along with a copied folder (it records the file number and the birth time that it was made with), then
//! commits have happened that this database does not know. The file also repeats the database's random lineage, which
//! changes whenever that is found: two copies that go on apart count apart. What they used up could be used again, so every nonce,
//! every sealing key, every administrator's session and every one-time link is deleted: whoever was in the middle of a
//! sign-in starts over.
//!
//! The file is not synced, except when it is made: a power loss may leave it behind the database, which is harmless,
//! but never ahead, because the commit it tells of was synced before. Processes take turns by a lock on the file. A
//! process that opens the database holds it while it compares, and reads the file first: what the file says then has
//! been committed, so a command beside a running server never sees the file ahead.
//!
//! What it cannot notice is that a whole disk or virtual machine was set back with everything on it.

use std::ffi::OsString;
use std::fs::{File, Metadata, OpenOptions};
use std::io;
use std::os::unix::fs::{FileExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::UNIX_EPOCH;

use rusqlite::{Connection, TransactionBehavior, params};
use serde_json::json;

use super::query::execute;
use crate::{Error, Result};

const MAGIC: [u8; 8] = *b"PSFXMARK";

/// Magic, file number, birth time, lineage, sequence.
const LENGTH: usize = 40;

/// One commit: which one of which history.
#[derive(Clone, Copy)]
struct Commit {
    lineage: u64,
    sequence: u64,
}

impl Commit {
    /// The last one that the database knows.
    fn last(db: &Connection) -> rusqlite::Result<Self> {
        db.query_row("SELECT lineage, sequence FROM commits WHERE one = 1", [], |row| {
            let (lineage, sequence): (i64, i64) = (row.get(0)?, row.get(1)?);
            Ok(Self { lineage: lineage.cast_unsigned(), sequence: sequence.cast_unsigned() })
        })
    }
}

/// Raises the commit sequence within a transaction and returns the new one.
pub(super) fn advance(db: &Connection) -> rusqlite::Result<u64> {
    db.prepare_cached("UPDATE commits SET sequence = sequence + 1 WHERE one = 1 RETURNING sequence")?
        .query_row([], |row| row.get(0))
        .map(i64::cast_unsigned)
}

#[cfg(test)]
mod tests;

/// The file beside the database.
pub(super) struct Mark {
    file: File,
    /// What the file records of itself.
    own: [u8; 16],
    /// The lineage of the database, known once the two have been compared.
    lineage: AtomicU64,
}

/// The mark while no other process may write it.
pub(super) struct LockedMark<'a>(&'a Mark);

impl Mark {
    /// Opens the mark of this database; an empty one is made where there is none.
    pub(super) fn open(database: &Path) -> Result<Self> {
        let path = path_beside(database);
        let open = || -> io::Result<Self> {
            let file = OpenOptions::new()
                .read(true)
                .write(true)
                .create(true)
                .truncate(false)
                .mode(0o600)
                .open(&path)?;
            let own = identity(&file.metadata()?);
            Ok(Self { file, own, lineage: AtomicU64::new(0) })
        };
        open().map_err(|error| Error::Open(format!("cannot open {}: {error}", path.display())))
    }

    /// Waits until this process has the mark to itself.
    pub(super) fn lock(&self) -> io::Result<LockedMark<'_>> {
        self.file.lock()?;
        Ok(LockedMark(self))
    }

    /// Writes the sequence of a commit, unless another process has written a later one.
    pub(super) fn raise(&self, sequence: u64) -> io::Result<()> {
        let mark = self.lock()?;
        let lineage = self.lineage.load(Ordering::Relaxed);
        // A mark of another lineage is left alone: the next to open the database finds out.
        if mark.read()?.is_some_and(|marked| marked.lineage == lineage && marked.sequence < sequence) {
            mark.write(Commit { lineage, sequence })?;
        }
        Ok(())
    }
}

impl LockedMark<'_> {
    /// Compares with the database and makes an older copy safe.
    pub(super) fn settle(&self, db: &mut Connection, database: &Path) -> Result<()> {
        let cannot =
            |error: io::Error| Error::Open(format!("cannot use the mark beside the database: {error}"));
        let marked = self.read().map_err(cannot)?;
        let stored = Commit::last(db)?;
        let current = match marked {
            // Nothing was ever committed here, so there is nothing to revive: a mark is a predecessor's.
            _ if stored.sequence == 0 => stored,
            Some(marked) if marked.lineage == stored.lineage && marked.sequence <= stored.sequence => stored,
            marked => {
                tracing::warn!(
                    database = %database.display(),
                    sequence = stored.sequence,
                    marked = marked.map(|marked| marked.sequence),
                    "the database is an older copy: every nonce, sealing key, session and one-time link in it is deleted"
                );
                let latest = marked.map_or(0, |marked| marked.sequence).max(stored.sequence);
                retire(db, latest + 1)?
            }
        };
        self.0.lineage.store(current.lineage, Ordering::Relaxed);
        self.write(current).map_err(cannot)?;
        if marked.is_none() {
            self.sync(database).map_err(cannot)?;
        }
        Ok(())
    }

    /// The commit in the file; `None` where the file is new, damaged, or a copy of another file.
    fn read(&self) -> io::Result<Option<Commit>> {
        let mut bytes = [0; LENGTH];
        match self.0.file.read_exact_at(&mut bytes, 0) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            Err(error) => return Err(error),
        }
        let (head, commit) = bytes.split_at(LENGTH - 16);
        let genuine = head == [&MAGIC[..], &self.0.own].concat();
        let Some((lineage, sequence)) = commit.split_first_chunk::<8>() else { return Ok(None) };
        Ok(sequence.try_into().ok().filter(|_| genuine).map(|sequence| Commit {
            lineage: u64::from_le_bytes(*lineage),
            sequence: u64::from_le_bytes(sequence),
        }))
    }

    /// One small write in place, which a killed process has done or not done.
    fn write(&self, commit: Commit) -> io::Result<()> {
        let (lineage, sequence) = (commit.lineage.to_le_bytes(), commit.sequence.to_le_bytes());
        let bytes = [&MAGIC[..], &self.0.own, &lineage, &sequence].concat();
        self.0.file.write_all_at(&bytes, 0)
    }

    /// Makes a new file durable: one that a power loss empties would look like a missing one.
    fn sync(&self, database: &Path) -> io::Result<()> {
        self.0.file.sync_all()?;
        match database.parent() {
            Some(folder) => File::open(folder)?.sync_all(),
            None => Ok(()),
        }
    }
}

impl Drop for LockedMark<'_> {
    fn drop(&mut self) {
        if let Err(error) = self.0.file.unlock() {
            tracing::error!(%error, "the mark beside the database could not be unlocked");
        }
    }
}

/// Deletes what an older copy could revive, and goes on counting in a lineage of its own, from a sequence that was never
/// given out.
fn retire(db: &mut Connection, sequence: u64) -> Result<Commit> {
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let nonces = execute(&transaction, "DELETE FROM nonces", [])?;
    let sealing_keys = execute(&transaction, "DELETE FROM sealing_keys", [])?;
    // What has been signed out or used up since would be good again.
    let sessions = execute(&transaction, "DELETE FROM admin_sessions", [])?;
    let links = execute(&transaction, "DELETE FROM one_time_links", [])?;
    transaction.execute(
        "UPDATE commits SET sequence = ?1, lineage = random() WHERE one = 1",
        params![sequence.cast_signed()],
    )?;
    let changes = json!({
        "nonces_deleted": nonces,
        "sealing_keys_deleted": sealing_keys,
        "admin_sessions_deleted": sessions,
        "one_time_links_deleted": links,
    });
    super::audit::insert_restored(&transaction, changes)?;
    transaction.commit()?;
    Ok(Commit::last(db)?)
}

fn path_beside(database: &Path) -> PathBuf {
    let mut path = OsString::from(database);
    path.push("-mark");
    path.into()
}

/// What tells a file from its copies: its number, which a copy on the same disk cannot have, and its birth time, which
/// a copy on another disk cannot have. Not the device's number, which may change whenever the machine starts; it
/// stands in only where the file system keeps no birth times.
fn identity(metadata: &Metadata) -> [u8; 16] {
    let born = metadata.created().ok().and_then(|born| born.duration_since(UNIX_EPOCH).ok());
    let born = born.and_then(|born| u64::try_from(born.as_nanos()).ok());
    let mut own = [0; 16];
    own[..8].copy_from_slice(&metadata.ino().to_le_bytes());
    own[8..].copy_from_slice(&born.unwrap_or_else(|| metadata.dev()).to_le_bytes());
    own
}
