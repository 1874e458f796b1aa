//! Connections that only read, kept for reuse.
//!
//! A point read runs where it is asked for: it takes microseconds, less than handing it to another thread would. A
//! scan may take long and runs on a thread that may block. Every read begins a snapshot of its own, so it sees every
//! commit that was acknowledged before.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use super::connection;
use super::file::DatabaseFile;
use crate::{Error, Result};

/// How many connections are kept while nobody uses them.
const IDLE: usize = 64;

/// The reading connections of one store. They close with it.
pub(super) struct Readers {
    file: DatabaseFile,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    /// Readers of this file. A connection is opened when one is needed and none is idle.
    pub(super) fn new(file: DatabaseFile) -> Self {
        Self { file, idle: Mutex::new(Vec::new()) }
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
