//! API keys and the server's own keys, none of them in the clear.

use jiff::Timestamp;

use crate::{ApiKeyId, AppId};

/// A key that lets an app's backend in. The key itself is not here: only its SHA-256.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    /// Public id.
    pub id: ApiKeyId,
    /// The app it opens.
    pub app_id: AppId,
    /// The first characters of the key, enough to recognise it by.
    pub prefix: String,
    /// SHA-256 of the whole key: 256 random bits need no slower hash.
    pub hash: [u8; 32],
    /// A name for people.
    pub name: String,
    /// What it may do: a subset of `transactions`, `users:read`, `users:write`.
    pub scopes: Vec<String>,
    /// From when it is refused, if ever.
    pub expires_at: Option<Timestamp>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// Who made it, as `kind` or `kind:id`.
    pub created_by: String,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A secret encrypted under a master key that is not in the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrappedKey {
    /// Id of the master key that opens it.
    pub wrapped_by: String,
    /// Nonce and ciphertext.
    pub ciphertext: Vec<u8>,
}

/// All wrapped keys of a database, wrapped anew under another master key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RewrappedKeys {
    /// Id of the master key that wraps them until now.
    pub from: String,
    /// Id of the master key that wraps them from now on.
    pub to: String,
    /// Sealing keys, by id.
    pub sealing_keys: Vec<(u32, WrappedKey)>,
    /// Apps' handle keys.
    pub handle_keys: Vec<(AppId, WrappedKey)>,
}

/// A key that seals transactions and handshakes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealingKey {
    /// Random id, carried in the clear by every token it sealed.
    pub id: u32,
    /// The key.
    pub key: WrappedKey,
    /// When it was made. It opens tokens from then on.
    pub created_at: Timestamp,
    /// From when it seals: later than `created_at`, so that every replica knows it by then.
    pub seals_from: Timestamp,
}
