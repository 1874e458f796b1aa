//! The keys of the apps' backends.

use std::collections::BTreeMap;

use jiff::Timestamp;
use tokio_postgres::Row;

use super::audit;
use super::column::{Columns, to_json};
use super::connection::Connection;
use super::constraint::{Constraint, violated};
use super::failure::{Fault, Stop};
use super::query::{execute, fetch_all, fetch_one};
use crate::records::{ApiKey, AuditEntry};
use crate::{ApiKeyId, AppId, Result};

/// The key's app, or the key that it replaces, does not exist.
pub(super) struct Gone;

pub(super) async fn create(db: &Connection, key: &ApiKey, entry: &AuditEntry) -> Result<(), Stop<Gone>> {
    let inserted = execute(
        db,
        "INSERT INTO api_keys
             (app_id, id, prefix, hash, name, scopes, expires_at, last_used_at, created_by, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &[
            &key.app_id.as_str(),
            &key.id.as_str(),
            &key.prefix,
            &&key.hash[..],
            &key.name,
            &to_json(&key.scopes)?,
            &key.expires_at.map(Timestamp::as_microsecond),
            &key.last_used_at.map(Timestamp::as_microsecond),
            &key.created_by,
            &key.created_at.as_microsecond(),
        ],
    )
    .await;
    match inserted {
        Ok(_) => Ok(audit::insert(db, entry).await?),
        Err(fault) if violated(&fault) == Some(Constraint::App) => Err(Stop::Refused(Gone)),
        Err(fault) => Err(fault.into()),
    }
}

pub(super) async fn by_hash(db: &Connection, app: &AppId, hash: &[u8; 32]) -> Result<Option<ApiKey>, Fault> {
    fetch_one(
        db,
        "SELECT id, app_id, prefix, hash, name, scopes, expires_at, last_used_at, created_by, created_at
         FROM api_keys WHERE app_id = $1 AND hash = $2",
        &[&app.as_str(), &&hash[..]],
        from_row,
    )
    .await
}

pub(super) async fn of_app(db: &Connection, app: &AppId) -> Result<Vec<ApiKey>, Fault> {
    fetch_all(
        db,
        "SELECT id, app_id, prefix, hash, name, scopes, expires_at, last_used_at, created_by, created_at
         FROM api_keys WHERE app_id = $1 ORDER BY created_at, id",
        &[&app.as_str()],
        from_row,
    )
    .await
}

pub(super) async fn rotate(
    db: &Connection,
    old: &ApiKeyId,
    old_expires_at: Timestamp,
    new: &ApiKey,
    entry: &AuditEntry,
) -> Result<(), Stop<Gone>> {
    let retired = execute(
        db,
        "UPDATE api_keys SET expires_at = least(coalesce(expires_at, $3), $3) WHERE app_id = $1 AND id = $2",
        &[&new.app_id.as_str(), &old.as_str(), &old_expires_at.as_microsecond()],
    )
    .await?;
    if retired == 0 { Err(Stop::Refused(Gone)) } else { create(db, new, entry).await }
}

pub(super) async fn revoke(
    db: &Connection,
    app: &AppId,
    id: &ApiKeyId,
    entry: &AuditEntry,
) -> Result<bool, Fault> {
    let deleted =
        execute(db, "DELETE FROM api_keys WHERE app_id = $1 AND id = $2", &[&app.as_str(), &id.as_str()])
            .await?;
    if deleted == 0 {
        return Ok(false);
    }
    audit::insert(db, entry).await?;
    Ok(true)
}

pub(super) async fn touch(db: &Connection, used: &[(AppId, ApiKeyId, Timestamp)]) -> Result<(), Fault> {
    // A statement changes a row once.
    let mut latest = BTreeMap::new();
    for (app, id, at) in used {
        let at = at.as_microsecond();
        let seen = latest.entry((app.as_str(), id.as_str())).or_insert(at);
        *seen = at.max(*seen);
    }
    let apps: Vec<&str> = latest.keys().map(|(app, _)| *app).collect();
    let ids: Vec<&str> = latest.keys().map(|(_, id)| *id).collect();
    let times: Vec<i64> = latest.into_values().collect();
    execute(
        db,
        "UPDATE api_keys SET last_used_at = used.at
         FROM unnest($1::text[], $2::text[], $3::bigint[]) AS used (app_id, id, at)
         WHERE api_keys.app_id = used.app_id AND api_keys.id = used.id
             AND (api_keys.last_used_at IS NULL OR api_keys.last_used_at < used.at)",
        &[&apps, &ids, &times],
    )
    .await?;
    Ok(())
}

fn from_row(row: &Row) -> Result<ApiKey> {
    let mut columns = Columns::new("api_keys", row, 0);
    Ok(ApiKey {
        id: ApiKeyId::new(columns.read::<String>("id")?),
        app_id: AppId::new(columns.read::<String>("app_id")?),
        prefix: columns.read("prefix")?,
        hash: columns.bytes("hash")?,
        name: columns.read("name")?,
        scopes: columns.json("scopes")?,
        expires_at: columns.optional_time("expires_at")?,
        last_used_at: columns.optional_time("last_used_at")?,
        created_by: columns.read("created_by")?,
        created_at: columns.time("created_at")?,
    })
}
