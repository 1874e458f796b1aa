//! Apps: the tenants.

use tokio_postgres::Row;

use super::column::{Columns, to_json};
use super::connection::Connection;
use super::failure::{Fault, Stop};
use super::query::{execute, fetch_all, fetch_one};
use super::{audit, leases, master_key};
use crate::records::{App, AppStatus, AuditEntry, WrappedKey};
use crate::{AppId, AppRefused, Result};

pub(super) async fn create(db: &Connection, app: &App, entry: &AuditEntry) -> Result<(), Fault> {
    leases::take(db, leases::KEYS).await?;
    master_key::check_in_force(db, &app.handle_key).await?;
    execute(
        db,
        "INSERT INTO apps (id, name, status, rp_id, settings, handle_key_wrapped_by, handle_key, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            &app.id.as_str(),
            &app.name,
            &word(app.status),
            &app.rp_id,
            &to_json(&app.settings)?,
            &app.handle_key.wrapped_by,
            &app.handle_key.ciphertext,
            &app.created_at.as_microsecond(),
            &app.updated_at.as_microsecond(),
        ],
    )
    .await?;
    audit::insert(db, entry).await
}

pub(super) async fn by_id(db: &Connection, id: &AppId) -> Result<Option<App>, Fault> {
    fetch_one(
        db,
        "SELECT id, name, status, rp_id, settings, handle_key_wrapped_by, handle_key, created_at, updated_at
         FROM apps WHERE id = $1",
        &[&id.as_str()],
        from_row,
    )
    .await
}

pub(super) async fn all(db: &Connection) -> Result<Vec<App>, Fault> {
    fetch_all(
        db,
        "SELECT id, name, status, rp_id, settings, handle_key_wrapped_by, handle_key, created_at, updated_at
         FROM apps ORDER BY created_at, id",
        &[],
        from_row,
    )
    .await
}

/// `None` where there is no such app.
pub(super) async fn update(
    db: &Connection,
    app: &App,
    entry: &AuditEntry,
) -> Result<Option<()>, Stop<AppRefused>> {
    let Some(rp_id) = locked_rp_id(db, &app.id).await? else { return Ok(None) };
    if rp_id != app.rp_id {
        refuse_while_in_use(db, &app.id).await?;
    }
    execute(
        db,
        "UPDATE apps SET name = $2, status = $3, rp_id = $4, settings = $5, updated_at = $6 WHERE id = $1",
        &[
            &app.id.as_str(),
            &app.name,
            &word(app.status),
            &app.rp_id,
            &to_json(&app.settings)?,
            &app.updated_at.as_microsecond(),
        ],
    )
    .await?;
    audit::insert(db, entry).await?;
    Ok(Some(()))
}

pub(super) async fn has_passkeys(db: &Connection, id: &AppId) -> Result<bool, Fault> {
    let first = fetch_one(db, "SELECT id FROM passkeys WHERE app_id = $1 LIMIT 1", &[&id.as_str()], |row| {
        Columns::new("passkeys", row, 0).read::<String>("id")
    })
    .await?;
    Ok(first.is_some())
}

/// Everything of the app goes with it, by reference.
pub(super) async fn delete(db: &Connection, id: &AppId, entry: &AuditEntry) -> Result<bool, Fault> {
    if execute(db, "DELETE FROM apps WHERE id = $1", &[&id.as_str()]).await? == 0 {
        return Ok(false);
    }
    audit::insert(db, entry).await?;
    Ok(true)
}

/// Locked so that no registration, which holds the row too, adds a passkey for it before the commit.
async fn locked_rp_id(db: &Connection, id: &AppId) -> Result<Option<String>, Fault> {
    fetch_one(db, "SELECT id, rp_id FROM apps WHERE id = $1 FOR NO KEY UPDATE", &[&id.as_str()], |row| {
        let mut columns = Columns::new("apps", row, 0);
        columns.skip_id();
        columns.read("rp_id")
    })
    .await
}

async fn refuse_while_in_use(db: &Connection, id: &AppId) -> Result<(), Stop<AppRefused>> {
    let passkeys = fetch_one(
        db,
        "SELECT count(*) AS passkeys FROM passkeys WHERE app_id = $1",
        &[&id.as_str()],
        |row| Columns::new("passkeys", row, 0).count("passkeys"),
    )
    .await?;
    match passkeys {
        None | Some(0) => Ok(()),
        Some(passkeys) => Err(Stop::Refused(AppRefused::RpIdInUse { passkeys })),
    }
}

fn from_row(row: &Row) -> Result<App> {
    let mut columns = Columns::new("apps", row, 0);
    Ok(App {
        id: AppId::new(columns.read::<String>("id")?),
        name: columns.read("name")?,
        status: columns.word("status", &[AppStatus::Active, AppStatus::Disabled], word)?,
        rp_id: columns.read("rp_id")?,
        settings: columns.json("settings")?,
        handle_key: WrappedKey {
            wrapped_by: columns.read("handle_key_wrapped_by")?,
            ciphertext: columns.read("handle_key")?,
        },
        created_at: columns.time("created_at")?,
        updated_at: columns.time("updated_at")?,
    })
}

fn word(status: AppStatus) -> &'static str {
    match status {
        AppStatus::Active => "active",
        AppStatus::Disabled => "disabled",
    }
}
