//! A restored older copy of the database revives nothing.

use std::fs;
use std::path::{Path, PathBuf};

use passflex_store::records::{ActorKind, LinkPurpose, SealingKey};
use passflex_store::sqlite::SqliteStore;
use passflex_store::{AppId, Store};
use serde_json::json;
use tempfile::TempDir;

use super::open;
use crate::world::{Database, Person, admin, at, audit, link, sealing_key, session};

/// A database with a signed-in administrator and a link, in which a nonce was handed out and, after a copy was made, taken.
struct Story {
    folder: TempDir,
    app: AppId,
    nonce: [u8; 32],
}

impl Story {
    /// Until just before the copy: closed, with an untaken nonce, a sealing key, a session and a one-time link.
    async fn begin() -> Self {
        let db = Database::sqlite();
        let app = db.with_app("app").await;
        db.ensure_sealing_key(&sealing_key(1, 0)).await.unwrap();
        let finish = Person::new(&app, "ada").registration();
        let nonce = finish.nonce.hash;
        db.registered(finish).await;
        let of = |verb| audit(verb, Some(&app));
        let (ada, invitation) = (admin("ada"), link(LinkPurpose::Invitation, None, &[]));
        db.create_link(&invitation, of("link.create")).await.unwrap().unwrap();
        let session = session(&ada.id);
        db.use_link(&invitation.hash, &ada, &[], &session, at(0), of("admin.create")).await.unwrap().unwrap();
        let recovery = link(LinkPurpose::Recovery, Some(&ada.id), &[]);
        db.create_link(&recovery, of("link.create")).await.unwrap().unwrap();
        Self { folder: db.close(), app, nonce }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("passflex.db")
    }

    fn copy(&self) -> PathBuf {
        self.folder.path().join("backup.db")
    }

    async fn takes_the_nonce(&self, store: &SqliteStore) -> bool {
        store.take_nonce(&self.app, &self.nonce, at(1)).await.unwrap().is_some()
    }

    /// The copy is made, then the nonce is taken.
    async fn move_on(&self) {
        fs::copy(self.path(), self.copy()).unwrap();
        let store = open(&self.path()).unwrap();
        assert!(self.takes_the_nonce(&store).await);
    }

    async fn assert_retired(&self, path: &Path) {
        let store = open(path).unwrap();
        assert!(!self.takes_the_nonce(&store).await);
        assert_eq!(store.sealing_keys().await.unwrap(), []);
        let rows = store.audit(None, 10).await.unwrap();
        assert_eq!(rows.len(), 1, "{rows:?}");
        let row = &rows[0];
        assert_eq!((row.actor_kind, &row.verb[..]), (ActorKind::System, "database.restored"));
        let changes = json!({
            "nonces_deleted": 1,
            "sealing_keys_deleted": 1,
            "admin_sessions_deleted": 1,
            "one_time_links_deleted": 1,
        });
        assert_eq!(row.changes, changes);
        assert!(store.user_by_external_id(&self.app, "ada").await.unwrap().is_some(), "the rest is there");
    }

    async fn assert_untouched(&self, path: &Path) {
        let store = open(path).unwrap();
        assert_eq!(store.audit(None, 10).await.unwrap(), []);
        assert_eq!(store.sealing_keys().await.unwrap(), [sealing_key(1, 0)]);
        assert!(self.takes_the_nonce(&store).await);
    }
}

#[tokio::test]
async fn a_copy_put_back_is_retired() {
    let past = Story::begin().await;
    past.move_on().await;
    fs::copy(past.copy(), past.path()).unwrap();
    past.assert_retired(&past.path()).await;
}

#[tokio::test]
async fn a_copy_moved_back_is_retired() {
    let past = Story::begin().await;
    past.move_on().await;
    fs::rename(past.copy(), past.path()).unwrap();
    past.assert_retired(&past.path()).await;
}

#[tokio::test]
async fn a_copy_at_another_path_is_retired() {
    let past = Story::begin().await;
    past.move_on().await;
    past.assert_retired(&past.copy()).await;
}

#[tokio::test]
async fn a_copy_that_brings_its_own_mark_is_retired() {
    let past = Story::begin().await;
    fs::copy(past.folder.path().join("passflex.db-mark"), past.folder.path().join("backup.db-mark")).unwrap();
    past.move_on().await;
    past.assert_retired(&past.copy()).await;
}

