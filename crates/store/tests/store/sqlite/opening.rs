//! Opening a file, or saying why not.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use passflex_store::records::{Event, EventAction, EventQuery};
use passflex_store::sqlite::{OpenOptions, SqliteStore};
use passflex_store::{Error, Store};
use tempfile::TempDir;

use super::{open, raw};
use crate::world::{Database, app, audit, failure};

/// The sentence that an operator reads.
fn refusal(path: &Path) -> String {
    open(path).map(drop).unwrap_err().to_string()
}

#[test]
fn a_file_that_is_not_there_is_made_for_its_owner_only() {
    let db = Database::sqlite();
    let mut modes: Vec<_> = fs::read_dir(db.folder())
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| {
            (entry.file_name().into_string().unwrap(), entry.metadata().unwrap().permissions().mode() & 0o777)
        })
        .collect();
    modes.sort();
    let expected = ["passflex.db", "passflex.db-mark", "passflex.db-shm", "passflex.db-wal"]
        .map(|name| (name.to_owned(), 0o600));
    assert_eq!(modes, expected);
}

#[tokio::test]
async fn what_was_written_is_there_when_it_is_opened_again() {
    let db = Database::sqlite();
    let shop = app("shop");
    db.create_app(&shop, audit("app.create", Some(&shop.id))).await.unwrap();
    let path = db.path();
    let folder = db.close();
    let files = || fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(files(), 2, "closing leaves the database and its mark, no log");
    for _ in 0..2 {
        let store = open(&path).unwrap();
        assert_eq!(store.apps().await.unwrap(), std::slice::from_ref(&shop));
    }
}

#[test]
fn the_folder_must_exist() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("missing/passflex.db");
    let expected = format!(
        "cannot make the database {}: the folder {} does not exist",
        path.display(),
        folder.path().join("missing").display()
    );
    assert_eq!(refusal(&path), expected);
}

#[test]
fn a_folder_is_not_a_database() {
    let folder = TempDir::new().unwrap();
    let expected = format!("{} is a folder, not a database file", folder.path().display());
    assert_eq!(refusal(folder.path()), expected);
}

#[test]
fn no_name_is_not_a_database() {
    assert!(refusal(Path::new("")).starts_with("the database needs the name of a file: "));
}

#[test]
fn a_file_of_another_kind_is_left_as_it_is() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("notes.txt");
    let text = "remember the milk\n".repeat(100);
    fs::write(&path, &text).unwrap();
    assert_eq!(refusal(&path), format!("{} is not a SQLite database", path.display()));
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn a_database_of_another_program_is_left_as_it_is() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("other.db");
    raw(&path).execute_batch("CREATE TABLE notes (text TEXT)").unwrap();
    let before = fs::read(&path).unwrap();
    let expected = format!("{} is a database of another program, not of Passflex", path.display());
    assert_eq!(refusal(&path), expected);
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing was put beside it");
}

#[test]
fn a_database_of_a_newer_version_is_refused() {
    let db = Database::sqlite();
    let path = db.path();
    let _folder = db.close();
    raw(&path)
        .execute("INSERT INTO refinery_schema_history (version, name) VALUES (99, 'from_the_future')", [])
        .unwrap();
    let refused = open(&path).map(drop).unwrap_err();
    assert!(matches!(refused, Error::Schema(_)));
    let sentence = refused.to_string();
    assert!(sentence.contains("was made by a newer Passflex (schema 99, this one knows 11)"), "{sentence}");
}

#[test]
fn an_older_schema_waits_for_leave_to_migrate() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("passflex.db");
    let checked_only = || {
        let mut options = OpenOptions::default();
        options.migrate = false;
        SqliteStore::open(&path, options).map(drop)
    };
    let sentence = checked_only().unwrap_err().to_string();
    assert!(sentence.contains("the database has schema 0 and this Passflex needs 11"), "{sentence}");
    open(&path).unwrap();
    checked_only().unwrap();
}

#[tokio::test]
async fn events_of_before_say_nothing_of_what_was_not_recorded_then() {
    let db = Database::sqlite();
    let app = db.with_app("app").await;
    let event = failure(EventAction::Register, 1);
    assert!(db.record_failure(&app, &event).await.unwrap());
    let path = db.path();
    let _folder = db.close();
    let connection = raw(&path);
    for column in
        ["attestation_format", "attestation_trust", "user_present", "backup_eligible", "browser", "os"]
    {
        assert_eq!(connection.execute(&format!("UPDATE events SET {column} = NULL"), []), Ok(1));
    }
    drop(connection);

    let expected = Event {
        attestation_format: None,
        attestation_trust: None,
        user_present: None,
        backup_eligible: None,
        browser: None,
        os: None,
        ..event
    };
    let query = EventQuery { limit: 10, ..EventQuery::default() };
    assert_eq!(open(&path).unwrap().events(&app, &query).await.unwrap(), [expected]);
}

#[test]
fn a_path_is_only_ever_a_path() {
    let folder = TempDir::new().unwrap();
    for name in [":memory:", "file:x?mode=memory", "with space & 'quote'", "ü🔑.db"] {
        let path = folder.path().join(name);
        open(&path).unwrap();
        assert!(path.is_file(), "{name}");
    }
}

#[tokio::test]
async fn a_file_that_was_moved_away_takes_no_writes_until_it_is_back() {
    let db = Database::sqlite();
    let elsewhere = db.path().with_extension("elsewhere");
    fs::rename(db.path(), &elsewhere).unwrap();
    let refused = db.create_app(&app("app"), audit("app.create", None)).await.unwrap_err();
    assert!(matches!(refused, Error::Unavailable(_)), "{refused:?}");
    fs::rename(&elsewhere, db.path()).unwrap();
    assert_eq!(db.apps().await.unwrap(), []);
    db.with_app("app").await;
}

#[tokio::test]
async fn a_file_that_was_replaced_while_open_is_not_mixed_up() {
    let db = Database::sqlite();
    fs::rename(db.path(), db.path().with_extension("old")).unwrap();
    assert_eq!(
        db.apps().await.unwrap_err().to_string(),
        format!(
            "the database cannot be used: {} was deleted while it was in use; put it back, or restart Passflex",
            db.path().display()
        )
    );
    fs::write(db.path(), "").unwrap();
    assert_eq!(
        db.apps().await.unwrap_err().to_string(),
        format!(
            "the database cannot be used: {} is another file now while it was in use; put it back, or restart Passflex",
            db.path().display()
        )
    );
}
