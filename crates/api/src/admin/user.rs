//! An app's users and their passkeys.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AdminUser {
    /// Passflex's id.
    pub id: String,
    /// The app's own id.
    pub external_id: String,
    /// `active` or `inactive`.
    pub status: String,
    /// How many passkeys the user has.
    pub passkey_count: u32,
    /// How many sign-ins have finished.
    pub login_count: u64,
    /// When the user was first seen.
    pub created_at: Timestamp,
    /// When the user was last changed.
    pub updated_at: Timestamp,
    /// When the user last signed in; null before the first time.
    pub last_login_at: Option<Timestamp>,
}

/// One user with all passkeys.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AdminUserDetail {
    /// The user.
    pub user: AdminUser,
    /// The app's own object about the user, if it set one.
    pub user_metadata: Option<Value>,
    /// The passkeys, the oldest first.
    pub passkeys: Vec<AdminPasskey>,
}

/// One passkey, without its keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AdminPasskey {
    /// Its id.
    pub id: String,
    /// A name for people.
    pub friendly_name: String,
    /// `passkey` (may be synced), `security_key` or `platform`.
    #[serde(rename = "type")]
    pub passkey_type: String,
    /// Model of the authenticator, as a UUID.
    pub aaguid: String,
    /// Name of the passkey's provider, if it is known.
    pub provider: Option<String>,
    /// How the authenticator is reached, as the client said.
    pub transports: Vec<String>,
    /// Whether it may be synced; null for an import that has not signed in.
    pub backup_eligible: Option<bool>,
    /// Whether it is synced; null for an import that has not signed in.
    pub backup_state: Option<bool>,
    /// Whether the person was verified when it was made; null for an import.
    pub uv_at_registration: Option<bool>,
    /// Format of its attestation statement; null for an import.
    pub attestation_format: Option<String>,
    /// What its attestation came to; null for an import.
    pub attestation_trust: Option<String>,
    /// The RP id it works for.
    pub rp_id: String,
    /// The origin it was made on; null for an import.
    pub origin: Option<String>,
    /// `registered` or `imported`.
    pub source: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// When it last signed somebody in.
    pub last_used_at: Option<Timestamp>,
    /// How often it signed somebody in.
    pub usage_count: u64,
}

/// What to change of a user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangeUser {
    /// `active`, or `inactive`: refused everywhere from the next request on.
    #[cfg_attr(feature = "openapi", schema(value_type = String, required, pattern = "^(active|inactive)$"))]
    pub status: Option<String>,
}

/// What to call a passkey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RenamePasskey {
    /// A name for people, at most 64 characters.
    #[cfg_attr(feature = "openapi", schema(value_type = String, required, min_length = 1, max_length = 64))]
    pub friendly_name: Option<String>,
}
