//! The schema's own rules.

use std::path::Path;

use passflex_test_postgres::Server;
use rusqlite::Connection;

use super::{name_of, open};

/// The lines that come of some SQL.
fn lines(server: &Server, url: &str, sql: &str) -> Vec<String> {
    server.sql(name_of(url), sql).lines().map(str::to_owned).collect()
}

#[tokio::test]
async fn the_tables_and_columns_are_those_of_sqlite() {
    let server = Server::shared();
    let url = server.database();
    open(&url).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("passflex.db");
    drop(crate::sqlite::open(Path::new(&path)).unwrap());
    let sqlite = Connection::open(&path).unwrap();
    let query = "SELECT t.name || '.' || c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c
        WHERE t.type = 'table' AND t.name NOT IN ('refinery_schema_history', 'commits', 'leases')";
    let mut query = sqlite.prepare(query).unwrap();
    let columns = query.query_map([], |row| row.get(0)).unwrap();
    let mut expected: Vec<String> = columns.map(Result::unwrap).collect();
    expected.sort();
    let mut columns = lines(
        server,
        &url,
        "SELECT table_name || '.' || column_name FROM information_schema.columns
         WHERE table_schema = 'public' AND table_name NOT IN ('refinery_schema_history', 'leases')",
    );
    columns.sort();
    assert_eq!(columns, expected);
}

#[tokio::test]
async fn text_is_compared_byte_for_byte() {
    let server = Server::shared();
    let url = server.database();
    open(&url).await.unwrap();
    let localised = "SELECT table_name || '.' || column_name FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name <> 'refinery_schema_history' AND data_type = 'text'
            AND collation_name IS DISTINCT FROM 'C'";
    assert_eq!(lines(server, &url, localised), Vec::<String>::new());
    let types = "SELECT DISTINCT data_type FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name <> 'refinery_schema_history' ORDER BY 1";
    assert_eq!(lines(server, &url, types), ["bigint", "boolean", "bytea", "text"]);
}

#[tokio::test]
async fn the_app_leads_every_key_of_a_tenants_table() {
    let server = Server::shared();
    let url = server.database();
    open(&url).await.unwrap();
    let others = "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        JOIN pg_attribute first ON first.attrelid = i.indrelid AND first.attnum = i.indkey[0]
        WHERE first.attname <> 'app_id' AND i.indrelid IN (
            SELECT attrelid FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
            WHERE attname = 'app_id' AND relkind = 'r' AND relname NOT IN ('grants', 'audit'))";
    assert_eq!(lines(server, &url, others), Vec::<String>::new());
}

#[tokio::test]
async fn the_schema_has_nothing_that_other_engines_lack() {
    let server = Server::shared();
    let url = server.database();
    open(&url).await.unwrap();
    let sql = "SELECT
        (SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal),
        (SELECT count(*) FROM pg_class WHERE relkind IN ('S', 'v', 'm') AND relnamespace = 'public'::regnamespace),
        (SELECT count(*) FROM pg_constraint WHERE condeferrable OR contype = 'x'),
        (SELECT count(*) FROM pg_attribute WHERE attgenerated <> ''),
        (SELECT count(*) FROM pg_type WHERE typtype = 'e'),
        (SELECT count(*) FROM pg_extension WHERE extname <> 'plpgsql')";
    assert_eq!(lines(server, &url, sql), ["0|0|0|0|0|0"]);
}
