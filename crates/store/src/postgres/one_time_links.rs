//! Links that make administrators, or let them in again.

use jiff::Timestamp;
use tokio_postgres::Row;

use super::column::{Columns, to_json};
use super::connection::Connection;
use super::failure::{Fault, Stop};
use super::query::{execute, fetch_all, fetch_one};
use super::{admin_sessions, admins, audit, leases};
use crate::records::{Admin, AdminSession, AdminStatus, AuditEntry, Grant, LinkPurpose, OneTimeLink};
use crate::{AdminId, AdminRefused, LinkId, Result};

pub(super) async fn create(
    db: &Connection,
    link: &OneTimeLink,
    entry: &AuditEntry,
) -> Result<(), Stop<AdminRefused>> {
    leases::take(db, leases::ADMINISTRATORS).await?;
    for grant in &link.grants {
        if !admins::is_grantable(db, grant.app_id.as_ref()).await? {
            return Err(Stop::Refused(AdminRefused::AppGone));
        }
    }
    if link.purpose == LinkPurpose::Setup {
        execute(db, "DELETE FROM one_time_links WHERE purpose = 'setup'", &[]).await?;
    }
    if let Some(admin) = &link.admin_id {
        if admins::status(db, admin).await? != AdminStatus::Active {
            return Err(Stop::Refused(AdminRefused::NotActive));
        }
        delete_recoveries(db, admin).await?;
    }
    insert(db, link).await?;
    Ok(audit::insert(db, entry).await?)
}

async fn insert(db: &Connection, link: &OneTimeLink) -> Result<(), Fault> {
    execute(
        db,
        "INSERT INTO one_time_links
             (id, hash, purpose, admin_id, name, grants, created_by, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            &link.id.as_str(),
            &&link.hash[..],
            &link.purpose.as_str(),
            &link.admin_id.as_ref().map(AdminId::as_str),
            &link.name,
            &to_json(&link.grants)?,
            &link.created_by,
            &link.created_at.as_microsecond(),
            &link.expires_at.as_microsecond(),
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn by_hash(db: &Connection, hash: &[u8; 32]) -> Result<Option<OneTimeLink>, Fault> {
    fetch_one(
        db,
        "SELECT id, hash, purpose, admin_id, name, grants, created_by, created_at, expires_at
         FROM one_time_links WHERE hash = $1",
        &[&&hash[..]],
        from_row,
    )
    .await
}

pub(super) async fn all(db: &Connection) -> Result<Vec<OneTimeLink>, Fault> {
    fetch_all(
        db,
        "SELECT id, hash, purpose, admin_id, name, grants, created_by, created_at, expires_at
         FROM one_time_links ORDER BY created_at, id",
        &[],
        from_row,
    )
    .await
}

pub(super) async fn revoke(db: &Connection, id: &LinkId, entry: &AuditEntry) -> Result<bool, Fault> {
    if execute(db, "DELETE FROM one_time_links WHERE id = $1", &[&id.as_str()]).await? == 0 {
        return Ok(false);
    }
    audit::insert(db, entry).await?;
    Ok(true)
}

pub(super) async fn delete_recoveries(db: &Connection, admin: &AdminId) -> Result<(), Fault> {
    execute(db, "DELETE FROM one_time_links WHERE admin_id = $1", &[&admin.as_str()]).await?;
    Ok(())
}

pub(super) async fn take(
    db: &Connection,
    hash: &[u8; 32],
    admin: &Admin,
    grants: &[Grant],
    session: &AdminSession,
    at: Timestamp,
    entry: &AuditEntry,
) -> Result<Option<OneTimeLink>, Fault> {
    leases::take(db, leases::ADMINISTRATORS).await?;
    // One statement finds, checks and deletes: of any number at once, one gets it.
    let link = fetch_one(
        db,
        "DELETE FROM one_time_links
         WHERE hash = $1 AND expires_at > $2 AND (admin_id IS NULL OR admin_id = $3)
         RETURNING id, hash, purpose, admin_id, name, grants, created_by, created_at, expires_at",
        &[&&hash[..], &at.as_microsecond(), &admin.id.as_str()],
        from_row,
    )
    .await?;
    let Some(link) = link else { return Ok(None) };
    match link.purpose {
        LinkPurpose::Setup if admins::has_head(db).await? => return Ok(None),
        LinkPurpose::Setup | LinkPurpose::Invitation => make(db, admin, grants).await?,
        LinkPurpose::Recovery => admin_sessions::delete_of(db, &admin.id).await?,
    }
    if !admin_sessions::insert(db, session).await? {
        return Ok(None);
    }
    audit::insert(db, entry).await?;
    Ok(Some(link))
}

async fn make(db: &Connection, admin: &Admin, grants: &[Grant]) -> Result<(), Fault> {
    admins::insert(db, admin).await?;
    for grant in grants {
        // Where the app of an invitation has been deleted since, there is nothing left to be granted.
        if admins::is_grantable(db, grant.app_id.as_ref()).await? {
            admins::insert_grant(db, &admin.id, grant).await?;
        }
    }
    Ok(())
}

fn from_row(row: &Row) -> Result<OneTimeLink> {
    let mut columns = Columns::new("one_time_links", row, 0);
    Ok(OneTimeLink {
        id: LinkId::new(columns.read::<String>("id")?),
        hash: columns.bytes("hash")?,
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
