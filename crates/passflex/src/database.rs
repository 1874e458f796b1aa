//! From a database URL to the product on top of it.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, anyhow, bail};
use passflex_flex::store::{DatabaseUrl, OpenOptions, Store};
use passflex_flex::{Flex, SystemClock, SystemRandom};

use crate::cli::{Common, OnOff};
use crate::config::ConfigFile;
use crate::failure::usage;
use crate::master_key_file::MasterKeySource;

const DEFAULT: &str = "sqlite:passflex.db";

/// Where the data and the key to it are.
#[derive(Clone, Debug)]
pub(crate) struct Location {
    database: DatabaseUrl,
    master_key: MasterKeySource,
    options: OpenOptions,
}

impl Location {
    /// What flags, variables and the configuration file say.
    pub(crate) fn choose(common: &Common, file: &ConfigFile) -> anyhow::Result<Self> {
        let url = common.database.as_deref().or(file.database.as_deref()).unwrap_or(DEFAULT);
        let database = DatabaseUrl::parse(url).map_err(usage)?;
        let named = common.master_key_file.clone().or_else(|| file.master_key_file.clone());
        let beside = match &database {
            DatabaseUrl::Sqlite(path) => Some(&**path),
            DatabaseUrl::Postgres(_) => None,
        };
        let master_key = MasterKeySource::choose(named, beside).map_err(usage)?;
        let mut options = OpenOptions::default();
        options.migrate = common.migrate != Some(OnOff::Off);
        Ok(Self { database, master_key, options })
    }

    /// A database in a folder of its own.
    pub(crate) fn in_folder(folder: &Path) -> Self {
        let database = folder.join("passflex.db");
        let master_key = MasterKeySource::beside(&database);
        Self { database: DatabaseUrl::Sqlite(database), master_key, options: OpenOptions::default() }
    }

    /// The database file, unless the database is a server's.
    pub(crate) fn file(&self) -> Option<&Path> {
        match &self.database {
            DatabaseUrl::Sqlite(path) => Some(path),
            DatabaseUrl::Postgres(_) => None,
        }
    }

    /// Where the master key is.
    pub(crate) fn master_key(&self) -> &MasterKeySource {
        &self.master_key
    }

    /// Opens the database with its schema as it is.
    pub(crate) async fn look(&self) -> passflex_flex::store::Result<Arc<dyn Store>> {
        let mut options = OpenOptions::default();
        options.migrate = false;
        self.database.open(options).await
    }

    /// Opens the database and migrates it.
    pub(crate) async fn open_store(&self) -> anyhow::Result<Arc<dyn Store>> {
        let opened = self.database.open(self.options.clone()).await;
        opened.with_context(|| format!("cannot open the database {}", self.database))
    }

    /// Opens the database and migrates it, but makes no file.
    pub(crate) async fn open_existing(&self) -> anyhow::Result<Arc<dyn Store>> {
        if self.file().is_some_and(|file| !file.exists()) {
            bail!("there is no database {}: name it with --database", self.database);
        }
        self.open_store().await
    }

    /// Opens the database, migrates it, and unwraps its keys.
    pub(crate) async fn open(&self) -> anyhow::Result<Flex> {
        if self.file().is_none() && self.master_key.is_missing() {
            // Several servers share the database: none of them may make a key that the others do not have.
            return Err(usage(anyhow!(
                "{} is missing: make one with `passflex master-key generate > FILE` (and chmod 600), and give it to \
                 every server of this database",
                self.master_key
            )));
        }
        let store = self.open_store().await?;
        let is_new = store.sealing_keys().await?.is_empty() && store.apps().await?.is_empty();
        let master_keys = self.master_key.load(is_new)?;
        Flex::open(store, Arc::new(SystemClock), Arc::new(SystemRandom), master_keys).await.context(
            "cannot read the keys in the database (--master-key-file names the file with its master key)",
        )
    }
}

impl std::fmt::Display for Location {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.database.fmt(f)
    }
}
