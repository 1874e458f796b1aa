//! Apps: the tenants.

use rusqlite::{Connection, Row, params};

use super::column::{Columns, to_json};
use super::failure::Stop;
use super::query::{execute, fetch_all, fetch_one};
use super::{audit, master_key};
use crate::records::{App, AppStatus, AuditEntry, WrappedKey};
use crate::{AppId, AppRefused, Result};

pub(super) fn create(db: &Connection, app: &App, entry: &AuditEntry) -> Result<()> {
    master_key::check_in_force(db, &app.handle_key)?;
    execute(
        db,
        "INSERT INTO apps (id, name, status, rp_id, settings, handle_key_wrapped_by, handle_key, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            app.id.as_str(),
            app.name,
            word(app.status),
            app.rp_id,
            to_json(&app.settings)?,
            app.handle_key.wrapped_by,
            app.handle_key.ciphertext,
            app.created_at.as_microsecond(),
            app.updated_at.as_microsecond(),
        ],
    )?;
    audit::insert(db, entry)
}

pub(super) fn by_id(db: &Connection, id: &AppId) -> Result<Option<App>> {
    fetch_one(
        db,
        "SELECT id, name, status, rp_id, settings, handle_key_wrapped_by, handle_key, created_at, updated_at
         FROM apps WHERE id = ?1",
        params![id.as_str()],
        from_row,
    )
}

pub(super) fn all(db: &Connection) -> Result<Vec<App>> {
    fetch_all(
        db,
        "SELECT id, name, status, rp_id, settings, handle_key_wrapped_by, handle_key, created_at, updated_at
         FROM apps ORDER BY created_at, id",
        [],
        from_row,
    )
}

/// `None` where there is no such app.
pub(super) fn update(db: &Connection, app: &App, entry: &AuditEntry) -> Result<Option<()>, Stop<AppRefused>> {
    let Some(rp_id) = rp_id(db, &app.id)? else { return Ok(None) };
    if rp_id != app.rp_id {
        refuse_while_in_use(db, &app.id)?;
    }
    execute(
        db,
        "UPDATE apps SET name = ?2, status = ?3, rp_id = ?4, settings = ?5, updated_at = ?6 WHERE id = ?1",
        params![
            app.id.as_str(),
            app.name,
            word(app.status),
            app.rp_id,
            to_json(&app.settings)?,
            app.updated_at.as_microsecond(),
        ],
    )?;
    audit::insert(db, entry)?;
    Ok(Some(()))
}

pub(super) fn has_passkeys(db: &Connection, id: &AppId) -> Result<bool> {
    let first =
        fetch_one(db, "SELECT id FROM passkeys WHERE app_id = ?1 LIMIT 1", params![id.as_str()], |row| {
            Columns::new("passkeys", row, 0).read::<String>("id")
        })?;
    Ok(first.is_some())
}

/// Everything of the app goes with it, by reference.
pub(super) fn delete(db: &Connection, id: &AppId, entry: &AuditEntry) -> Result<bool> {
    if execute(db, "DELETE FROM apps WHERE id = ?1", params![id.as_str()])? == 0 {
        return Ok(false);
    }
    audit::insert(db, entry)?;
    Ok(true)
}

fn rp_id(db: &Connection, id: &AppId) -> Result<Option<String>> {
    fetch_one(db, "SELECT id, rp_id FROM apps WHERE id = ?1", params![id.as_str()], |row| {
        let mut columns = Columns::new("apps", row, 0);
        columns.skip_id();
        columns.read("rp_id")
    })
}

fn refuse_while_in_use(db: &Connection, id: &AppId) -> Result<(), Stop<AppRefused>> {
    let passkeys = fetch_one(
        db,
        "SELECT count(*) AS passkeys FROM passkeys WHERE app_id = ?1",
        params![id.as_str()],
        |row| Columns::new("passkeys", row, 0).count("passkeys"),
    )?;
    match passkeys {
        None | Some(0) => Ok(()),
        Some(passkeys) => Err(Stop::Refused(AppRefused::RpIdInUse { passkeys })),
    }
}

fn from_row(row: &Row<'_>) -> Result<App> {
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
