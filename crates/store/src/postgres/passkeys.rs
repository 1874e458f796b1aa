//! Passkeys.

use jiff::Timestamp;
use passflex_webauthn::Aaguid;
use tokio_postgres::Row;

use super::column::{Columns, to_integer, to_json};
use super::connection::Connection;
use super::failure::Fault;
use super::query::{execute, fetch_all, fetch_one};
use super::{audit, nonces, users};
use crate::records::{AuditEntry, Passkey, PasskeySource, User};
use crate::{AppId, PasskeyId, Result, UserId};

/// Adds a passkey to a user that exists.
pub(super) async fn insert(db: &Connection, app: &AppId, passkey: &Passkey) -> Result<(), Fault> {
    let transports = to_json(&passkey.transports)?;
    execute(
        db,
        "INSERT INTO passkeys
             (app_id, id, user_id, credential_id, public_key, algorithm, sign_count, transports, attachment, aaguid,
              backup_eligible, backup_state, uv_at_registration, attestation_format, attestation_trust, rp_id,
              origin, source, friendly_name, created_at, updated_at, last_used_at, usage_count)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
              $23)",
        &[
            &app.as_str(),
            &passkey.id.as_str(),
            &passkey.user_id.as_str(),
            &passkey.credential_id,
            &passkey.public_key,
            &passkey.algorithm,
            &i64::from(passkey.sign_count),
            &transports,
            &passkey.attachment,
            &&passkey.aaguid.as_bytes()[..],
            &passkey.backup_eligible,
            &passkey.backup_state,
            &passkey.uv_at_registration,
            &passkey.attestation_format,
            &passkey.attestation_trust,
            &passkey.rp_id,
            &passkey.origin,
            &passkey.source.as_str(),
            &passkey.friendly_name,
            &passkey.created_at.as_microsecond(),
            &passkey.updated_at.as_microsecond(),
            &passkey.last_used_at.map(Timestamp::as_microsecond),
            &to_integer(passkey.usage_count),
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn of_user(db: &Connection, app: &AppId, user: &UserId) -> Result<Vec<Passkey>, Fault> {
    fetch_all(
        db,
        "SELECT id, user_id, credential_id, public_key, algorithm, sign_count, transports, attachment, aaguid,
             backup_eligible, backup_state, uv_at_registration, attestation_format, attestation_trust, rp_id, origin,
             source, friendly_name, created_at, updated_at, last_used_at, usage_count
         FROM passkeys WHERE app_id = $1 AND user_id = $2 ORDER BY created_at, id",
        &[&app.as_str(), &user.as_str()],
        from_row,
    )
    .await
}

pub(super) async fn by_credential_id(
    db: &Connection,
    app: &AppId,
    credential_id: &[u8],
) -> Result<Option<(Passkey, User)>, Fault> {
    fetch_one(
        db,
        "SELECT p.id, p.user_id, p.credential_id, p.public_key, p.algorithm, p.sign_count, p.transports, p.attachment,
             p.aaguid, p.backup_eligible, p.backup_state, p.uv_at_registration, p.attestation_format,
             p.attestation_trust, p.rp_id, p.origin, p.source, p.friendly_name, p.created_at, p.updated_at,
             p.last_used_at, p.usage_count,
             u.id, u.external_id, u.user_handle, u.status, u.metadata, u.passkey_count, u.login_count, u.created_at,
             u.updated_at, u.last_login_at
         FROM passkeys p JOIN users u ON u.app_id = p.app_id AND u.id = p.user_id
         WHERE p.app_id = $1 AND p.credential_id = $2",
        &[&app.as_str(), &credential_id],
        |row| Ok((from_row(row)?, users::from_row(row, COLUMNS)?)),
    )
    .await
}

pub(super) async fn rename(
    db: &Connection,
    app: &AppId,
    user: &UserId,
    id: &PasskeyId,
    friendly_name: &str,
    at: Timestamp,
    entry: &AuditEntry,
) -> Result<Option<Passkey>, Fault> {
    let passkey = fetch_one(
        db,
        "UPDATE passkeys SET friendly_name = $4, updated_at = greatest(updated_at, $5)
         WHERE app_id = $1 AND user_id = $2 AND id = $3
         RETURNING id, user_id, credential_id, public_key, algorithm, sign_count, transports, attachment, aaguid,
             backup_eligible, backup_state, uv_at_registration, attestation_format, attestation_trust, rp_id, origin,
             source, friendly_name, created_at, updated_at, last_used_at, usage_count",
        &[&app.as_str(), &user.as_str(), &id.as_str(), &friendly_name, &at.as_microsecond()],
        from_row,
    )
    .await?;
    if passkey.is_some() {
        audit::insert(db, entry).await?;
    }
    Ok(passkey)
}

pub(super) async fn revoke(
    db: &Connection,
    app: &AppId,
    user: &UserId,
    id: &PasskeyId,
    at: Timestamp,
    entry: &AuditEntry,
) -> Result<bool, Fault> {
    // The user first, as every sign-in does, or each would wait for the other.
    users::lock(db, app, user).await?;
    let deleted = execute(
        db,
        "DELETE FROM passkeys WHERE app_id = $1 AND user_id = $2 AND id = $3",
        &[&app.as_str(), &user.as_str(), &id.as_str()],
    )
    .await?;
    if deleted == 0 {
        return Ok(false);
    }
    execute(
        db,
        "UPDATE users SET passkey_count = passkey_count - 1, updated_at = greatest(updated_at, $3)
         WHERE app_id = $1 AND id = $2",
        &[&app.as_str(), &user.as_str(), &at.as_microsecond()],
    )
    .await?;
    nonces::delete_of_passkey(db, app, user, id).await?;
    audit::insert(db, entry).await?;
    Ok(true)
}

/// How many columns [`from_row`] reads.
const COLUMNS: usize = 22;

fn from_row(row: &Row) -> Result<Passkey> {
    let mut columns = Columns::new("passkeys", row, 0);
    Ok(Passkey {
        id: PasskeyId::new(columns.read::<String>("id")?),
        user_id: UserId::new(columns.read::<String>("user_id")?),
        credential_id: columns.read("credential_id")?,
        public_key: columns.read("public_key")?,
        algorithm: columns.read("algorithm")?,
        sign_count: columns.small_count("sign_count")?,
        transports: columns.json("transports")?,
        attachment: columns.read("attachment")?,
        aaguid: Aaguid::new(columns.bytes("aaguid")?),
        backup_eligible: columns.read("backup_eligible")?,
        backup_state: columns.read("backup_state")?,
        uv_at_registration: columns.read("uv_at_registration")?,
        attestation_format: columns.read("attestation_format")?,
        attestation_trust: columns.read("attestation_trust")?,
        rp_id: columns.read("rp_id")?,
        origin: columns.read("origin")?,
        source: columns.word(
            "source",
            &[PasskeySource::Registered, PasskeySource::Imported],
            PasskeySource::as_str,
        )?,
        friendly_name: columns.read("friendly_name")?,
        created_at: columns.time("created_at")?,
        updated_at: columns.time("updated_at")?,
        last_used_at: columns.optional_time("last_used_at")?,
        usage_count: columns.count("usage_count")?,
    })
}
