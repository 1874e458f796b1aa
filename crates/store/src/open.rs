//! Opening a database by its URL, of whichever kind it is.

use std::path::PathBuf;
use std::sync::Arc;

use crate::postgres::PostgresStore;
use crate::sqlite::SqliteStore;
use crate::{Error, Result, Store};

/// How to open a database.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct OpenOptions {
    /// Whether an older schema may be migrated. A new database always needs it.
    pub migrate: bool,
}

impl Default for OpenOptions {
    fn default() -> Self {
        Self { migrate: true }
    }
}

/// Where a database is.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// `sqlite:PATH`: everything after the first colon.
    Sqlite(PathBuf),
    /// `postgres://…` or `postgresql://…`. May hold a password.
    Postgres(String),
}

impl DatabaseUrl {
    /// Reads a URL. The error does not repeat it.
    pub fn parse(url: &str) -> Result<Self> {
        match url.split_once(':') {
            Some(("sqlite", path)) if !path.is_empty() => Ok(Self::Sqlite(PathBuf::from(path))),
            Some(("postgres" | "postgresql", rest)) if rest.starts_with("//") => {
                Ok(Self::Postgres(url.to_owned()))
            }
            _ => Err(Error::Open(
                "the database is not one: write it as sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE"
                    .to_owned(),
            )),
        }
    }

    /// Opens the database. Any number of processes may have it open at once.
    ///
    /// # Errors
    /// [`Error::Open`] with a sentence for the operator; [`Error::Schema`] where the schema is newer than this
    /// version, or older and `options` forbid to migrate it.
    pub async fn open(&self, options: OpenOptions) -> Result<Arc<dyn Store>> {
        match self {
            Self::Sqlite(path) => {
                let path = path.clone();
                let opened = tokio::task::spawn_blocking(move || SqliteStore::open(&path, options)).await;
                let store =
                    opened.map_err(|error| Error::Open(format!("the database was not opened: {error}")))?;
                Ok(Arc::new(store?))
            }
            Self::Postgres(url) => Ok(Arc::new(PostgresStore::open(url, options).await?)),
        }
    }
}

/// Without a password: only where the database is.
impl std::fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite(path) => path.display().fmt(f),
            Self::Postgres(url) => f.write_str(&crate::postgres::shown(url)),
        }
    }
}

impl std::fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}
