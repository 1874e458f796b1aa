//! Notices that the database is an older copy of itself, so that a restored backup revives no nonce and no token.
//!
//! Every commit raises a number in the database, and then, before anybody is answered, writes that number to a small
//! file beside it (`<database>-mark`). When the database is opened and the file is ahead of it, or missing, or a copy
//! that came along with a copied folder (it records the file number and the birth time that it was made with), then
//! commits have happened that this database does not know. What they used up could be used again, so every nonce and
//! every sealing key is deleted: whoever was in the middle of a sign-in starts over.
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
use std::time::UNIX_EPOCH;

use rusqlite::{Connection, TransactionBehavior, params};

use super::query::execute;
use crate::{Error, Result};

const MAGIC: [u8; 8] = *b"PSFXMARK";

/// Magic, file number, birth time, sequence.
const LENGTH: usize = 32;

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
            Ok(Self { file, own })
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
        if mark.read()?.is_none_or(|marked| marked < sequence) {
            mark.write(sequence)?;
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
        let sequence: i64 =
            db.query_row("SELECT sequence FROM commits WHERE one = 1", [], |row| row.get(0))?;
        let sequence = sequence.cast_unsigned();
        let current = match marked {
            // Nothing was ever committed here, so there is nothing to revive: a mark is a predecessor's.
            _ if sequence == 0 => sequence,
            Some(marked) if marked <= sequence => sequence,
            marked => {
                tracing::warn!(
                    database = %database.display(),
                    sequence,
                    marked,
                    "the database is an older copy: every nonce and sealing key in it is deleted"
                );
                retire(db, marked.unwrap_or(0).max(sequence) + 1)?
            }
        };
        self.write(current).map_err(cannot)?;
        if marked.is_none() {
            self.sync(database).map_err(cannot)?;
        }
        Ok(())
    }

    /// The sequence in the file; `None` where the file is new, damaged, or a copy of another file.
    fn read(&self) -> io::Result<Option<u64>> {
        let mut bytes = [0; LENGTH];
        match self.0.file.read_exact_at(&mut bytes, 0) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            Err(error) => return Err(error),
        }
        let (head, sequence) = bytes.split_at(LENGTH - 8);
        let genuine = head == [&MAGIC[..], &self.0.own].concat();
        Ok(sequence.try_into().ok().filter(|_| genuine).map(u64::from_le_bytes))
    }

    /// One small write in place, which a killed process has done or not done.
    fn write(&self, sequence: u64) -> io::Result<()> {
        let bytes = [&MAGIC[..], &self.0.own, &sequence.to_le_bytes()].concat();
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

/// Deletes what an older copy could revive, and goes on counting from a sequence that was never given out.
fn retire(db: &mut Connection, sequence: u64) -> Result<u64> {
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let nonces = execute(&transaction, "DELETE FROM nonces", [])?;
    let sealing_keys = execute(&transaction, "DELETE FROM sealing_keys", [])?;
    transaction.execute("UPDATE commits SET sequence = ?1 WHERE one = 1", params![sequence.cast_signed()])?;
    super::audit::insert_restored(&transaction, nonces, sealing_keys)?;
    transaction.commit()?;
    Ok(sequence)
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
