//! Users.

use aws_lc_rs::digest;
use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

use super::column::Columns;
use super::query::{execute, fetch_one};
use super::{audit, nonces};
use crate::records::{AuditEntry, User, UserStatus};
use crate::{AppId, Result, UserId};

pub(super) fn by_id(db: &Connection, app: &AppId, id: &UserId) -> Result<Option<User>> {
    fetch_one(
        db,
        "SELECT id, external_id, user_handle, status, metadata, passkey_count, login_count, created_at, updated_at,
             last_login_at
         FROM users WHERE app_id = ?1 AND id = ?2",
        params![app.as_str(), id.as_str()],
        |row| from_row(row, 0),
    )
}

pub(super) fn by_external_id(db: &Connection, app: &AppId, external_id: &str) -> Result<Option<User>> {
    fetch_one(
        db,
        "SELECT id, external_id, user_handle, status, metadata, passkey_count, login_count, created_at, updated_at,
             last_login_at
         FROM users WHERE app_id = ?1 AND external_id = ?2",
        params![app.as_str(), external_id],
        |row| from_row(row, 0),
    )
}

pub(super) fn set_status(
    db: &Connection,
    app: &AppId,
    id: &UserId,
    status: UserStatus,
    at: Timestamp,
    entry: &AuditEntry,
) -> Result<Option<User>> {
    let user = fetch_one(
        db,
        "UPDATE users
         SET status = ?3, updated_at = CASE status WHEN ?3 THEN updated_at ELSE max(updated_at, ?4) END
         WHERE app_id = ?1 AND id = ?2
         RETURNING id, external_id, user_handle, status, metadata, passkey_count, login_count, created_at,
             updated_at, last_login_at",
        params![app.as_str(), id.as_str(), status.as_str(), at.as_microsecond()],
        |row| from_row(row, 0),
    )?;
    if user.is_none() {
        return Ok(None);
    }
    if status == UserStatus::Inactive {
        // Or activating the user again would bring them back to life.
        nonces::delete_of_user(db, app, id)?;
    }
    audit::insert(db, entry)?;
    Ok(user)
}

pub(super) fn delete(
    db: &Connection,
    app: &AppId,
    id: &UserId,
    at: Timestamp,
    keep_until: Timestamp,
    entry: &AuditEntry,
) -> Result<bool> {
    // Passkeys and months go with the row, by reference.
    let external_id = fetch_one(
        db,
        "DELETE FROM users WHERE app_id = ?1 AND id = ?2 RETURNING external_id",
        params![app.as_str(), id.as_str()],
        |row| Columns::new("users", row, 0).read::<String>("external_id"),
    )?;
    let Some(external_id) = external_id else { return Ok(false) };
    nonces::delete_of_user(db, app, id)?;
    execute(
        db,
        "UPDATE events SET user_id = NULL, ip = NULL, user_agent = NULL WHERE app_id = ?1 AND user_id = ?2",
        params![app.as_str(), id.as_str()],
    )?;
    execute(
        db,
        "INSERT INTO deleted_users (app_id, external_id_digest, deleted_at, keep_until) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (app_id, external_id_digest) DO UPDATE
         SET deleted_at = max(deleted_at, excluded.deleted_at), keep_until = max(keep_until, excluded.keep_until)",
        params![app.as_str(), digest_of(&external_id), at.as_microsecond(), keep_until.as_microsecond()],
    )?;
    audit::insert(db, entry)?;
    Ok(true)
}

/// Whether a user with this external id was deleted at `since` or later.
pub(super) fn deleted_since(
    db: &Connection,
    app: &AppId,
    external_id: &str,
    since: Timestamp,
) -> Result<bool> {
    let tombstone = fetch_one(
        db,
        "SELECT deleted_at FROM deleted_users
         WHERE app_id = ?1 AND external_id_digest = ?2 AND deleted_at >= ?3",
        params![app.as_str(), digest_of(external_id), since.as_microsecond()],
        |_| Ok(()),
    )?;
    Ok(tombstone.is_some())
}

/// The user in a row, from its column `first` on: `id`, `external_id`, `user_handle`, `status`, `metadata`,
/// `passkey_count`, `login_count`, `created_at`, `updated_at`, `last_login_at`.
pub(super) fn from_row(row: &Row<'_>, first: usize) -> Result<User> {
    let mut columns = Columns::new("users", row, first);
    Ok(User {
        id: UserId::new(columns.read::<String>("id")?),
        external_id: columns.read("external_id")?,
        user_handle: columns.read("user_handle")?,
        status: columns.word("status", &[UserStatus::Active, UserStatus::Inactive], UserStatus::as_str)?,
        metadata: columns.optional_json("metadata")?,
        passkey_count: columns.read("passkey_count")?,
        login_count: columns.count("login_count")?,
        created_at: columns.time("created_at")?,
        updated_at: columns.time("updated_at")?,
        last_login_at: columns.optional_time("last_login_at")?,
    })
}

fn digest_of(external_id: &str) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes.copy_from_slice(digest::digest(&digest::SHA256, external_id.as_bytes()).as_ref());
    bytes
}
