//! Browsers that administrators have signed in with.

use jiff::Timestamp;
use tokio_postgres::Row;

use super::column::Columns;
use super::connection::Connection;
use super::failure::Fault;
use super::query::{execute, fetch_all};
use super::{admins, audit};
use crate::records::{AdminSession, AuditEntry, GrantedAdmin, gathered};
use crate::{AdminId, AdminSessionId, Result};

pub(super) async fn create(
    db: &Connection,
    session: &AdminSession,
    entry: &AuditEntry,
) -> Result<bool, Fault> {
    if !insert(db, session).await? {
        return Ok(false);
    }
    audit::insert(db, entry).await?;
    Ok(true)
}

/// `false` where there is no such active administrator, who stays active until the transaction ends.
pub(super) async fn insert(db: &Connection, session: &AdminSession) -> Result<bool, Fault> {
    let inserted = execute(
        db,
        "INSERT INTO admin_sessions
             (id, admin_id, hash, previous_hash, rotated_at, user_agent, ip, created_at, last_seen_at,
              verified_at, expires_at)
         SELECT $1, id, $3, $4, $5, $6, $7, $8, $9, $10, $11
         FROM admins WHERE id = $2 AND status = 'active'
         FOR SHARE",
        &[
            &session.id.as_str(),
            &session.admin_id.as_str(),
            &&session.hash[..],
            &session.previous_hash.as_ref().map(|hash| &hash[..]),
            &session.rotated_at.as_microsecond(),
            &session.user_agent,
            &session.ip,
            &session.created_at.as_microsecond(),
            &session.last_seen_at.as_microsecond(),
            &session.verified_at.as_microsecond(),
            &session.expires_at.as_microsecond(),
        ],
    )
    .await?;
    Ok(inserted > 0)
}

pub(super) async fn by_hash(
    db: &Connection,
    hash: &[u8; 32],
) -> Result<Option<(AdminSession, GrantedAdmin)>, Fault> {
    let rows = fetch_all(
        db,
        "SELECT s.id, s.admin_id, s.hash, s.previous_hash, s.rotated_at, s.user_agent, s.ip, s.created_at,
             s.last_seen_at, s.verified_at, s.expires_at,
             a.id, a.name, a.status, a.created_at, a.updated_at, g.id, g.app_id, g.role, g.created_at
         FROM admin_sessions s JOIN admins a ON a.id = s.admin_id LEFT JOIN grants g ON g.admin_id = a.id
         WHERE s.hash = $1 OR s.previous_hash = $1 ORDER BY g.created_at, g.id",
        &[&&hash[..]],
        |row| Ok((from_row(row)?, admins::granted_from_row(row, 11)?)),
    )
    .await?;
    let (sessions, granted): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
    Ok(sessions.into_iter().next().zip(gathered(granted).pop()))
}

pub(super) async fn of_admin(db: &Connection, admin: &AdminId) -> Result<Vec<AdminSession>, Fault> {
    fetch_all(
        db,
        "SELECT id, admin_id, hash, previous_hash, rotated_at, user_agent, ip, created_at, last_seen_at,
             verified_at, expires_at
         FROM admin_sessions WHERE admin_id = $1 ORDER BY created_at, id",
        &[&admin.as_str()],
        from_row,
    )
    .await
}

pub(super) async fn touch(
    db: &Connection,
    id: &AdminSessionId,
    last_seen_at: Timestamp,
) -> Result<(), Fault> {
    execute(
        db,
        "UPDATE admin_sessions SET last_seen_at = $2 WHERE id = $1 AND last_seen_at < $2",
        &[&id.as_str(), &last_seen_at.as_microsecond()],
    )
    .await?;
    Ok(())
}

pub(super) async fn rotate(
    db: &Connection,
    id: &AdminSessionId,
    from: &[u8; 32],
    to: &[u8; 32],
    at: Timestamp,
) -> Result<bool, Fault> {
    let rotated = execute(
        db,
        "UPDATE admin_sessions SET hash = $3, previous_hash = $2, rotated_at = $4 WHERE id = $1 AND hash = $2",
        &[&id.as_str(), &&from[..], &&to[..], &at.as_microsecond()],
    ).await?;
    Ok(rotated > 0)
}

pub(super) async fn confirm(
    db: &Connection,
    id: &AdminSessionId,
    verified_at: Timestamp,
) -> Result<bool, Fault> {
    let confirmed = execute(
        db,
        "UPDATE admin_sessions SET verified_at = greatest(verified_at, $2) WHERE id = $1",
        &[&id.as_str(), &verified_at.as_microsecond()],
    )
    .await?;
    Ok(confirmed > 0)
}

pub(super) async fn revoke(
    db: &Connection,
    admin: &AdminId,
    id: &AdminSessionId,
    entry: &AuditEntry,
) -> Result<bool, Fault> {
    let deleted = execute(
        db,
        "DELETE FROM admin_sessions WHERE id = $2 AND admin_id = $1",
        &[&admin.as_str(), &id.as_str()],
    )
    .await?;
    if deleted == 0 {
        return Ok(false);
    }
    audit::insert(db, entry).await?;
    Ok(true)
}

pub(super) async fn delete_of(db: &Connection, admin: &AdminId) -> Result<(), Fault> {
    execute(db, "DELETE FROM admin_sessions WHERE admin_id = $1", &[&admin.as_str()]).await?;
    Ok(())
}

fn from_row(row: &Row) -> Result<AdminSession> {
    let mut columns = Columns::new("admin_sessions", row, 0);
    Ok(AdminSession {
        id: AdminSessionId::new(columns.read::<String>("id")?),
        admin_id: AdminId::new(columns.read::<String>("admin_id")?),
        hash: columns.bytes("hash")?,
        previous_hash: columns.optional_bytes("previous_hash")?,
        rotated_at: columns.time("rotated_at")?,
        user_agent: columns.read("user_agent")?,
        ip: columns.read("ip")?,
        created_at: columns.time("created_at")?,
        last_seen_at: columns.time("last_seen_at")?,
        verified_at: columns.time("verified_at")?,
        expires_at: columns.time("expires_at")?,
    })
}
