//! Links that make administrators, or let them in again.

use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

use super::column::{Columns, to_json};
use super::failure::Stop;
use super::query::{execute, fetch_all, fetch_one};
use super::{admin_sessions, admins, audit};
use crate::records::{Admin, AdminSession, AdminStatus, AuditEntry, Grant, LinkPurpose, OneTimeLink};
use crate::{AdminId, AdminRefused, LinkId, Result};

pub(super) fn create(
    db: &Connection,
    link: &OneTimeLink,
    entry: &AuditEntry,
) -> Result<(), Stop<AdminRefused>> {
    for grant in &link.grants {
        if !admins::is_grantable(db, grant.app_id.as_ref())? {
            return Err(Stop::Refused(AdminRefused::AppGone));
        }
    }
    if link.purpose == LinkPurpose::Setup {
        execute(db, "DELETE FROM one_time_links WHERE purpose = 'setup'", [])?;
    }
    if let Some(admin) = &link.admin_id {
        if admins::status(db, admin)? != AdminStatus::Active {
            return Err(Stop::Refused(AdminRefused::NotActive));
        }
        delete_recoveries(db, admin)?;
    }
    insert(db, link)?;
    Ok(audit::insert(db, entry)?)
}

fn insert(db: &Connection, link: &OneTimeLink) -> Result<()> {
    execute(
        db,
        "INSERT INTO one_time_links
             (id, hash, purpose, admin_id, name, grants, created_by, created_at, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            link.id.as_str(),
            link.hash,
            link.purpose.as_str(),
            link.admin_id.as_ref().map(AdminId::as_str),
            link.name,
            to_json(&link.grants)?,
            link.created_by,
            link.created_at.as_microsecond(),
            link.expires_at.as_microsecond(),
        ],
    )?;
    Ok(())
}

pub(super) fn by_hash(db: &Connection, hash: &[u8; 32]) -> Result<Option<OneTimeLink>> {
    fetch_one(
        db,
        "SELECT id, hash, purpose, admin_id, name, grants, created_by, created_at, expires_at
         FROM one_time_links WHERE hash = ?1",
        params![hash],
        from_row,
    )
}

pub(super) fn all(db: &Connection) -> Result<Vec<OneTimeLink>> {
    fetch_all(
        db,
        "SELECT id, hash, purpose, admin_id, name, grants, created_by, created_at, expires_at
         FROM one_time_links ORDER BY created_at, id",
        [],
        from_row,
    )
}

pub(super) fn revoke(db: &Connection, id: &LinkId, entry: &AuditEntry) -> Result<bool> {
    if execute(db, "DELETE FROM one_time_links WHERE id = ?1", params![id.as_str()])? == 0 {
        return Ok(false);
    }
    audit::insert(db, entry)?;
    Ok(true)
}

pub(super) fn delete_recoveries(db: &Connection, admin: &AdminId) -> Result<()> {
    execute(db, "DELETE FROM one_time_links WHERE admin_id = ?1", params![admin.as_str()])?;
    Ok(())
}

pub(super) fn take(
    db: &Connection,
    hash: &[u8; 32],
    admin: &Admin,
    grants: &[Grant],
    session: &AdminSession,
    at: Timestamp,
    entry: &AuditEntry,
) -> Result<Option<OneTimeLink>> {
    // One statement finds, checks and deletes: of any number at once, one gets it.
    let link = fetch_one(
        db,
        "DELETE FROM one_time_links
         WHERE hash = ?1 AND expires_at > ?2 AND (admin_id IS NULL OR admin_id = ?3)
         RETURNING id, hash, purpose, admin_id, name, grants, created_by, created_at, expires_at",
        params![hash, at.as_microsecond(), admin.id.as_str()],
        from_row,
    )?;
    let Some(link) = link else { return Ok(None) };
    match link.purpose {
        LinkPurpose::Setup if admins::has_head(db)? => return Ok(None),
        LinkPurpose::Setup | LinkPurpose::Invitation => make(db, admin, grants)?,
        LinkPurpose::Recovery => admin_sessions::delete_of(db, &admin.id)?,
    }
    if !admin_sessions::insert(db, session)? {
        return Ok(None);
    }
    audit::insert(db, entry)?;
    Ok(Some(link))
}

fn make(db: &Connection, admin: &Admin, grants: &[Grant]) -> Result<()> {
    admins::insert(db, admin)?;
    for grant in grants {
        // Where the app of an invitation has been deleted since, there is nothing left to be granted.
        if admins::is_grantable(db, grant.app_id.as_ref())? {
            admins::insert_grant(db, &admin.id, grant)?;
        }
    }
    Ok(())
}

fn from_row(row: &Row<'_>) -> Result<OneTimeLink> {
    let mut columns = Columns::new("one_time_links", row, 0);
    Ok(OneTimeLink {
        id: LinkId::new(columns.read::<String>("id")?),
        hash: columns.read("hash")?,
        purpose: columns.word(
            "purpose",
            &[LinkPurpose::Setup, LinkPurpose::Invitation, LinkPurpose::Recovery],
            LinkPurpose::as_str,
        )?,
        admin_id: columns.read::<Option<String>>("admin_id")?.map(AdminId::new),
        name: columns.read("name")?,
        grants: columns.optional_json("grants")?.unwrap_or_default(),
        created_by: columns.read("created_by")?,
        created_at: columns.time("created_at")?,
        expires_at: columns.time("expires_at")?,
    })
}
