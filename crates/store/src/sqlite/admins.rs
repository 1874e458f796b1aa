//! Administrators and what they may do.

use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

use super::column::Columns;
use super::failure::Stop;
use super::query::{execute, fetch_all, fetch_one};
use super::{admin_sessions, admin_tokens, apps, audit, one_time_links};
use crate::records::{Admin, AdminStatus, AuditEntry, Grant, GrantedAdmin, Role, gathered};
use crate::{AdminId, AdminRefused, AppId, GrantId, Result};

pub(super) fn all(db: &Connection) -> Result<Vec<GrantedAdmin>> {
    let rows = fetch_all(
        db,
        "SELECT a.id, a.name, a.status, a.created_at, a.updated_at, g.id, g.app_id, g.role, g.created_at
         FROM admins a LEFT JOIN grants g ON g.admin_id = a.id
         ORDER BY a.created_at, a.id, g.created_at, g.id",
        [],
        |row| granted_from_row(row, 0),
    )?;
    Ok(gathered(rows))
}

pub(super) fn by_id(db: &Connection, id: &AdminId) -> Result<Option<GrantedAdmin>> {
    let rows = fetch_all(
        db,
        "SELECT a.id, a.name, a.status, a.created_at, a.updated_at, g.id, g.app_id, g.role, g.created_at
         FROM admins a LEFT JOIN grants g ON g.admin_id = a.id
         WHERE a.id = ?1 ORDER BY g.created_at, g.id",
        params![id.as_str()],
        |row| granted_from_row(row, 0),
    )?;
    Ok(gathered(rows).pop())
}

pub(super) fn insert(db: &Connection, admin: &Admin) -> Result<()> {
    execute(
        db,
        "INSERT INTO admins (id, name, status, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            admin.id.as_str(),
            admin.name,
            admin.status.as_str(),
            admin.created_at.as_microsecond(),
            admin.updated_at.as_microsecond(),
        ],
    )?;
    Ok(())
}

pub(super) fn rename(
    db: &Connection,
    id: &AdminId,
    name: &str,
    at: Timestamp,
    entry: &AuditEntry,
) -> Result<bool> {
    let renamed = execute(
        db,
        "UPDATE admins SET name = ?2, updated_at = max(updated_at, ?3) WHERE id = ?1",
        params![id.as_str(), name, at.as_microsecond()],
    )?;
    if renamed == 0 {
        return Ok(false);
    }
    audit::insert(db, entry)?;
    Ok(true)
}

pub(super) fn set_status(
    db: &Connection,
    id: &AdminId,
    status: AdminStatus,
    at: Timestamp,
    entry: &AuditEntry,
) -> Result<(), Stop<AdminRefused>> {
    let before = self::status(db, id)?;
    if status == AdminStatus::Inactive {
        refuse_for_the_last(db, id)?;
    }
    if status != before {
        execute(
            db,
            "UPDATE admins SET status = ?2, updated_at = max(updated_at, ?3) WHERE id = ?1",
            params![id.as_str(), status.as_str(), at.as_microsecond()],
        )?;
    }
    if status == AdminStatus::Inactive {
        // Or activating the administrator again would bring them back to life.
        admin_sessions::delete_of(db, id)?;
        admin_tokens::delete_of(db, id)?;
        one_time_links::delete_recoveries(db, id)?;
    }
    Ok(audit::insert(db, entry)?)
}

pub(super) fn set_grant(
    db: &Connection,
    admin: &AdminId,
    grant: &Grant,
    entry: &AuditEntry,
) -> Result<(), Stop<AdminRefused>> {
    status(db, admin)?;
    if grant.app_id.is_none() && grant.role < Role::Admin {
        refuse_for_the_last(db, admin)?;
    }
    if !is_grantable(db, grant.app_id.as_ref())? {
        return Err(Stop::Refused(AdminRefused::AppGone));
    }
    delete_grant(db, admin, grant.app_id.as_ref())?;
    insert_grant(db, admin, grant)?;
    Ok(audit::insert(db, entry)?)
}

