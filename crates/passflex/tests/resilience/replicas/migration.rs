//! Servers that start while another one migrates the database.

use crate::world::{Caller, Installation, Starting};

/// The table that whoever migrates has a row of.
const LEASES: &str = include_str!("../../../../store/migrations/postgres/leases.sql");

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_that_start_during_a_migration_wait_until_it_is_over() {
    let (installation, postgres) = Installation::on_empty_postgres();
    let sql = |sql: &str| postgres.sql("postgres", sql);
    sql(LEASES);
    let migration = postgres.hold("postgres", "INSERT INTO leases VALUES ('migration', 0)");
    let starting = [(); 2].map(|()| Starting::of(&installation));
    let waiting = "SELECT count(*) FROM pg_stat_activity
                   WHERE wait_event_type = 'Lock' AND query LIKE 'INSERT INTO leases%'";
    postgres.wait_until("postgres", waiting, "2");
    let tables =
        "SELECT string_agg(table_name, ' ') FROM information_schema.tables WHERE table_schema = 'public'";
    assert_eq!(sql(tables), "leases", "one of them has begun");

    drop(migration);
    let servers = starting.map(Starting::started);
    for server in &servers {
        let caller = Caller::of(&installation, &[server]);
        assert_eq!(caller.server("/readyz").await.unwrap().status, 200);
    }
    let twice = "SELECT count(*) - count(DISTINCT version) FROM refinery_schema_history";
    assert_eq!(sql(twice), "0");
}
