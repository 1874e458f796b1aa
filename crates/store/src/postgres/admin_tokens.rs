//! Tokens for the admin API.

use std::collections::BTreeMap;

use jiff::Timestamp;
use tokio_postgres::Row;

use super::column::{Columns, to_json};
use super::connection::Connection;
use super::failure::Fault;
use super::query::{execute, fetch_all};
use super::{admins, audit};
use crate::records::{AdminToken, AuditEntry, GrantedAdmin, gathered};
use crate::{AdminId, AdminTokenId, Result};

pub(super) async fn create(db: &Connection, token: &AdminToken, entry: &AuditEntry) -> Result<bool, Fault> {
    let inserted = execute(
        db,
        "INSERT INTO admin_tokens
             (id, admin_id, prefix, hash, name, scopes, expires_at, last_used_at, created_at)
         SELECT $1, id, $3, $4, $5, $6, $7, $8, $9 FROM admins WHERE id = $2 AND status = 'active'
         FOR SHARE",
        &[
            &token.id.as_str(),
            &token.admin_id.as_str(),
            &token.prefix,
            &&token.hash[..],
            &token.name,
            &to_json(&token.scopes)?,
            &token.expires_at.map(Timestamp::as_microsecond),
            &token.last_used_at.map(Timestamp::as_microsecond),
            &token.created_at.as_microsecond(),
        ],
    )
    .await?;
    if inserted == 0 {
        return Ok(false);
    }
    audit::insert(db, entry).await?;
    Ok(true)
}

pub(super) async fn by_hash(
    db: &Connection,
    hash: &[u8; 32],
) -> Result<Option<(AdminToken, GrantedAdmin)>, Fault> {
    let rows = fetch_all(
        db,
        "SELECT t.id, t.admin_id, t.prefix, t.hash, t.name, t.scopes, t.expires_at, t.last_used_at, t.created_at,
             a.id, a.name, a.status, a.created_at, a.updated_at, g.id, g.app_id, g.role, g.created_at
         FROM admin_tokens t JOIN admins a ON a.id = t.admin_id LEFT JOIN grants g ON g.admin_id = a.id
         WHERE t.hash = $1 ORDER BY g.created_at, g.id",
        &[&&hash[..]],
        |row| Ok((from_row(row)?, admins::granted_from_row(row, 9)?)),
    ).await?;
    let (tokens, granted): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
    Ok(tokens.into_iter().next().zip(gathered(granted).pop()))
}

pub(super) async fn of_admin(db: &Connection, admin: &AdminId) -> Result<Vec<AdminToken>, Fault> {
    fetch_all(
        db,
        "SELECT id, admin_id, prefix, hash, name, scopes, expires_at, last_used_at, created_at
         FROM admin_tokens WHERE admin_id = $1 ORDER BY created_at, id",
        &[&admin.as_str()],
        from_row,
    )
    .await
}

pub(super) async fn revoke(
    db: &Connection,
    admin: &AdminId,
    id: &AdminTokenId,
    entry: &AuditEntry,
) -> Result<bool, Fault> {
    let deleted = execute(
        db,
        "DELETE FROM admin_tokens WHERE id = $2 AND admin_id = $1",
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
    execute(db, "DELETE FROM admin_tokens WHERE admin_id = $1", &[&admin.as_str()]).await?;
    Ok(())
}

pub(super) async fn touch(db: &Connection, used: &[(AdminTokenId, Timestamp)]) -> Result<(), Fault> {
    // A statement changes a row once.
    let mut latest = BTreeMap::new();
    for (id, at) in used {
        let at = at.as_microsecond();
        let seen = latest.entry(id.as_str()).or_insert(at);
        *seen = at.max(*seen);
    }
    let ids: Vec<&str> = latest.keys().copied().collect();
    let times: Vec<i64> = latest.into_values().collect();
    execute(
        db,
        "UPDATE admin_tokens SET last_used_at = used.at
         FROM unnest($1::text[], $2::bigint[]) AS used (id, at)
         WHERE admin_tokens.id = used.id
             AND (admin_tokens.last_used_at IS NULL OR admin_tokens.last_used_at < used.at)",
        &[&ids, &times],
    )
    .await?;
    Ok(())
}

fn from_row(row: &Row) -> Result<AdminToken> {
    let mut columns = Columns::new("admin_tokens", row, 0);
    Ok(AdminToken {
        id: AdminTokenId::new(columns.read::<String>("id")?),
        admin_id: AdminId::new(columns.read::<String>("admin_id")?),
        prefix: columns.read("prefix")?,
        hash: columns.bytes("hash")?,
        name: columns.read("name")?,
        scopes: columns.json("scopes")?,
        expires_at: columns.optional_time("expires_at")?,
        last_used_at: columns.optional_time("last_used_at")?,
        created_at: columns.time("created_at")?,
    })
}
