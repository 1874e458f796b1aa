//! Nonces that were handed out and not taken yet.

use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

use super::column::Columns;
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

pub(super) fn insert(db: &Connection, app: &AppId, nonce: &NewNonce, meaning: &Meaning<'_>) -> Result<()> {
    execute(
        db,
        "INSERT INTO nonces
             (app_id, hash, kind, user_id, passkey_id, transaction_id, user_verified, backup_eligible,
              authenticated_at, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            app.as_str(),
            nonce.hash,
            meaning.kind.as_str(),
            meaning.user_id.as_str(),
            meaning.passkey_id.as_str(),
            nonce.transaction_id,
            meaning.user_verified,
            meaning.backup_eligible,
            meaning.at.as_microsecond(),
            nonce.expires_at.as_microsecond(),
        ],
    )?;
    Ok(())
}

/// One statement finds, checks and deletes: there is no moment between in which anything could change.
pub(super) fn take(
    db: &Connection,
    app: &AppId,
    hash: &[u8; 32],
    at: Timestamp,
) -> Result<Option<TakenNonce>> {
    fetch_one(
        db,
        "DELETE FROM nonces
         WHERE app_id = ?1 AND hash = ?2 AND expires_at > ?3
             AND EXISTS (SELECT 1 FROM users u
                 WHERE u.app_id = nonces.app_id AND u.id = nonces.user_id AND u.status = 'active')
             AND EXISTS (SELECT 1 FROM passkeys p
                 WHERE p.app_id = nonces.app_id AND p.id = nonces.passkey_id AND p.user_id = nonces.user_id)
         RETURNING kind,
             (SELECT u.external_id FROM users u
                 WHERE u.app_id = nonces.app_id AND u.id = nonces.user_id) AS external_id,
             user_id, passkey_id, transaction_id, user_verified, backup_eligible, authenticated_at",
        params![app.as_str(), hash, at.as_microsecond()],
        from_row,
    )
}

pub(super) fn delete_of_user(db: &Connection, app: &AppId, user: &UserId) -> Result<()> {
    execute(
        db,
        "DELETE FROM nonces WHERE app_id = ?1 AND user_id = ?2",
        params![app.as_str(), user.as_str()],
    )?;
    Ok(())
}

pub(super) fn delete_of_passkey(
    db: &Connection,
    app: &AppId,
    user: &UserId,
    passkey: &PasskeyId,
) -> Result<()> {
    execute(
        db,
        "DELETE FROM nonces WHERE app_id = ?1 AND user_id = ?2 AND passkey_id = ?3",
        params![app.as_str(), user.as_str(), passkey.as_str()],
    )?;
    Ok(())
}

fn from_row(row: &Row<'_>) -> Result<TakenNonce> {
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
