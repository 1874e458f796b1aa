//! A database of a test's own.

use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use passflex_store::postgres::PostgresStore;
use passflex_store::records::{Admin, FinishRegistration, Grant, LinkPurpose};
use passflex_store::sqlite::SqliteStore;
use passflex_store::{AppId, OpenOptions, PasskeyId, Store, UserId};
use passflex_test_postgres::Server;
use tempfile::TempDir;

use super::{admin, app, at, audit, link, session};

/// A store on a database of its own.
pub(crate) struct Database {
    // In this order: the store lets go of its files before the folder goes.
    store: Arc<dyn Store>,
    place: Place,
}

/// Where the database is.
enum Place {
    /// In this folder, which is deleted with it.
    Sqlite(TempDir),
    /// On the server that all tests share, which goes when they are done.
    Postgres(String),
}

impl Database {
    /// A new SQLite database.
    pub(crate) fn sqlite() -> Self {
        let folder = TempDir::new().unwrap();
        let store = Arc::new(SqliteStore::open(&path_in(&folder), OpenOptions::default()).unwrap());
        Self { store, place: Place::Sqlite(folder) }
    }

    /// A new PostgreSQL database.
    pub(crate) async fn postgres() -> Self {
        Self::postgres_at(&Server::shared().schema(&[])).await
    }

    /// A new PostgreSQL database whose transactions are serializable unless they say otherwise.
    pub(crate) async fn serializable_postgres() -> Self {
        let serializable = [("default_transaction_isolation", "serializable")];
        Self::postgres_at(&Server::shared().schema(&serializable)).await
    }

    /// The PostgreSQL database with this URL.
    pub(crate) async fn postgres_at(url: &str) -> Self {
        let store = Arc::new(PostgresStore::open(url, OpenOptions::default()).await.unwrap());
        Self { store, place: Place::Postgres(url.to_owned()) }
    }

    /// Another one of the same kind, new.
    pub(crate) async fn another(&self) -> Self {
        match &self.place {
            Place::Sqlite(_) => Self::sqlite(),
            Place::Postgres(_) => Self::postgres().await,
        }
    }

    /// The store, to hand to tasks.
    pub(crate) fn share(&self) -> Arc<dyn Store> {
        Arc::clone(&self.store)
    }

    /// Where the SQLite file is.
    pub(crate) fn path(&self) -> PathBuf {
        path_in(self.sqlite_folder())
    }

    /// Its folder.
    pub(crate) fn folder(&self) -> &Path {
        self.sqlite_folder().path()
    }

    fn sqlite_folder(&self) -> &TempDir {
        match &self.place {
            Place::Sqlite(folder) => folder,
            Place::Postgres(url) => unreachable!("{url} is no file"),
        }
    }

    /// Closes the store and keeps the folder.
    pub(crate) fn close(self) -> TempDir {
        assert_eq!(Arc::strong_count(&self.store), 1, "somebody still has the store");
        match self.place {
            Place::Sqlite(folder) => folder,
            Place::Postgres(url) => unreachable!("{url} is no file"),
        }
    }

    /// Makes an app with this id.
    pub(crate) async fn with_app(&self, id: &str) -> AppId {
        let app = app(id);
        self.create_app(&app, audit("app.create", Some(&app.id))).await.unwrap();
        app.id
    }

    /// An active administrator with these grants, who came by an invitation.
    pub(crate) async fn with_admin(&self, name: &str, grants: &[Grant]) -> Admin {
        let (admin, link) = (admin(name), link(LinkPurpose::Invitation, None, grants));
        self.create_link(&link, audit("link.create", None)).await.unwrap().unwrap();
        let (session, entry) = (session(&admin.id), audit("admin.create", None));
        let used = self.use_link(&link.hash, &admin, grants, &session, at(0), entry).await.unwrap();
        assert_eq!(used, Some(link));
        assert!(self.revoke_session(&admin.id, &session.id, audit("session.revoke", None)).await.unwrap());
        admin
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
