//! Opening a database.

use passflex_store::Store;
use passflex_test_postgres::Server;

use super::{look, name_of, open, refusal};

#[tokio::test]
async fn servers_that_start_together_migrate_once() {
    let server = Server::shared();
    let url = server.database();
    let (a, b, c) = tokio::join!(open(&url), open(&url), open(&url));
    for opened in [a, b, c] {
        assert_eq!(opened.unwrap().apps().await.unwrap(), []);
    }
    let versions = "SELECT string_agg(version::text, ' ' ORDER BY version) FROM refinery_schema_history";
    assert_eq!(server.sql(name_of(&url), versions), "1 2 3 4 5 6 7 8 9 10 11");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_starts_during_a_migration_waits_for_it() {
    let server = Server::shared();
    let url = server.database();
    // Somebody holds the lease of migrations, and lets go of it after longer than a lock may take.
    server.sql(name_of(&url), include_str!("../../../migrations/postgres/leases.sql"));
    let migrating = "BEGIN; INSERT INTO leases VALUES ('migration', 0); SELECT pg_sleep(4); COMMIT";
    let holder = {
        let name = name_of(&url).to_owned();
        tokio::task::spawn_blocking(move || server.sql(&name, migrating))
    };
    let held =
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'";
    server.wait_until(name_of(&url), held, "1");
    let opened = open(&url).await.unwrap();
    assert!(holder.is_finished(), "it did not wait");
    assert_eq!(opened.apps().await.unwrap(), []);
}

#[tokio::test]
async fn a_database_is_not_migrated_where_that_is_forbidden() {
    let server = Server::shared();
    let url = server.database();
    let sentence = refusal(look(&url).await);
    assert!(sentence.contains("schema 0 and this Passflex needs 11"), "{sentence}");
    let tables = "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'";
    assert_eq!(server.sql(name_of(&url), tables), "0", "nothing was made");
    open(&url).await.unwrap();
    look(&url).await.unwrap();
}

#[tokio::test]
async fn a_newer_schema_is_left_alone() {
    let server = Server::shared();
    let url = server.database();
    open(&url).await.unwrap();
    server.sql(name_of(&url), "UPDATE refinery_schema_history SET version = 99 WHERE version = 11");
    let sentence = refusal(open(&url).await);
    assert!(sentence.contains("made by a newer Passflex (schema 99, this one knows 11)"), "{sentence}");
}

#[tokio::test]
async fn another_programs_tables_are_left_alone() {
    let server = Server::shared();
    let url = server.database();
    server.sql(name_of(&url), "CREATE TABLE invoices (id bigint)");
    let sentence = refusal(open(&url).await);
    assert!(sentence.contains("holds 1 tables of another program"), "{sentence}");
}

#[tokio::test]
async fn a_database_without_every_script_is_refused() {
    let server = Server::shared();
    server.sql(
        "postgres",
        "CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' LOCALE_PROVIDER libc TEMPLATE template0",
    );
    let sentence = refusal(open(&server.url("latin")).await);
    assert!(sentence.contains("encoding is LATIN1"), "{sentence}");
}

#[tokio::test]
async fn what_cannot_be_reached_is_named_without_its_password() {
    let nobody = "postgres://ada:secret@127.0.0.1:1/shop";
    let sentence = refusal(open(nobody).await);
    assert!(sentence.starts_with("cannot connect to the database shop on 127.0.0.1: "), "{sentence}");
    let missing = Server::shared().url("missing");
    let sentence = refusal(open(&missing).await);
    assert!(sentence.contains("database \"missing\" does not exist"), "{sentence}");
}
