//! The schema's own rules.

use rusqlite::Connection;

use super::raw;
use crate::world::Database;

fn names(connection: &Connection, query: &str, of: &str) -> Vec<String> {
    let mut statement = connection.prepare(query).unwrap();
    let names = statement.query_map([of], |row| row.get(0)).unwrap();
    names.map(Result::unwrap).collect()
}

/// Our tables, refinery's own left out.
fn tables(connection: &Connection) -> Vec<String> {
    let query = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> ?1 ORDER BY name";
    names(connection, query, "refinery_schema_history")
}

#[test]
fn the_whole_data_model_is_there() {
    let db = Database::sqlite();
    let expected = [
        "admin_sessions",
        "admin_tokens",
        "admins",
        "api_keys",
        "apps",
        "audit",
        "audit_head",
        "ceremony_counts",
        "ceremony_facts",
        "commits",
        "deleted_users",
        "events",
        "grants",
        "leases",
        "native_clients",
        "nonces",
        "one_time_links",
        "passkeys",
        "sealing_keys",
        "spent",
        "user_months",
        "users",
    ];
    assert_eq!(tables(&raw(&db.path())), expected);
}

#[test]
fn every_table_is_strict() {
    let db = Database::sqlite();
    let connection = raw(&db.path());
    for table in tables(&connection) {
        let strict: bool = connection
            .query_row("SELECT strict FROM pragma_table_list(?1)", [&table], |row| row.get(0))
            .unwrap();
        assert!(strict, "{table}");
    }
}

#[test]
fn the_app_leads_every_key_of_a_tenants_table_and_owns_its_rows() {
    let db = Database::sqlite();
    let connection = raw(&db.path());
    let mut tenants = 0;
    for table in tables(&connection) {
        let columns = names(&connection, "SELECT name FROM pragma_table_info(?1)", &table);
        // An administrator's grant may be for all apps, and the audit log outlives the app.
        if !columns.contains(&"app_id".to_owned()) || ["grants", "audit"].contains(&&table[..]) {
            continue;
        }
        tenants += 1;
        let owned = "SELECT on_delete FROM pragma_foreign_key_list(?1) WHERE \"from\" = 'app_id' AND \"table\" = 'apps'";
        assert_eq!(names(&connection, owned, &table), ["CASCADE"], "{table}");
        let key = names(&connection, "SELECT name FROM pragma_table_info(?1) WHERE pk = 1", &table);
        assert_eq!(key, ["app_id"], "{table}");
        for index in names(&connection, "SELECT name FROM pragma_index_list(?1)", &table) {
            let first = names(&connection, "SELECT name FROM pragma_index_info(?1) WHERE seqno = 0", &index);
            assert_eq!(first, ["app_id"], "{index}");
        }
    }
    assert_eq!(tenants, 11);
}

#[test]
fn the_schema_has_nothing_that_other_engines_lack() {
    let db = Database::sqlite();
    let connection = raw(&db.path());
    let query = "SELECT name FROM sqlite_schema WHERE type = ?1";
    for absent in ["trigger", "view"] {
        assert_eq!(names(&connection, query, absent), Vec::<String>::new());
    }
    let sql = names(&connection, "SELECT upper(coalesce(sql, ?1)) FROM sqlite_schema", "");
    for word in ["AUTOINCREMENT", "GENERATED ALWAYS", "COLLATE"] {
        assert!(sql.iter().all(|sql| !sql.contains(word)), "{word}");
    }
}
