//! Users: an app's people, as far as passkeys concern them.

use jiff::Timestamp;

use crate::UserId;

/// One person of one app.
#[derive(Clone, Debug, PartialEq)]
pub struct User {
    /// Passflex's id.
    pub id: UserId,
    /// The app's own id: any non-empty text without U+0000 of at most 256 bytes, compared byte for byte.
    pub external_id: String,
    /// WebAuthn user handle: printable ASCII, at most 48 bytes.
    pub user_handle: String,
    /// Whether the person may sign in.
    pub status: UserStatus,
    /// The app's own JSON object of at most 4 KiB, if it set one.
    pub metadata: Option<serde_json::Value>,
    /// How many passkeys the user has.
    pub passkey_count: u32,
    /// How many authentications have finished.
    pub login_count: u64,
    /// When the user was first seen.
    pub created_at: Timestamp,
    /// When the user was last changed.
    pub updated_at: Timestamp,
    /// When an authentication last finished.
    pub last_login_at: Option<Timestamp>,
}

/// Whether a user may sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserStatus {
    /// May.
    Active,
    /// Was deactivated: refused everywhere.
    Inactive,
}

impl UserStatus {
    /// The word the database and the wire have for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Inactive => "inactive",
        }
    }
}
