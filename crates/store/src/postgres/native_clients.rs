//! The apps' iOS and Android clients.

use tokio_postgres::Row;

use super::audit;
use super::column::{Columns, to_json};
use super::connection::Connection;
use super::constraint::{Constraint, violated};
use super::failure::{Fault, Stop};
use super::query::{execute, fetch_all};
use crate::records::{AuditEntry, Fingerprint, NativeClient, NativeIdentity, Platform};
use crate::{AppId, NativeClientId, NativeClientRefused, Result};

pub(super) async fn create(
    db: &Connection,
    app: &AppId,
    client: &NativeClient,
    entry: &AuditEntry,
) -> Result<(), Stop<NativeClientRefused>> {
    let (team_id, bundle_id, package_name, fingerprints) = match &client.identity {
        NativeIdentity::Apple { team_id, bundle_id } => (Some(team_id), Some(bundle_id), None, None),
        NativeIdentity::Android { package_name, fingerprints } => {
            (None, None, Some(package_name), Some(to_json(fingerprints)?))
        }
    };
    let inserted = execute(
        db,
        "INSERT INTO native_clients
             (app_id, id, platform, team_id, bundle_id, package_name, fingerprints, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            &app.as_str(),
            &client.id.as_str(),
            &client.identity.platform().as_str(),
            &team_id,
            &bundle_id,
            &package_name,
            &fingerprints,
            &client.created_at.as_microsecond(),
        ],
    )
    .await;
    match inserted {
        Ok(_) => Ok(audit::insert(db, entry).await?),
        Err(fault) => Err(match violated(&fault) {
            Some(Constraint::App) => Stop::Refused(NativeClientRefused::AppGone),
            Some(Constraint::NativeClient) => Stop::Refused(NativeClientRefused::Exists),
            _ => fault.into(),
        }),
    }
}

pub(super) async fn of_app(db: &Connection, app: &AppId) -> Result<Vec<NativeClient>, Fault> {
    fetch_all(
        db,
        "SELECT id, platform, team_id, bundle_id, package_name, fingerprints, created_at
         FROM native_clients WHERE app_id = $1 ORDER BY created_at, id",
        &[&app.as_str()],
        from_row,
    )
    .await
}

pub(super) async fn set_fingerprints(
    db: &Connection,
    app: &AppId,
    id: &NativeClientId,
    fingerprints: &[Fingerprint],
    entry: &AuditEntry,
) -> Result<bool, Fault> {
    let updated = execute(
        db,
        "UPDATE native_clients SET fingerprints = $3 WHERE app_id = $1 AND id = $2 AND platform = 'android'",
        &[&app.as_str(), &id.as_str(), &to_json(&fingerprints)?],
    )
    .await?;
    if updated == 0 {
        return Ok(false);
    }
    audit::insert(db, entry).await?;
    Ok(true)
}

pub(super) async fn delete(
    db: &Connection,
    app: &AppId,
    id: &NativeClientId,
    entry: &AuditEntry,
) -> Result<bool, Fault> {
    let deleted = execute(
        db,
        "DELETE FROM native_clients WHERE app_id = $1 AND id = $2",
        &[&app.as_str(), &id.as_str()],
    )
    .await?;
    if deleted == 0 {
        return Ok(false);
    }
    audit::insert(db, entry).await?;
    Ok(true)
}

fn from_row(row: &Row) -> Result<NativeClient> {
    let mut columns = Columns::new("native_clients", row, 0);
    let id = NativeClientId::new(columns.read::<String>("id")?);
    let identity = match columns.word("platform", &[Platform::Apple, Platform::Android], Platform::as_str)? {
        Platform::Apple => {
            let identity = NativeIdentity::Apple {
                team_id: columns.read("team_id")?,
                bundle_id: columns.read("bundle_id")?,
            };
            columns.skip(2);
            identity
        }
        Platform::Android => {
            columns.skip(2);
            NativeIdentity::Android {
                package_name: columns.read("package_name")?,
                fingerprints: columns.json("fingerprints")?,
            }
        }
    };
    Ok(NativeClient { id, identity, created_at: columns.time("created_at")? })
}
