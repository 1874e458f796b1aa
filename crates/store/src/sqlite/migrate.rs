//! Bringing the schema up to this version. Migrations only ever add; see `migrations/sqlite/`.

use refinery::{Migration, Runner};
use rusqlite::{Connection, OptionalExtension};

use crate::{Error, Result};

/// "PSFX" in the file's header: tells Passflex's databases from other programs' before anything is written to one.
pub(super) const APPLICATION_ID: i32 = 0x5053_4658;

/// Listed one by one, so that a new file without a line here does not pass for part of the schema.
const MIGRATIONS: [(&str, &str); 11] = [
    ("V1__server", include_str!("../../migrations/sqlite/V1__server.sql")),
    ("V2__apps", include_str!("../../migrations/sqlite/V2__apps.sql")),
    ("V3__people", include_str!("../../migrations/sqlite/V3__people.sql")),
    ("V4__ceremonies", include_str!("../../migrations/sqlite/V4__ceremonies.sql")),
    ("V5__administrators", include_str!("../../migrations/sqlite/V5__administrators.sql")),
    ("V6__audit", include_str!("../../migrations/sqlite/V6__audit.sql")),
    ("V7__attestation", include_str!("../../migrations/sqlite/V7__attestation.sql")),
    ("V8__console", include_str!("../../migrations/sqlite/V8__console.sql")),
    ("V9__counts", include_str!("../../migrations/sqlite/V9__counts.sql")),
    ("V10__audit_chain", include_str!("../../migrations/sqlite/V10__audit_chain.sql")),
    ("V11__native_clients", include_str!("../../migrations/sqlite/V11__native_clients.sql")),
];

/// Checks the schema's version; an older one is migrated in one transaction if `migrate` allows it. A newer one is
/// refused: this version does not know what it means.
pub(super) fn bring_up_to_date(db: &mut Connection, migrate: bool) -> Result<()> {
    let migrations = embedded()?;
    let needed = migrations.iter().map(Migration::version).max().unwrap_or(0);
    let found = version(db)?;
    if found > needed {
        return Err(Error::Schema(format!(
            "the database was made by a newer Passflex (schema {found}, this one knows {needed}): run that version, \
             or restore a backup of this one"
        )));
    }
    if found < needed && !migrate {
        return Err(Error::Schema(format!(
            "the database has schema {found} and this Passflex needs {needed}: let it migrate, or start the version \
             that made the database"
        )));
    }
    if migrate {
        db.pragma_update(None, "application_id", APPLICATION_ID)?;
        Runner::new(&migrations)
            .set_grouped(true)
            .run(db)
            .map_err(|error| Error::Schema(error.to_string()))?;
    }
    Ok(())
}

fn embedded() -> Result<Vec<Migration>> {
    MIGRATIONS
        .iter()
        .map(|(name, sql)| Migration::unapplied(name, sql))
        .collect::<Result<_, _>>()
        .map_err(|error| Error::Schema(error.to_string()))
}

/// The schema's version; 0 where there is none yet.
fn version(db: &Connection) -> Result<i32> {
    let history = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'refinery_schema_history'";
    if db.query_row(history, [], |_| Ok(())).optional()?.is_none() {
        return Ok(0);
    }
    let latest = "SELECT coalesce(max(version), 0) FROM refinery_schema_history";
    Ok(db.query_row(latest, [], |row| row.get(0))?)
}
