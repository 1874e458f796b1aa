//! Nonces that were handed out and not taken yet.

use jiff::Timestamp;
use tokio_postgres::Row;

use super::column::Columns;
use super::connection::Connection;
use super::failure::Fault;
use super::query::{execute, fetch_one};
use crate::records::{CeremonyKind, NewNonce, TakenNonce};
use crate::{AppId, PasskeyId, Result, UserId};

/// What a nonce will stand for.
pub(super) struct Meaning<'a> {
    pub(super) kind: CeremonyKind,
    pub(super) user_id: &'a UserId,
    pub(super) passkey_id: &'a PasskeyId,
    pub(super) user_verified: bool,
    pub(super) backup_eligible: bool,
    pub(super) at: Timestamp,
}

pub(super) async fn insert(
    db: &Connection,
    app: &AppId,
    nonce: &NewNonce,
    meaning: &Meaning<'_>,
) -> Result<(), Fault> {
    execute(
        db,
        "INSERT INTO nonces
             (app_id, hash, kind, user_id, passkey_id, transaction_id, user_verified, backup_eligible,
              authenticated_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &[
            &app.as_str(),
            &&nonce.hash[..],
            &meaning.kind.as_str(),
            &meaning.user_id.as_str(),
            &meaning.passkey_id.as_str(),
            &nonce.transaction_id,
            &meaning.user_verified,
            &meaning.backup_eligible,
            &meaning.at.as_microsecond(),
            &nonce.expires_at.as_microsecond(),
        ],
    )
    .await?;
    Ok(())
}

/// One statement finds, checks and deletes. What deactivates a user or revokes a passkey deletes the nonces in the same
/// commit, and no two transactions delete one row: whichever comes first, a nonce is not taken after such a commit.
pub(super) async fn take(
    db: &Connection,
    app: &AppId,
    hash: &[u8; 32],
    at: Timestamp,
) -> Result<Option<TakenNonce>, Fault> {
    fetch_one(
        db,
        "DELETE FROM nonces USING users, passkeys
         WHERE nonces.app_id = $1 AND nonces.hash = $2 AND nonces.expires_at > $3
             AND users.app_id = nonces.app_id AND users.id = nonces.user_id AND users.status = 'active'
             AND passkeys.app_id = nonces.app_id AND passkeys.id = nonces.passkey_id
             AND passkeys.user_id = nonces.user_id
         RETURNING nonces.kind, users.external_id, nonces.user_id, nonces.passkey_id, nonces.transaction_id,
             nonces.user_verified, nonces.backup_eligible, nonces.authenticated_at",
        &[&app.as_str(), &&hash[..], &at.as_microsecond()],
        from_row,
    )
    .await
}

pub(super) async fn delete_of_user(db: &Connection, app: &AppId, user: &UserId) -> Result<(), Fault> {
    execute(db, "DELETE FROM nonces WHERE app_id = $1 AND user_id = $2", &[&app.as_str(), &user.as_str()])
        .await?;
    Ok(())
}

pub(super) async fn delete_of_passkey(
    db: &Connection,
    app: &AppId,
    user: &UserId,
    passkey: &PasskeyId,
) -> Result<(), Fault> {
    execute(
        db,
        "DELETE FROM nonces WHERE app_id = $1 AND user_id = $2 AND passkey_id = $3",
        &[&app.as_str(), &user.as_str(), &passkey.as_str()],
    )
    .await?;
    Ok(())
}

fn from_row(row: &Row) -> Result<TakenNonce> {
    let mut columns = Columns::new("nonces", row, 0);
    Ok(TakenNonce {
        kind: columns.word(
            "kind",
            &[CeremonyKind::Register, CeremonyKind::Authenticate],
            CeremonyKind::as_str,
        )?,
        external_id: columns.read("external_id")?,
        user_id: UserId::new(columns.read::<String>("user_id")?),
        passkey_id: PasskeyId::new(columns.read::<String>("passkey_id")?),
        transaction_id: columns.read("transaction_id")?,
        user_verified: columns.read("user_verified")?,
        backup_eligible: columns.read("backup_eligible")?,
        authenticated_at: columns.time("authenticated_at")?,
    })
}
