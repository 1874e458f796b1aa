//! The demo's own data, in one SQLite file: accounts, sessions, and what browsers have under way.
//!
//! Nothing in it is a passkey. Those live at Passflex, and hang on `accounts.id`.

mod accounts;
mod ceremonies;
mod known_browsers;
mod sessions;

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context;
use rusqlite::Connection;

pub(crate) use accounts::Account;
pub(crate) use ceremonies::{Ceremony, CeremonyKind};
pub(crate) use sessions::{NewSession, Session};

/// The database. Cheap to clone; one connection, one statement at a time, which is plenty for a demo.
#[derive(Clone)]
pub(crate) struct Database {
    connection: Arc<Mutex<Connection>>,
}

impl Database {
    /// Opens the file at `path`, or makes it, readable by this user alone.
    pub(crate) fn open(path: &Path) -> anyhow::Result<Self> {
        let connection =
            connect(path).with_context(|| format!("cannot open the database {}", path.display()))?;
        Ok(Self { connection: Arc::new(Mutex::new(connection)) })
    }

    /// Runs `work` on a thread that may block, with the connection to itself.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> anyhow::Result<T> {
        let connection = Arc::clone(&self.connection);
        let done = tokio::task::spawn_blocking(move || {
            // SQLite rolls an unfinished statement back, so a panic elsewhere leaves nothing half done.
            work(&connection.lock().unwrap_or_else(PoisonError::into_inner))
        });
        Ok(done.await??)
    }
}

fn connect(path: &Path) -> anyhow::Result<Connection> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut options = fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?;

    let connection = Connection::open(path)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.execute_batch(include_str!("schema.sql"))?;
    Ok(connection)
}
