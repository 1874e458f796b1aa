//! A database, the key to it, and an app in it.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use passflex_flex::{MasterKey, SystemRandom};
use passflex_test_postgres::Server as Postgres;
use serde_json::Value;
use tempfile::TempDir;

use super::ORIGIN;

/// Where an installation keeps its data.
pub(crate) enum Database {
    /// In files of this folder.
    Sqlite(PathBuf),
    /// In a PostgreSQL of its own.
    Postgres(Arc<Postgres>),
}

/// An installation with one app. Its folder is deleted with it.
pub(crate) struct Installation {
    /// Where the program runs and logs are.
    folder: TempDir,
    database: Database,
    /// The app's id.
    pub(crate) app: String,
    /// An API key of the app's.
    pub(crate) key: String,
}

impl Installation {
    /// A new one on SQLite.
    pub(crate) fn sqlite() -> Self {
        let folder = TempDir::new().unwrap();
        let data = folder.path().to_owned();
        Self::made(folder, Database::Sqlite(data))
    }

    /// A new one on SQLite, with its data in this folder.
    pub(crate) fn sqlite_in(data: &Path) -> Self {
        Self::made(TempDir::new().unwrap(), Database::Sqlite(data.to_owned()))
    }

    /// A new one on a PostgreSQL of its own, which is as careful with the disk as one that people use.
    pub(crate) fn postgres() -> (Self, Arc<Postgres>) {
        let careful = [("fsync", "on"), ("synchronous_commit", "on")];
        let postgres = Arc::new(Postgres::start_with(&careful, &[]));
        (Self::made(TempDir::new().unwrap(), Database::Postgres(Arc::clone(&postgres))), postgres)
    }

    /// One on a PostgreSQL that has nothing in it yet, no app either.
    pub(crate) fn on_empty_postgres() -> (Self, Arc<Postgres>) {
        let postgres = Arc::new(Postgres::start());
        (Self::empty(TempDir::new().unwrap(), Database::Postgres(Arc::clone(&postgres))), postgres)
    }

    /// A copy of one on SQLite: of these files of a folder.
    pub(crate) fn copied(from: &Path, files: &[&str], app: String, key: String) -> Self {
        let folder = TempDir::new().unwrap();
        for file in files {
            let copy = folder.path().join(file);
            fs::copy(from.join(file), &copy).unwrap();
            fs::set_permissions(&copy, Permissions::from_mode(0o600)).unwrap();
        }
        let database = Database::Sqlite(folder.path().to_owned());
        Self { folder, database, app, key }
    }

    fn made(folder: TempDir, database: Database) -> Self {
        let mut made = Self::empty(folder, database);
        made.app = text(&made.json(&["app", "create", "--name", "Shop", "--origin", ORIGIN]), "id");
        made.key = text(&made.new_key("backend"), "key");
        made
    }

    fn empty(folder: TempDir, database: Database) -> Self {
        let key = MasterKey::generate(&SystemRandom).unwrap().to_text();
        let file = folder.path().join("master-key");
        fs::write(&file, key.as_bytes()).unwrap();
        fs::set_permissions(&file, Permissions::from_mode(0o600)).unwrap();
        Self { folder, database, app: String::new(), key: String::new() }
    }

    /// Another API key of the app's, as the program prints it.
    pub(crate) fn new_key(&self, name: &str) -> Value {
        self.json(&["key", "create", "--app", &self.app, "--name", name])
    }

    /// A file in its folder.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// What `--database` is told.
    fn url(&self) -> String {
        match &self.database {
            Database::Postgres(postgres) => postgres.url("postgres"),
            Database::Sqlite(data) => format!("sqlite:{}", data.join("passflex.db").display()),
        }
    }

    /// The program in its folder, on its database, with no variable of anybody's.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_passflex"));
        command.current_dir(self.folder()).env_clear().stdin(Stdio::null());
        command.args(arguments).args(["--database", &self.url(), "--master-key-file"]);
        command.arg(self.file("master-key")).arg("--json");
        command
    }

    /// Runs a command that succeeds and prints one JSON object.
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let output = self.command(arguments).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?} said {said}");
        serde_json::from_slice(&output.stdout).unwrap()
    }
}

fn text(value: &Value, member: &str) -> String {
    value[member].as_str().unwrap().to_owned()
}
