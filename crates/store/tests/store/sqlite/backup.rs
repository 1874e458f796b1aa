//! Backups: whether their list of tables is the schema's, and rows that no verb makes yet.

use std::collections::{BTreeMap, BTreeSet};

use passflex_store::Store;
use passflex_store::backup::{self, Kind, Piece, TABLES};
use rusqlite::Connection;

use super::{open, raw};
use crate::contract::backup::Export;
use crate::world::{Database, audit};

/// What a backup leaves behind. `backup.rs` in the store says why.
const LEFT_BEHIND: [&str; 9] = [
    "admin_sessions",
    "commits",
    "deleted_users",
    "leases",
    "nonces",
    "one_time_links",
    "refinery_schema_history",
    "sealing_keys",
    "spent",
];

/// Each table of the schema, and the declared type of each of its columns.
fn schema(db: &Connection) -> BTreeMap<String, BTreeMap<String, String>> {
    let query = "SELECT t.name, c.name, c.type || CASE instr(t.sql, c.name || ' IN (0, 1)') WHEN 0 THEN '' ELSE ' 0 1' END
                 FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'";
    let mut statement = db.prepare(query).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    let mut tables: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for row in rows {
        let (table, column, kind) = row.unwrap();
        tables.entry(table).or_default().insert(column, kind);
    }
    tables
}

#[test]
fn every_table_and_column_is_kept_or_left_behind_on_purpose() {
    let db = Database::sqlite();
    let mut schema = schema(&raw(&db.path()));
    for left_behind in LEFT_BEHIND {
        assert!(schema.remove(left_behind).is_some(), "{left_behind}");
    }
    let kind = |kind| match kind {
        Kind::Integer => "INTEGER",
        Kind::Flag => "INTEGER 0 1",
        Kind::Text => "TEXT",
        Kind::Bytes => "BLOB",
    };
    let kept: BTreeMap<String, BTreeMap<String, String>> = TABLES
        .iter()
        .map(|table| {
            let columns =
                table.columns.iter().map(|column| (column.name.to_owned(), kind(column.kind).to_owned()));
            (table.name.to_owned(), columns.collect())
        })
        .collect();
    assert_eq!(kept, schema);
}

#[test]
fn a_table_comes_after_those_that_it_refers_to() {
    let db = Database::sqlite();
    let connection = raw(&db.path());
    let mut before = BTreeSet::new();
    for table in &TABLES {
        let mut statement = connection.prepare("SELECT \"table\" FROM pragma_foreign_key_list(?1)").unwrap();
        let referred = statement.query_map([table.name], |row| row.get::<_, String>(0)).unwrap();
        for referred in referred.map(Result::unwrap) {
            assert!(before.contains(&referred), "{} comes before {referred}", table.name);
        }
        before.insert(table.name.to_owned());
    }
}

#[tokio::test]
async fn rows_that_no_verb_makes_yet_come_back_too() {
    let db = Database::sqlite();
    db.with_app("app").await;
    raw(&db.path())
        .execute_batch(
            "INSERT INTO native_clients VALUES
                 ('app', 'n1', 'apple', 'ABCDE12345', 'com.example.app', NULL, NULL, 1),
                 ('app', 'n2', 'android', NULL, NULL, 'com.example.app', '[\"AA:BB\"]', 2);
             UPDATE audit SET previous_hash = x'03', hash = x'04';",
        )
        .unwrap();
    let export = Export::of(&*db, true).await;
    let other = Database::sqlite();
    export.restored_into(&*other).await.unwrap().unwrap();
    let restored = Export::of(&*other, true).await.by_table();
    let kept = export.by_table();
    assert_eq!(restored["native_clients"], kept["native_clients"]);
    assert_eq!(kept["native_clients"].len(), 2);
    assert!(kept["audit"].is_subset(&restored["audit"]));
}

#[tokio::test]
async fn a_restored_database_goes_on_in_a_lineage_of_its_own() {
    let db = Database::sqlite();
    db.with_app("app").await;
    let export = Export::of(&*db, true).await;
    let other = Database::sqlite();
    export.restored_into(&*other).await.unwrap().unwrap();
    let lineage = |db: &Database| -> i64 {
        raw(&db.path()).query_row("SELECT lineage FROM commits", [], |row| row.get(0)).unwrap()
    };
    assert_ne!(lineage(&db), lineage(&other));
    // It is not taken for an older copy when it is opened again.
    let path = other.path();
    let folder = other.close();
    let store = open(&path).unwrap();
    let verbs: Vec<_> = store.audit(None, 10).await.unwrap().into_iter().map(|row| row.verb).collect();
    assert_eq!(verbs, ["database.restore"]);
    drop(store);
    drop(folder);
}

#[tokio::test]
async fn nobody_sees_rows_of_a_restore_before_its_end() {
    let db = Database::sqlite();
    db.with_app("app").await;
    let export = Export::of(&*db, true).await;
    let other = Database::sqlite();
    let apps = || raw(&other.path()).query_row("SELECT count(*) FROM apps", [], |row| row.get::<_, i64>(0));
    let (sender, receiver) = backup::channel();
    let sending = async {
        for rows in export.rows {
            sender.send(Piece::Rows(rows)).await.unwrap();
        }
        let before = apps();
        sender.send(Piece::End).await.unwrap();
        before
    };
    let (imported, before) = tokio::join!(other.import(receiver, audit("database.restore", None)), sending);
    assert_eq!((before, imported.unwrap(), apps()), (Ok(0), Ok(()), Ok(1)));
}
