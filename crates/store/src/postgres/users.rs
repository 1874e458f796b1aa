//! Users.

use aws_lc_rs::digest;
use jiff::Timestamp;
use tokio_postgres::Row;

use super::column::{Columns, to_integer, to_json};
use super::condition::{Conditions, Value, text};
use super::connection::Connection;
use super::constraint::{Constraint, violated};
use super::failure::{Fault, Stop};
use super::query::{execute, fetch_all_of, fetch_one};
use super::{audit, nonces, user_filter};
use crate::records::{AuditEntry, User, UserList, UserQuery, UserSearch, UserSearchOrder, UserStatus};
use crate::{AppId, CreateUserRefused, Result, UserId, prefix};

pub(super) async fn by_id(db: &Connection, app: &AppId, id: &UserId) -> Result<Option<User>, Fault> {
    fetch_one(
        db,
        "SELECT id, external_id, user_handle, status, metadata, passkey_count, login_count, created_at, updated_at,
             last_login_at
         FROM users WHERE app_id = $1 AND id = $2",
        &[&app.as_str(), &id.as_str()],
        |row| from_row(row, 0),
    )
    .await
}

pub(super) async fn by_external_id(
    db: &Connection,
    app: &AppId,
    external_id: &str,
) -> Result<Option<User>, Fault> {
    fetch_one(
        db,
        "SELECT id, external_id, user_handle, status, metadata, passkey_count, login_count, created_at, updated_at,
             last_login_at
         FROM users WHERE app_id = $1 AND external_id = $2",
        &[&app.as_str(), &external_id],
        |row| from_row(row, 0),
    )
    .await
}

pub(super) async fn list(db: &Connection, app: &AppId, query: &UserQuery) -> Result<UserList, Fault> {
    let mut conditions = Conditions::of_app(app);
    conditions.and("created_at", "<", Value::Integer(query.created_before.as_microsecond()));
    for filter in &query.filters {
        user_filter::add(&mut conditions, filter);
    }
    let total = fetch_all_of(
        db,
        &format!("SELECT count(*) AS total FROM users WHERE {}", conditions.sql()),
        &conditions.parameters_and(&[]),
        |row| Columns::new("users", row, 0).count("total"),
    )
    .await?;
    let users = fetch_all_of(
        db,
        &format!(
            "SELECT id, external_id, user_handle, status, metadata, passkey_count, login_count, created_at,
                 updated_at, last_login_at
             FROM users WHERE {} ORDER BY {} LIMIT ${} OFFSET ${}",
            conditions.sql(),
            user_filter::order(&query.order),
            conditions.count() + 1,
            conditions.count() + 2,
        ),
        &conditions.parameters_and(&[&i64::from(query.limit), &to_integer(query.offset)]),
        |row| from_row(row, 0),
    )
    .await?;
    Ok(UserList { users, total: total.into_iter().sum() })
}

pub(super) async fn search(db: &Connection, app: &AppId, search: &UserSearch) -> Result<Vec<User>, Fault> {
    let mut conditions = Conditions::of_app(app);
    let order = match &search.order {
        UserSearchOrder::Newest { after } => {
            if let Some((created_at, id)) = after {
                let place = [Value::Integer(created_at.as_microsecond()), text(id.as_str())];
                conditions.and_before("(created_at, id)", place);
            }
            "created_at DESC, id DESC"
        }
        UserSearchOrder::ExternalId { prefix, after } => {
            conditions.and("external_id", ">=", text(prefix));
            if let Some(behind) = prefix::behind(prefix) {
                conditions.and("external_id", "<", text(&behind));
            }
            if let Some(after) = after {
                conditions.and("external_id", ">", text(after));
            }
            "external_id"
        }
    };
    match search.status {
        None => {}
        Some(UserStatus::Active) => conditions.and_that("status = 'active'"),
        Some(UserStatus::Inactive) => conditions.and_that("status = 'inactive'"),
    }
    for (operator, moment) in [(">=", search.created_from), ("<", search.created_before)] {
        if let Some(moment) = moment {
            conditions.and("created_at", operator, Value::Integer(moment.as_microsecond()));
        }
    }
    fetch_all_of(
        db,
        &format!(
            "SELECT id, external_id, user_handle, status, metadata, passkey_count, login_count, created_at,
                 updated_at, last_login_at
             FROM users WHERE {} ORDER BY {order} LIMIT ${}",
            conditions.sql(),
            conditions.count() + 1,
        ),
        &conditions.parameters_and(&[&i64::from(search.limit)]),
        |row| from_row(row, 0),
    )
    .await
}

