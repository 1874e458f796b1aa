//! Bringing the schema up to this version. Migrations only ever add; see `migrations/postgres/`.
//!
//! Servers that start together agree by a lease: one migrates, the others wait until it has committed. The lease is held
//! by a connection of its own, because the runner has transactions of its own on the other.

use std::time::Duration;

use refinery::{Migration, Runner};
use tokio::time::{Instant, sleep};
use tokio_postgres::error::SqlState;

use super::address::with_causes;
use super::connection::{Connection, Connector};
use super::failure::Fault;
use super::leases;
use super::retry::pause;
use crate::{Error, Result};

/// Listed one by one, so that a new file without a line here does not pass for part of the schema.
const MIGRATIONS: [(&str, &str); 11] = [
    ("V1__server", include_str!("../../migrations/postgres/V1__server.sql")),
    ("V2__apps", include_str!("../../migrations/postgres/V2__apps.sql")),
    ("V3__people", include_str!("../../migrations/postgres/V3__people.sql")),
    ("V4__ceremonies", include_str!("../../migrations/postgres/V4__ceremonies.sql")),
    ("V5__administrators", include_str!("../../migrations/postgres/V5__administrators.sql")),
    ("V6__audit", include_str!("../../migrations/postgres/V6__audit.sql")),
    ("V7__attestation", include_str!("../../migrations/postgres/V7__attestation.sql")),
    ("V8__console", include_str!("../../migrations/postgres/V8__console.sql")),
    ("V9__counts", include_str!("../../migrations/postgres/V9__counts.sql")),
    ("V10__audit_chain", include_str!("../../migrations/postgres/V10__audit_chain.sql")),
    ("V11__native_clients", include_str!("../../migrations/postgres/V11__native_clients.sql")),
];

/// The table of leases, which comes before all others.
const LEASES: &str = include_str!("../../migrations/postgres/leases.sql");

/// How long a server waits for another one's migration.
const PATIENCE: Duration = Duration::from_mins(10);

/// A migration may take as long as it takes, and its lease is held while nothing is said.
const WITHOUT_LIMITS: &str = "SET statement_timeout = 0;
    SET idle_in_transaction_session_timeout = 0";

/// Checks the schema's version; an older one is migrated in one transaction if `migrate` allows it. A newer one is
/// refused: this version does not know what it means.
pub(super) async fn bring_up_to_date(connector: &Connector, migrate: bool) -> Result<()> {
    let migrations = embedded()?;
    let needed = migrations.iter().map(Migration::version).max().unwrap_or(0);
    let mut db = connect(connector).await?;
    check_encoding(&db).await?;
    let found = version(&db).await?;
    if found > needed {
        return Err(Error::Schema(format!(
            "the database was made by a newer Passflex (schema {found}, this one knows {needed}): run that version, \
             or restore a backup of this one"
        )));
    }
    if found == needed {
        return Ok(());
    }
    if !migrate {
        return Err(Error::Schema(format!(
            "the database has schema {found} and this Passflex needs {needed}: let it migrate, or start the version \
             that made the database"
        )));
    }
    if found == 0 {
        check_ours(&db).await?;
    }
    let lease = take_lease(connector).await?;
    // Another server may have done it meanwhile.
    if version(&db).await? < needed {
        tracing::info!(from = found, to = needed, "migrating the database");
        Runner::new(&migrations)
            .set_grouped(true)
            .run_async(db.client_mut())
            .await
            .map_err(|error| Error::Schema(with_causes(&error)))?;
    }
    lease.client().batch_execute("COMMIT").await.map_err(|error| Error::Schema(with_causes(&error)))
}

fn embedded() -> Result<Vec<Migration>> {
    MIGRATIONS
        .iter()
        .map(|(name, sql)| Migration::unapplied(name, sql))
        .collect::<Result<_, _>>()
        .map_err(|error| Error::Schema(error.to_string()))
}

