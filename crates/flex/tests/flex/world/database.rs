//! A database file of a test's own, and the replicas that have it open.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use passflex_flex::store::sqlite::{OpenOptions, SqliteStore};
use passflex_flex::{Flex, MasterKey, MasterKeys, Providers, Result, SystemRandom};
use rusqlite::Connection;
use tempfile::TempDir;

use super::{Recorder, Site, TestClock};

/// A SQLite file that is deleted with this, its master key, and the clock and randomness of all who open it.
pub(crate) struct Database {
    folder: TempDir,
    master_key: String,
    pub(crate) clock: Arc<TestClock>,
    pub(crate) random: Arc<Recorder>,
}

impl Database {
    /// A new one, at the clock's usual moment.
    pub(crate) fn new() -> Arc<Self> {
        Self::with_clock(TestClock::far_ahead())
    }

    /// A new one with this clock.
    pub(crate) fn with_clock(clock: Arc<TestClock>) -> Arc<Self> {
        Arc::new(Self {
            folder: TempDir::new().unwrap(),
            master_key: MasterKey::generate(&SystemRandom).unwrap().to_text().to_string(),
            clock,
            random: Arc::default(),
        })
    }

    /// Another one, new and not opened yet, with the same master key, clock and randomness.
    pub(crate) fn twin(&self) -> Arc<Self> {
        Arc::new(Self {
            folder: TempDir::new().unwrap(),
            master_key: self.master_key.clone(),
            clock: Arc::clone(&self.clock),
            random: Arc::clone(&self.random),
        })
    }

    /// Opens the store alone, as a command does that needs no key.
    pub(crate) fn store(&self) -> SqliteStore {
        SqliteStore::open(&self.path(), OpenOptions::default()).unwrap()
    }

    /// Opens it, as one replica does.
    pub(crate) async fn open(&self) -> Arc<Flex> {
        self.open_with(&self.master_key).await.unwrap()
    }

    /// Opens it under this master key.
    pub(crate) async fn open_with(&self, master_key: &str) -> Result<Arc<Flex>> {
        self.open_at(&self.clock, master_key).await
    }

    /// Opens it as a replica whose clock differs.
    pub(crate) async fn open_with_clock(&self, clock: &Arc<TestClock>) -> Arc<Flex> {
        self.open_at(clock, &self.master_key).await.unwrap()
    }

    /// Opens it with an operator's list of providers.
    pub(crate) async fn open_with_providers(&self, json: &str) -> Arc<Flex> {
        let flex = Arc::into_inner(self.open().await).unwrap();
        Arc::new(flex.with_providers(Providers::from_json(json.as_bytes()).unwrap()))
    }

    /// Opens it as a replica that reads its master keys from this list, and again when it does not know one.
    pub(crate) async fn open_reading(&self, list: &Arc<Mutex<Vec<String>>>) -> Arc<Flex> {
        let list = Arc::clone(list);
        let keys = MasterKeys::read(move || {
            Ok(list.lock().unwrap().iter().map(|key| MasterKey::parse(key).unwrap()).collect())
        });
        self.open_under(&self.clock, keys.unwrap()).await.unwrap()
    }

    async fn open_at(&self, clock: &Arc<TestClock>, master_key: &str) -> Result<Arc<Flex>> {
        self.open_under(clock, MasterKey::parse(master_key).unwrap()).await
    }

    async fn open_under(&self, clock: &Arc<TestClock>, keys: impl Into<MasterKeys>) -> Result<Arc<Flex>> {
        let store = self.store();
        let clock = Arc::clone(clock);
        let random = Arc::clone(&self.random);
        Flex::open(Arc::new(store), clock, random, keys).await.map(Arc::new)
    }

    /// A new app on a replica of its own.
    pub(crate) async fn site(self: &Arc<Self>) -> Site {
        Site::new(self.open().await, Arc::clone(self)).await
    }

    /// Where the file is.
    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("passflex.db")
    }

    /// The master key as an operator would keep it.
    pub(crate) fn master_key(&self) -> &str {
        &self.master_key
    }

    /// Opens the file behind the store's back.
    pub(crate) fn raw(&self) -> Connection {
        Connection::open(self.path()).unwrap()
    }

    /// How many rows each table has, and how many commits there have been.
    pub(crate) fn rows(&self) -> BTreeMap<String, i64> {
        let db = self.raw();
        let mut names = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").unwrap();
        let names: Vec<String> = names.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        let number = |sql: &str| db.query_row(sql, [], |row| row.get(0)).unwrap();
        let mut rows: BTreeMap<String, i64> = names
            .into_iter()
            .map(|name| {
                let rows = number(&format!("SELECT count(*) FROM {name}"));
                (name, rows)
            })
            .collect();
        rows.insert("commits so far".to_owned(), number("SELECT sequence FROM commits"));
        rows
    }

    /// How many rows one table has.
    pub(crate) fn rows_of(&self, table: &str) -> i64 {
        self.rows()[table]
    }

    /// The rules that failed ceremonies broke, oldest first.
    pub(crate) fn broken_rules(&self) -> Vec<String> {
        let db = self.raw();
        let mut rules =
            db.prepare("SELECT rule FROM events WHERE outcome = 'failed' ORDER BY rowid").unwrap();
        rules.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }

    /// Everything on the disk: the database, its log, whatever stands beside them.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let files = fs::read_dir(self.folder.path()).unwrap();
        files.flat_map(|file| fs::read(file.unwrap().path()).unwrap()).collect()
    }

    /// Makes a backup while the database may be open.
    pub(crate) fn back_up(&self) -> Vec<u8> {
        let folded = self.raw().query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0));
        assert_eq!(folded, Ok(0), "somebody holds the log");
        fs::read(self.path()).unwrap()
    }

    /// Puts a backup in place of the database, which nobody has open.
    pub(crate) fn restore(&self, backup: &[u8]) {
        assert!(!self.folder.path().join("passflex.db-wal").exists(), "somebody has the database open");
        fs::write(self.path(), backup).unwrap();
    }
}