pub(super) async fn create(
    db: &Connection,
    app: &AppId,
    user: &User,
    entry: &AuditEntry,
) -> Result<(), Stop<CreateUserRefused>> {
    // Without naming a constraint: a namesake has the same handle, and either may be met first.
    let inserted = execute(
        db,
        "INSERT INTO users
             (app_id, id, external_id, user_handle, status, metadata, passkey_count, login_count, created_at,
              updated_at, last_login_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         ON CONFLICT DO NOTHING",
        &[
            &app.as_str(),
            &user.id.as_str(),
            &user.external_id,
            &user.user_handle,
            &user.status.as_str(),
            &user.metadata.as_ref().map(to_json).transpose()?,
            &i64::from(user.passkey_count),
            &to_integer(user.login_count),
            &user.created_at.as_microsecond(),
            &user.updated_at.as_microsecond(),
            &user.last_login_at.map(Timestamp::as_microsecond),
        ],
    )
    .await;
    match inserted {
        Ok(0) if by_external_id(db, app, &user.external_id).await?.is_some() => {
            return Err(Stop::Refused(CreateUserRefused::ExternalIdTaken));
        }
        Ok(0) => return Err(Stop::Refused(CreateUserRefused::UserHandleTaken)),
        Err(fault) if violated(&fault) == Some(Constraint::App) => {
            return Err(Stop::Refused(CreateUserRefused::AppGone));
        }
        Err(fault) => return Err(fault.into()),
        Ok(_) => {}
    }
    Ok(audit::insert(db, entry).await?)
}

pub(super) async fn set_metadata(
    db: &Connection,
    app: &AppId,
    id: &UserId,
    metadata: Option<&serde_json::Value>,
    at: Timestamp,
    entry: &AuditEntry,
) -> Result<Option<User>, Fault> {
    let user = fetch_one(
        db,
        "UPDATE users SET metadata = $3, updated_at = greatest(updated_at, $4)
         WHERE app_id = $1 AND id = $2
         RETURNING id, external_id, user_handle, status, metadata, passkey_count, login_count, created_at,
             updated_at, last_login_at",
        &[&app.as_str(), &id.as_str(), &metadata.map(to_json).transpose()?, &at.as_microsecond()],
        |row| from_row(row, 0),
    )
    .await?;
    if user.is_some() {
        audit::insert(db, entry).await?;
    }
    Ok(user)
}

pub(super) async fn set_status(
    db: &Connection,
    app: &AppId,
    id: &UserId,
    status: UserStatus,
    at: Timestamp,
    entry: &AuditEntry,
) -> Result<Option<User>, Fault> {
    let user = fetch_one(
        db,
        "UPDATE users
         SET status = $3::text, updated_at = CASE status WHEN $3::text THEN updated_at ELSE greatest(updated_at, $4) END
         WHERE app_id = $1 AND id = $2
         RETURNING id, external_id, user_handle, status, metadata, passkey_count, login_count, created_at,
             updated_at, last_login_at",
        &[&app.as_str(), &id.as_str(), &status.as_str(), &at.as_microsecond()],
        |row| from_row(row, 0),
    )
    .await?;
    if user.is_none() {
        return Ok(None);
    }
    if status == UserStatus::Inactive {
        // Or activating the user again would bring them back to life.
        nonces::delete_of_user(db, app, id).await?;
    }
    audit::insert(db, entry).await?;
    Ok(user)
}

pub(super) async fn delete(
    db: &Connection,
    app: &AppId,
    id: &UserId,
    at: Timestamp,
    keep_until: Timestamp,
    entry: &AuditEntry,
) -> Result<bool, Fault> {
    // Passkeys and months go with the row, by reference. A sign-in or a registration holds the row until its commit, and
    // none begins once it is deleted: the statements that follow see all that any of them left.
    let external_id = fetch_one(
        db,
        "DELETE FROM users WHERE app_id = $1 AND id = $2 RETURNING external_id",
        &[&app.as_str(), &id.as_str()],
        |row| Columns::new("users", row, 0).read::<String>("external_id"),
    )
    .await?;
    let Some(external_id) = external_id else { return Ok(false) };
    nonces::delete_of_user(db, app, id).await?;
    execute(
        db,
        "UPDATE events SET user_id = NULL, ip = NULL, user_agent = NULL WHERE app_id = $1 AND user_id = $2",
        &[&app.as_str(), &id.as_str()],
    )
    .await?;
    execute(
        db,
        "INSERT INTO deleted_users (app_id, external_id_digest, deleted_at, keep_until) VALUES ($1, $2, $3, $4)
         ON CONFLICT (app_id, external_id_digest) DO UPDATE
         SET deleted_at = greatest(deleted_users.deleted_at, excluded.deleted_at),
             keep_until = greatest(deleted_users.keep_until, excluded.keep_until)",
        &[
            &app.as_str(),
            &&digest_of(&external_id)[..],
            &at.as_microsecond(),
            &keep_until.as_microsecond(),
        ],
    )
    .await?;
    audit::insert(db, entry).await?;
    Ok(true)
}

/// Holds a user's row until the transaction ends: until then nobody signs in, registers, changes or deletes the user.
pub(super) async fn lock(db: &Connection, app: &AppId, id: &UserId) -> Result<(), Fault> {
    let sql = "SELECT 1 FROM users WHERE app_id = $1 AND id = $2 FOR NO KEY UPDATE";
    fetch_one(db, sql, &[&app.as_str(), &id.as_str()], |_| Ok(())).await.map(drop)
}

/// Whether a user with this external id was deleted at `since` or later.
pub(super) async fn deleted_since(
    db: &Connection,
    app: &AppId,
    external_id: &str,
    since: Timestamp,
) -> Result<bool, Fault> {
    let tombstone = fetch_one(
        db,
        "SELECT deleted_at FROM deleted_users
         WHERE app_id = $1 AND external_id_digest = $2 AND deleted_at >= $3",
        &[&app.as_str(), &&digest_of(external_id)[..], &since.as_microsecond()],
        |_| Ok(()),
    )
    .await?;
    Ok(tombstone.is_some())
}

/// The user in a row, from its column `first` on: `id`, `external_id`, `user_handle`, `status`, `metadata`,
/// `passkey_count`, `login_count`, `created_at`, `updated_at`, `last_login_at`.
pub(super) fn from_row(row: &Row, first: usize) -> Result<User> {
    let mut columns = Columns::new("users", row, first);
    Ok(User {
        id: UserId::new(columns.read::<String>("id")?),
        external_id: columns.read("external_id")?,
        user_handle: columns.read("user_handle")?,
        status: columns.word("status", &[UserStatus::Active, UserStatus::Inactive], UserStatus::as_str)?,
        metadata: columns.optional_json("metadata")?,
        passkey_count: columns.small_count("passkey_count")?,
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