async fn connect(connector: &Connector) -> Result<Connection> {
    let cannot = |error| Error::Open(format!("cannot connect to the database: {}", with_causes(&error)));
    let db = connector.connect().await.map_err(cannot)?;
    db.client().batch_execute(WITHOUT_LIMITS).await.map_err(cannot)?;
    Ok(db)
}

/// A connection that has the lease until its transaction ends, or until the process does.
async fn take_lease(connector: &Connector) -> Result<Connection> {
    let db = connect(connector).await?;
    let deadline = Instant::now() + PATIENCE;
    for waited in 0.. {
        let taken = async {
            db.client().batch_execute(LEASES).await.map_err(Fault::Sent)?;
            db.client().batch_execute("BEGIN").await.map_err(Fault::Sent)?;
            leases::take(&db, leases::MIGRATION).await
        };
        let error = match taken.await {
            Ok(()) => return Ok(db),
            Err(Fault::Sent(error) | Fault::Unsent(error)) => error,
            Err(Fault::Told(error)) => return Err(error),
        };
        if !error.code().is_some_and(is_somebody_elses_turn) {
            return Err(Error::Schema(with_causes(&error)));
        }
        if Instant::now() > deadline {
            break;
        }
        tracing::info!(waited, "another server migrates the database; waiting for it");
        db.client().batch_execute("ROLLBACK").await.map_err(Fault::Sent)?;
        sleep(pause(waited, Duration::from_millis(50), Duration::from_secs(1))).await;
    }
    Err(Error::Schema(
        "another server has been migrating the database for too long: look at its log".to_owned(),
    ))
}

/// Whether the lease, or the table that it is in, is just being made or held by another server.
fn is_somebody_elses_turn(code: &SqlState) -> bool {
    [
        SqlState::LOCK_NOT_AVAILABLE,
        SqlState::UNIQUE_VIOLATION,
        SqlState::DUPLICATE_TABLE,
        // Of the row type that comes with the table.
        SqlState::DUPLICATE_OBJECT,
        SqlState::T_R_SERIALIZATION_FAILURE,
        SqlState::T_R_DEADLOCK_DETECTED,
    ]
    .contains(code)
}

/// Text of any script must fit.
async fn check_encoding(db: &Connection) -> Result<()> {
    let encoding: String = one(db, "SHOW server_encoding").await?;
    if encoding.eq_ignore_ascii_case("UTF8") {
        return Ok(());
    }
    Err(Error::Open(format!(
        "the database's encoding is {encoding}: make one with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0"
    )))
}

/// Another program's tables are left as they are.
async fn check_ours(db: &Connection) -> Result<()> {
    let strangers: i64 = one(
        db,
        "SELECT count(*) FROM information_schema.tables
         WHERE table_schema = current_schema() AND table_name NOT IN ('leases', 'refinery_schema_history')",
    )
    .await?;
    // Unless another server has just made ours.
    if strangers == 0 || version(db).await? > 0 {
        return Ok(());
    }
    Err(Error::Open(format!(
        "the database holds {strangers} tables of another program: give Passflex a database of its own"
    )))
}

/// The schema's version; 0 where there is none yet.
async fn version(db: &Connection) -> Result<i32> {
    let history: i64 = one(
        db,
        "SELECT count(*) FROM information_schema.tables
         WHERE table_schema = current_schema() AND table_name = 'refinery_schema_history'",
    )
    .await?;
    if history == 0 {
        return Ok(0);
    }
    one(db, "SELECT coalesce(max(version), 0) FROM refinery_schema_history").await
}

async fn one<T>(db: &Connection, sql: &str) -> Result<T>
where
    T: for<'a> tokio_postgres::types::FromSql<'a>,
{
    let row = db.client().query_one(sql, &[]).await.map_err(Fault::Sent)?;
    Ok(row.try_get(0).map_err(Fault::Sent)?)
}
