//! A database, the key to it, and an app in it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use super::ORIGIN;

/// Where an installation keeps its data.
pub(crate) enum Database {
    /// In a file of the installation's folder.
    Sqlite,
}

/// An installation with one app. Its folder is deleted with it.
pub(crate) struct Installation {
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
        let mut made = Self { folder, database: Database::Sqlite, app: String::new(), key: String::new() };
        made.app = text(&made.json(&["app", "create", "--name", "Shop", "--origin", ORIGIN]), "id");
        let app = made.app.clone();
        made.key = text(&made.json(&["key", "create", "--app", &app, "--name", "backend"]), "key");
        made
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
            Database::Sqlite => "sqlite:passflex.db".to_owned(),
        }
    }

    /// The program in its folder, on its database, with no variable of anybody's.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_passflex"));
        command.current_dir(self.folder()).env_clear().stdin(Stdio::null());
        command.args(arguments).args(["--database", &self.url(), "--json"]);
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
