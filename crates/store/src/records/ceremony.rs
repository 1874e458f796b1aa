//! What the two `finish` verbs and the nonce verb take and give.

use jiff::Timestamp;
use passflex_webauthn::{VerifiedAuthentication, VerifiedRegistration};

use super::Event;
use crate::{AppId, PasskeyId, TokenId, UserId};

/// Registration or authentication.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CeremonyKind {
    /// Making a passkey.
    Register,
    /// Signing in.
    Authenticate,
}

impl CeremonyKind {
    /// The word the database and the wire have for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::Authenticate => "authenticate",
        }
    }
}

/// A sealed token's id that this commit uses up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpentToken {
    /// The id inside the token.
    pub id: TokenId,
    /// Until when the id must be remembered: the last moment the token could be presented on the slowest clock.
    pub keep_until: Timestamp,
}

/// A nonce to hand out. Its text is not here: only its SHA-256.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewNonce {
    /// SHA-256 of the nonce's text.
    pub hash: [u8; 32],
    /// The transaction as its backend was given it, at most 1,200 characters; `None` for a discoverable sign-in.
    pub transaction_id: Option<String>,
    /// From when it no longer verifies.
    pub expires_at: Timestamp,
}

/// Whom a registration is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisteringUser {
    /// The app's own id for the person.
    pub external_id: String,
    /// Id to give the user if no user has this external id yet.
    pub new_id: UserId,
    /// User handle that was sent to the authenticator. It becomes a new user's; it must equal an existing one's.
    pub user_handle: String,
    /// The user the transaction was sealed for, if there was one then: it must still be that one.
    pub sealed_id: Option<UserId>,
    /// When the transaction was sealed: a user deleted since is not brought back.
    pub sealed_at: Timestamp,
}

/// One registration to commit.
#[derive(Clone, Debug)]
pub struct FinishRegistration {
    /// The tenant.
    pub app: AppId,
    /// The handshake it uses up.
    pub handshake: SpentToken,
    /// The transaction it uses up.
    pub transaction: SpentToken,
    /// Whom it is for.
    pub user: RegisteringUser,
    /// Id of the new passkey.
    pub passkey_id: PasskeyId,
    /// Proof that the ceremony was verified.
    pub verified: VerifiedRegistration,
    /// Relying party id it was verified for.
    pub rp_id: String,
    /// A name for people, at most 64 characters.
    pub friendly_name: String,
    /// How many passkeys the user may have, this one included.
    pub passkeys_per_user: u32,
    /// The nonce to remember.
    pub nonce: NewNonce,
    /// The event to record; its `user_id` is filled in by the store.
    pub event: Event,
    /// Now.
    pub at: Timestamp,
}

/// One authentication to commit.
#[derive(Clone, Debug)]
pub struct FinishAuthentication {
    /// The tenant.
    pub app: AppId,
    /// The handshake it uses up.
    pub handshake: SpentToken,
    /// The transaction it uses up; `None` for a discoverable sign-in.
    pub transaction: Option<SpentToken>,
    /// Whose passkey it is.
    pub user_id: UserId,
    /// The passkey that signed.
    pub passkey_id: PasskeyId,
    /// Proof that the ceremony was verified.
    pub verified: VerifiedAuthentication,
    /// The nonce to remember.
    pub nonce: NewNonce,
    /// The event to record. Where a synced passkey's counter did not advance, the store sets its `rule` to
    /// `sign_count_not_advanced`, whatever other rule was bent.
    pub event: Event,
    /// Now.
    pub at: Timestamp,
}

/// What a nonce stood for. It is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenNonce {
    /// What the ceremony was for.
    pub kind: CeremonyKind,
    /// The app's own id for the person.
    pub external_id: String,
    /// The person.
    pub user_id: UserId,
    /// The passkey that was made or used.
    pub passkey_id: PasskeyId,
    /// The transaction as its backend was given it; `None` for a discoverable sign-in.
    pub transaction_id: Option<String>,
    /// Whether the authenticator verified the person.
    pub user_verified: bool,
    /// Whether the passkey may be synced.
    pub backup_eligible: bool,
    /// When the ceremony finished.
    pub authenticated_at: Timestamp,
}
