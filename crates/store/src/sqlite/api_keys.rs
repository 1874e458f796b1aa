//! The keys of the apps' backends.

use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

use super::audit;
use super::column::{Columns, to_json};
use super::constraint::{Constraint, violated};
use super::query::{execute, fetch_all, fetch_one};
use crate::records::{ApiKey, AuditEntry};
use crate::{ApiKeyId, AppId, Result};

pub(super) fn create(db: &Connection, key: &ApiKey, entry: &AuditEntry) -> Result<bool> {
    let inserted = execute(
        db,
        "INSERT INTO api_keys
             (app_id, id, prefix, hash, name, scopes, expires_at, last_used_at, created_by, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            key.app_id.as_str(),
            key.id.as_str(),
            key.prefix,
            key.hash,
            key.name,
            to_json(&key.scopes)?,
            key.expires_at.map(Timestamp::as_microsecond),
            key.last_used_at.map(Timestamp::as_microsecond),
            key.created_by,
            key.created_at.as_microsecond(),
        ],
    );
    match inserted {
        Ok(_) => audit::insert(db, entry).map(|()| true),
        Err(error) if violated(&error) == Some(Constraint::Reference) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

pub(super) fn by_hash(db: &Connection, app: &AppId, hash: &[u8; 32]) -> Result<Option<ApiKey>> {
    fetch_one(
        db,
        "SELECT id, app_id, prefix, hash, name, scopes, expires_at, last_used_at, created_by, created_at
         FROM api_keys WHERE app_id = ?1 AND hash = ?2",
        params![app.as_str(), hash],
        from_row,
    )
}

pub(super) fn of_app(db: &Connection, app: &AppId) -> Result<Vec<ApiKey>> {
    fetch_all(
        db,
        "SELECT id, app_id, prefix, hash, name, scopes, expires_at, last_used_at, created_by, created_at
         FROM api_keys WHERE app_id = ?1 ORDER BY created_at, id",
        params![app.as_str()],
        from_row,
    )
}

pub(super) fn rotate(
    db: &Connection,
    old: &ApiKeyId,
    old_expires_at: Timestamp,
    new: &ApiKey,
    entry: &AuditEntry,
) -> Result<bool> {
    let retired = execute(
        db,
        "UPDATE api_keys SET expires_at = min(coalesce(expires_at, ?3), ?3) WHERE app_id = ?1 AND id = ?2",
        params![new.app_id.as_str(), old.as_str(), old_expires_at.as_microsecond()],
    )?;
    if retired == 0 { Ok(false) } else { create(db, new, entry) }
}

pub(super) fn revoke(db: &Connection, app: &AppId, id: &ApiKeyId, entry: &AuditEntry) -> Result<bool> {
    let deleted = execute(
        db,
        "DELETE FROM api_keys WHERE app_id = ?1 AND id = ?2",
        params![app.as_str(), id.as_str()],
    )?;
    if deleted == 0 {
        return Ok(false);
    }
    audit::insert(db, entry)?;
    Ok(true)
}

pub(super) fn touch(db: &Connection, used: &[(AppId, ApiKeyId, Timestamp)]) -> Result<()> {
    for (app, id, at) in used {
        execute(
            db,
            "UPDATE api_keys SET last_used_at = ?3
             WHERE app_id = ?1 AND id = ?2 AND (last_used_at IS NULL OR last_used_at < ?3)",
            params![app.as_str(), id.as_str(), at.as_microsecond()],
        )?;
    }
    Ok(())
}

fn from_row(row: &Row<'_>) -> Result<ApiKey> {
    let mut columns = Columns::new("api_keys", row, 0);
    Ok(ApiKey {
        id: ApiKeyId::new(columns.read::<String>("id")?),
        app_id: AppId::new(columns.read::<String>("app_id")?),
        prefix: columns.read("prefix")?,
        hash: columns.read("hash")?,
        name: columns.read("name")?,
        scopes: columns.json("scopes")?,
        expires_at: columns.optional_time("expires_at")?,
        last_used_at: columns.optional_time("last_used_at")?,
        created_by: columns.read("created_by")?,
        created_at: columns.time("created_at")?,
    })
}
