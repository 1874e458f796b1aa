//! From a database URL to the product on top of it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, anyhow};
use passflex_flex::store::Store;
use passflex_flex::store::sqlite::{OpenOptions, SqliteStore};
use passflex_flex::{Flex, SystemClock, SystemRandom};

use crate::cli::Common;
use crate::config::ConfigFile;
use crate::failure::usage;
use crate::master_key_file::MasterKeySource;

const DEFAULT: &str = "sqlite:passflex.db";

/// Where the data and the key to it are.
#[derive(Clone, Debug)]
pub(crate) struct Location {
    database: PathBuf,
    master_key: MasterKeySource,
}

impl Location {
    /// What flags, variables and the configuration file say.
    pub(crate) fn choose(common: &Common, file: &ConfigFile) -> anyhow::Result<Self> {
        let url = common.database.as_deref().or(file.database.as_deref()).unwrap_or(DEFAULT);
        let database = sqlite_path(url)?;
        let named = common.master_key_file.clone().or_else(|| file.master_key_file.clone());
        let master_key = MasterKeySource::choose(named, &database).map_err(usage)?;
        Ok(Self { database, master_key })
    }

    /// A database in a folder of its own.
    pub(crate) fn in_folder(folder: &Path) -> Self {
        let database = folder.join("passflex.db");
        let master_key = MasterKeySource::beside(&database);
        Self { database, master_key }
    }

    /// The database file.
    pub(crate) fn database(&self) -> &Path {
        &self.database
    }

    /// Where the master key is.
    pub(crate) fn master_key(&self) -> &MasterKeySource {
        &self.master_key
    }

    /// Opens the database, migrates it, and unwraps its keys.
    pub(crate) async fn open(&self) -> anyhow::Result<Flex> {
        let path = self.database.clone();
        let store = tokio::task::spawn_blocking(move || SqliteStore::open(&path, OpenOptions::default()))
            .await?
            .with_context(|| format!("cannot open the database {}", self.database.display()))?;
        let is_new = store.sealing_keys().await?.is_empty() && store.apps().await?.is_empty();
        let master_keys = self.master_key.load(is_new)?;
        Flex::open(Arc::new(store), Arc::new(SystemClock), Arc::new(SystemRandom), master_keys).await.context(
            "cannot read the keys in the database (--master-key-file names the file with its master key)",
        )
    }
}

/// The path of `sqlite:PATH`: everything after the first colon.
fn sqlite_path(url: &str) -> anyhow::Result<PathBuf> {
    match url.split_once(':') {
        Some(("sqlite", path)) if !path.is_empty() => Ok(PathBuf::from(path)),
        _ => Err(usage(anyhow!("`{url}` is not a database: write it as sqlite:PATH"))),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::sqlite_path;

    #[test]
    fn everything_after_the_first_colon_is_the_path() {
        assert_eq!(sqlite_path("sqlite:data/a:b.db").unwrap(), Path::new("data/a:b.db"));
        assert_eq!(sqlite_path("sqlite:/var/lib/passflex.db").unwrap(), Path::new("/var/lib/passflex.db"));
        for wrong in ["", "sqlite", "sqlite:", "passflex.db", "mysql:x"] {
            assert!(sqlite_path(wrong).is_err(), "{wrong}");
        }
    }
}
