//! Connections that only read, kept for reuse.
//!
//! A point read runs where it is asked for: it takes microseconds, less than handing it to another thread would. A
//! scan may take long and runs on a thread that may block. Every read begins a snapshot of its own, so it sees every
//! commit that was acknowledged before.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tokio::sync::Semaphore;

use super::connection;
use super::file::DatabaseFile;
use crate::{Error, Result};

/// How many connections are kept while nobody uses them.
const IDLE: usize = 64;

/// How long a scan with conditions of a caller's may take: it holds a thread and a core.
pub(super) const PATIENCE: Duration = Duration::from_secs(3);

/// How many such scans run at once. The others wait for their turn, so that one tenant's leave cores to sign-ins.
const BOUNDED_SCANS: usize = 2;

/// How many steps of SQLite's machine lie between two looks at the clock: well under a millisecond.
const STEPS: i32 = 10_000;

/// The reading connections of one store. They close with it.
pub(super) struct Readers {
    file: DatabaseFile,
    idle: Mutex<Vec<Connection>>,
    scanning: Arc<Semaphore>,
}

impl Readers {
    /// Readers of this file. A connection is opened when one is needed and none is idle.
    pub(super) fn new(file: DatabaseFile) -> Self {
        Self { file, idle: Mutex::new(Vec::new()), scanning: Arc::new(Semaphore::new(BOUNDED_SCANS)) }
    }

    /// Does a few quick reads on this thread.
    pub(super) fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let db = self.take()?;
        let answer = work(&db)?;
        // After an error the connection is not kept: it may be what is wrong.
        self.put_back(db);
        Ok(answer)
    }

    /// Does reads that may take long on a thread that may block.
    pub(super) async fn scan<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let readers = Arc::clone(self);
        let scan = tokio::task::spawn_blocking(move || readers.read(work));
        scan.await.map_err(|error| Error::Database(format!("a scan did not finish: {error}")))?
    }

    /// The same, with an end to it: what takes longer than [`PATIENCE`] is [`Error::TooSlow`].
    pub(super) async fn bounded_scan<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let turn = Arc::clone(&self.scanning).acquire_owned().await;
        let turn = turn.map_err(|error| Error::Database(format!("no scan can run: {error}")))?;
        let readers = Arc::clone(self);
        let scan = tokio::task::spawn_blocking(move || {
            // Held by the scan itself, which goes on where its caller has left.
            let _turn = turn;
            readers.read_within(PATIENCE, work)
        });
        scan.await.map_err(|error| Error::Database(format!("a scan did not finish: {error}")))?
    }

    fn read_within<T>(&self, patience: Duration, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let mut db = self.take()?;
        let begun = Instant::now();
        db.progress_handler(STEPS, Some(move || begun.elapsed() > patience))?;
        let answer = work(&db)?;
        db.progress_handler(0, None::<fn() -> bool>)?;
        self.put_back(db);
        Ok(answer)
    }

    fn take(&self) -> Result<Connection> {
        // Bound to a name so that the lock is not held while a connection opens.
        let idle = self.idle().pop();
        if let Some(db) = idle {
            return Ok(db);
        }
        // Another file of the same name may have taken its place; the store does not mix the two.
        self.file.check_in_place()?;
        Ok(connection::open_reader(self.file.path())?)
    }

    fn put_back(&self, db: Connection) {
        let mut idle = self.idle();
        if idle.len() < IDLE {
            idle.push(db);
        }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        // Nothing can panic while it is held.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Readers;
    use crate::Error;
    use crate::sqlite::file::DatabaseFile;
    use crate::sqlite::query::fetch_one;

    #[test]
    fn a_scan_without_an_end_is_ended() {
        let folder = tempfile::tempdir().unwrap();
        let readers = Readers::new(DatabaseFile::find_or_make(&folder.path().join("empty.db")).unwrap());
        let endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";
        let answer = readers.read_within(Duration::ZERO, |db| fetch_one(db, endless, [], |_| Ok(())));
        assert!(matches!(answer, Err(Error::TooSlow(_))), "{answer:?}");
        assert!(readers.read(|db| fetch_one(db, "SELECT 1", [], |_| Ok(()))).unwrap().is_some());
    }
}
