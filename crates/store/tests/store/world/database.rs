//! A database of a test's own.

use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use passflex_store::records::FinishRegistration;
use passflex_store::sqlite::{OpenOptions, SqliteStore};
use passflex_store::{AppId, PasskeyId, Store, UserId};
use tempfile::TempDir;

use super::{app, audit};

/// A store on a database that is deleted with it.
pub(crate) struct Database {
    // In this order: the store lets go of its files before the folder goes.
    store: Arc<dyn Store>,
    folder: TempDir,
}

impl Database {
    /// A new SQLite database.
    pub(crate) fn sqlite() -> Self {
        let folder = TempDir::new().unwrap();
        let store = Arc::new(SqliteStore::open(&path_in(&folder), OpenOptions::default()).unwrap());
        Self { store, folder }
    }

    /// The store, to hand to tasks.
    pub(crate) fn share(&self) -> Arc<dyn Store> {
        Arc::clone(&self.store)
    }

    /// Where the SQLite file is.
    pub(crate) fn path(&self) -> PathBuf {
        path_in(&self.folder)
    }

    /// Its folder.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Closes the store and keeps the folder.
    pub(crate) fn close(self) -> TempDir {
        assert_eq!(Arc::strong_count(&self.store), 1, "somebody still has the store");
        self.folder
    }

    /// Makes an app with this id.
    pub(crate) async fn with_app(&self, id: &str) -> AppId {
        let app = app(id);
        self.create_app(&app, audit("app.create", Some(&app.id))).await.unwrap();
        app.id
    }

    /// Commits a registration that nothing speaks against.
    pub(crate) async fn registered(&self, finish: FinishRegistration) -> (UserId, PasskeyId) {
        let passkey_id = finish.passkey_id.clone();
        let user_id = self.finish_registration(finish).await.unwrap().unwrap();
        (user_id, passkey_id)
    }
}

impl Deref for Database {
    type Target = dyn Store;

    fn deref(&self) -> &Self::Target {
        &*self.store
    }
}

fn path_in(folder: &TempDir) -> PathBuf {
    folder.path().join("passflex.db")
}
