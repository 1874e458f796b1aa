//! Browsers that administrators have signed in with.

use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

use super::column::Columns;
use super::query::{execute, fetch_all};
use super::{admins, audit};
use crate::records::{AdminSession, AuditEntry, GrantedAdmin, gathered};
use crate::{AdminId, AdminSessionId, Result};

pub(super) fn create(db: &Connection, session: &AdminSession, entry: &AuditEntry) -> Result<bool> {
    if !insert(db, session)? {
        return Ok(false);
    }
    audit::insert(db, entry)?;
    Ok(true)
}

/// `false` where there is no such active administrator.
pub(super) fn insert(db: &Connection, session: &AdminSession) -> Result<bool> {
    let inserted = execute(
        db,
        "INSERT INTO admin_sessions
             (id, admin_id, hash, previous_hash, rotated_at, user_agent, ip, created_at, last_seen_at,
              verified_at, expires_at)
         SELECT ?1, id, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11
         FROM admins WHERE id = ?2 AND status = 'active'",
        params![
            session.id.as_str(),
            session.admin_id.as_str(),
            session.hash,
            session.previous_hash,
            session.rotated_at.as_microsecond(),
            session.user_agent,
            session.ip,
            session.created_at.as_microsecond(),
            session.last_seen_at.as_microsecond(),
            session.verified_at.as_microsecond(),
            session.expires_at.as_microsecond(),
        ],
    )?;
    Ok(inserted > 0)
}

pub(super) fn by_hash(db: &Connection, hash: &[u8; 32]) -> Result<Option<(AdminSession, GrantedAdmin)>> {
    let rows = fetch_all(
        db,
        "SELECT s.id, s.admin_id, s.hash, s.previous_hash, s.rotated_at, s.user_agent, s.ip, s.created_at,
             s.last_seen_at, s.verified_at, s.expires_at,
             a.id, a.name, a.status, a.created_at, a.updated_at, g.id, g.app_id, g.role, g.created_at
         FROM admin_sessions s JOIN admins a ON a.id = s.admin_id LEFT JOIN grants g ON g.admin_id = a.id
         WHERE s.hash = ?1 OR s.previous_hash = ?1 ORDER BY g.created_at, g.id",
        params![hash],
        |row| Ok((from_row(row)?, admins::granted_from_row(row, 11)?)),
    )?;
    let (sessions, granted): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
    Ok(sessions.into_iter().next().zip(gathered(granted).pop()))
}

pub(super) fn of_admin(db: &Connection, admin: &AdminId) -> Result<Vec<AdminSession>> {
    fetch_all(
        db,
        "SELECT id, admin_id, hash, previous_hash, rotated_at, user_agent, ip, created_at, last_seen_at,
             verified_at, expires_at
         FROM admin_sessions WHERE admin_id = ?1 ORDER BY created_at, id",
        params![admin.as_str()],
        from_row,
    )
}

pub(super) fn touch(db: &Connection, id: &AdminSessionId, last_seen_at: Timestamp) -> Result<()> {
    execute(
        db,
        "UPDATE admin_sessions SET last_seen_at = ?2 WHERE id = ?1 AND last_seen_at < ?2",
        params![id.as_str(), last_seen_at.as_microsecond()],
    )?;
    Ok(())
}

pub(super) fn rotate(
    db: &Connection,
    id: &AdminSessionId,
    from: &[u8; 32],
    to: &[u8; 32],
    at: Timestamp,
) -> Result<bool> {
    let rotated = execute(
        db,
        "UPDATE admin_sessions SET hash = ?3, previous_hash = ?2, rotated_at = ?4 WHERE id = ?1 AND hash = ?2",
        params![id.as_str(), from, to, at.as_microsecond()],
    )?;
    Ok(rotated > 0)
}

pub(super) fn confirm(db: &Connection, id: &AdminSessionId, verified_at: Timestamp) -> Result<bool> {
    let confirmed = execute(
        db,
        "UPDATE admin_sessions SET verified_at = max(verified_at, ?2) WHERE id = ?1",
        params![id.as_str(), verified_at.as_microsecond()],
    )?;
    Ok(confirmed > 0)
}

pub(super) fn revoke(
    db: &Connection,
    admin: &AdminId,
    id: &AdminSessionId,
    entry: &AuditEntry,
) -> Result<bool> {
    let deleted = execute(
        db,
        "DELETE FROM admin_sessions WHERE id = ?2 AND admin_id = ?1",
        params![admin.as_str(), id.as_str()],
    )?;
    if deleted == 0 {
        return Ok(false);
    }
    audit::insert(db, entry)?;
    Ok(true)
}

pub(super) fn delete_of(db: &Connection, admin: &AdminId) -> Result<()> {
    execute(db, "DELETE FROM admin_sessions WHERE admin_id = ?1", params![admin.as_str()])?;
    Ok(())
}

fn from_row(row: &Row<'_>) -> Result<AdminSession> {
    let mut columns = Columns::new("admin_sessions", row, 0);
    Ok(AdminSession {
        id: AdminSessionId::new(columns.read::<String>("id")?),
        admin_id: AdminId::new(columns.read::<String>("admin_id")?),
        hash: columns.read("hash")?,
        previous_hash: columns.read("previous_hash")?,
        rotated_at: columns.time("rotated_at")?,
        user_agent: columns.read("user_agent")?,
        ip: columns.read("ip")?,
        created_at: columns.time("created_at")?,
        last_seen_at: columns.time("last_seen_at")?,
        verified_at: columns.time("verified_at")?,
        expires_at: columns.time("expires_at")?,
    })
}