pub(super) fn remove_grant(
    db: &Connection,
    admin: &AdminId,
    app: Option<&AppId>,
    entry: &AuditEntry,
) -> Result<(), Stop<AdminRefused>> {
    if app.is_none() {
        refuse_for_the_last(db, admin)?;
    }
    if !delete_grant(db, admin, app)? {
        return Err(Stop::Refused(AdminRefused::NotFound));
    }
    Ok(audit::insert(db, entry)?)
}

/// Stores a grant of an administrator and for an app that exist.
pub(super) fn insert_grant(db: &Connection, admin: &AdminId, grant: &Grant) -> Result<()> {
    execute(
        db,
        "INSERT INTO grants (id, admin_id, app_id, role, created_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            grant.id.as_str(),
            admin.as_str(),
            grant.app_id.as_ref().map(AppId::as_str),
            grant.role.as_str(),
            grant.created_at.as_microsecond(),
        ],
    )?;
    Ok(())
}

/// Whether there can be a grant for this app, or for all.
pub(super) fn is_grantable(db: &Connection, app: Option<&AppId>) -> Result<bool> {
    let Some(app) = app else { return Ok(true) };
    Ok(apps::by_id(db, app)?.is_some())
}

/// No app is the grant for all of them, which `=` would not find.
fn delete_grant(db: &Connection, admin: &AdminId, app: Option<&AppId>) -> Result<bool> {
    let deleted = execute(
        db,
        "DELETE FROM grants WHERE admin_id = ?1 AND app_id IS ?2",
        params![admin.as_str(), app.map(AppId::as_str)],
    )?;
    Ok(deleted > 0)
}

/// The status of an administrator who must be there.
pub(super) fn status(db: &Connection, id: &AdminId) -> Result<AdminStatus, Stop<AdminRefused>> {
    let status = fetch_one(db, "SELECT id, status FROM admins WHERE id = ?1", params![id.as_str()], |row| {
        let mut columns = Columns::new("admins", row, 0);
        columns.skip_id();
        columns.word("status", &STATUSES, AdminStatus::as_str)
    })?;
    status.ok_or(Stop::Refused(AdminRefused::NotFound))
}

/// Whether some active administrator has the role admin on all apps.
pub(super) fn has_head(db: &Connection) -> Result<bool> {
    Ok(!heads(db)?.is_empty())
}

fn refuse_for_the_last(db: &Connection, id: &AdminId) -> Result<(), Stop<AdminRefused>> {
    if heads(db)? == [id.clone()] { Err(Stop::Refused(AdminRefused::LastAdmin)) } else { Ok(()) }
}

/// Two of the active administrators with the role admin on all apps, or one, or none.
fn heads(db: &Connection) -> Result<Vec<AdminId>> {
    fetch_all(
        db,
        "SELECT a.id FROM admins a JOIN grants g ON g.admin_id = a.id
         WHERE a.status = 'active' AND g.app_id IS NULL AND g.role = 'admin' LIMIT 2",
        [],
        |row| Ok(AdminId::new(Columns::new("admins", row, 0).read::<String>("id")?)),
    )
}

const STATUSES: [AdminStatus; 2] = [AdminStatus::Active, AdminStatus::Inactive];

/// The administrator in a row, from its column `first` on, and then the grant, if there is one: `id`, `name`, `status`,
/// `created_at`, `updated_at` of `admins`; `id`, `app_id`, `role`, `created_at` of `grants`.
pub(super) fn granted_from_row(row: &Row<'_>, first: usize) -> Result<(Admin, Option<Grant>)> {
    let mut columns = Columns::new("admins", row, first);
    let admin = Admin {
        id: AdminId::new(columns.read::<String>("id")?),
        name: columns.read("name")?,
        status: columns.word("status", &STATUSES, AdminStatus::as_str)?,
        created_at: columns.time("created_at")?,
        updated_at: columns.time("updated_at")?,
    };
    let mut columns = Columns::new("grants", row, first + 5);
    let Some(id) = columns.read::<Option<String>>("id")? else { return Ok((admin, None)) };
    let grant = Grant {
        id: GrantId::new(id),
        app_id: columns.read::<Option<String>>("app_id")?.map(AppId::new),
        role: columns.word("role", &[Role::Viewer, Role::Member, Role::Admin], Role::as_str)?,
        created_at: columns.time("created_at")?,
    };
    Ok((admin, Some(grant)))
}