#[tokio::test]
async fn a_damaged_mark_counts_as_none() {
    for damaged in [&b""[..], b"short", &[0; 32], &[0xff; 64]] {
        let past = Story::begin().await;
        fs::write(past.folder.path().join("passflex.db-mark"), damaged).unwrap();
        past.assert_retired(&past.path()).await;
    }
}

#[tokio::test]
async fn a_copy_is_retired_once() {
    let past = Story::begin().await;
    past.move_on().await;
    fs::rename(past.copy(), past.path()).unwrap();
    drop(open(&past.path()).unwrap());
    let key = SealingKey { id: 2, ..sealing_key(2, 0) };
    open(&past.path()).unwrap().ensure_sealing_key(&key).await.unwrap();
    let store = open(&past.path()).unwrap();
    assert_eq!(store.sealing_keys().await.unwrap(), [key]);
    assert_eq!(store.audit(None, 10).await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_was_retired_is_newer_than_the_original() {
    let past = Story::begin().await;
    past.move_on().await;
    let original = past.folder.path().join("original.db");
    fs::rename(past.path(), &original).unwrap();
    fs::rename(past.copy(), past.path()).unwrap();
    drop(open(&past.path()).unwrap());
    // The original comes back: the mark tells of the commit that retired the copy.
    fs::rename(&original, past.path()).unwrap();
    let store = open(&past.path()).unwrap();
    assert_eq!(store.sealing_keys().await.unwrap(), []);
    assert_eq!(store.audit(None, 10).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_database_opened_again_is_left_alone() {
    let past = Story::begin().await;
    drop(open(&past.path()).unwrap());
    past.assert_untouched(&past.path()).await;
}

#[tokio::test]
async fn a_folder_that_was_renamed_is_left_alone() {
    let past = Story::begin().await;
    let elsewhere = TempDir::new().unwrap();
    let moved = elsewhere.path().join("data");
    fs::rename(past.folder.path(), &moved).unwrap();
    past.assert_untouched(&moved.join("passflex.db")).await;
}

#[tokio::test]
async fn a_mark_that_a_power_loss_left_behind_is_brought_up() {
    let past = Story::begin().await;
    let mark = past.folder.path().join("passflex.db-mark");
    let before = fs::read(&mark).unwrap();
    let (head, _) = before.split_at(before.len() - 8);
    fs::write(&mark, [head, &1_u64.to_le_bytes()].concat()).unwrap();
    drop(open(&past.path()).unwrap());
    assert_eq!(fs::read(&mark).unwrap(), before);
    past.assert_untouched(&past.path()).await;
}

#[tokio::test]
async fn a_new_database_beside_an_old_mark_is_new() {
    let past = Story::begin().await;
    fs::remove_file(past.path()).unwrap();
    for _ in 0..2 {
        let store = open(&past.path()).unwrap();
        assert_eq!(store.audit(None, 10).await.unwrap(), []);
        store.ensure_sealing_key(&sealing_key(1, 0)).await.unwrap();
        assert_eq!(store.sealing_keys().await.unwrap(), [sealing_key(1, 0)]);
    }
}

#[tokio::test]
async fn a_copy_that_went_on_elsewhere_is_retired_when_it_comes_back() {
    let past = Story::begin().await;
    past.move_on().await;
    // Elsewhere it lives longer than the original did here, and hands out and takes a nonce of its own.
    let elsewhere = open(&past.copy()).unwrap();
    let mut bob = Person::new(&past.app, "bob");
    for _ in 0..15 {
        elsewhere.finish_registration(bob.registration()).await.unwrap().unwrap();
    }
    let finish = bob.registration();
    let nonce = finish.nonce.hash;
    elsewhere.finish_registration(finish).await.unwrap().unwrap();
    drop(elsewhere);
    let backup = past.folder.path().join("backup-elsewhere.db");
    fs::copy(past.copy(), &backup).unwrap();
    let elsewhere = open(&past.copy()).unwrap();
    assert!(elsewhere.take_nonce(&past.app, &nonce, at(1)).await.unwrap().is_some());

    fs::rename(&backup, past.path()).unwrap();
    let store = open(&past.path()).unwrap();
    assert!(store.take_nonce(&past.app, &nonce, at(1)).await.unwrap().is_none());
}
