//! Apps, as administrators see and change them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// An app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AdminApp {
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// `active`, or `disabled`: then it runs no ceremony.
    pub status: String,
    /// WebAuthn RP id.
    pub rp_id: String,
    /// Everything else that can be set.
    pub settings: AdminAppSettings,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// An app's settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AdminAppSettings {
    /// Web origins that ceremonies may come from, the primary one first.
    pub origins: Vec<String>,
    /// Origins of pages that may frame a ceremony.
    pub top_origins: Vec<String>,
    /// `required`, `preferred` or `discouraged`.
    pub user_verification: String,
    /// COSE algorithm identifiers offered at registration, the preferred one first.
    pub algorithms: Vec<i64>,
    /// `ignore`, `verify` or `require-trusted`.
    pub attestation: String,
    /// Models of authenticators that may be registered, by AAGUID. Empty: any.
    pub aaguids_allowed: Vec<String>,
    /// Models of authenticators that may not.
    pub aaguids_denied: Vec<String>,
    /// `refuse` or `report`: what to do about a passkey that no longer says the same about being synced.
    pub backup_eligibility: String,
    /// Lifetime of a transaction, in seconds.
    pub transaction_seconds: u32,
    /// Lifetime of a handshake that belongs to a transaction, in seconds.
    pub handshake_seconds: u32,
    /// Lifetime of a handshake without a transaction, in seconds.
    pub discoverable_handshake_seconds: u32,
    /// Lifetime of a nonce, in seconds.
    pub nonce_seconds: u32,
    /// WebAuthn `timeout` that browsers are given, in seconds.
    pub timeout_seconds: u32,
    /// How many passkeys one user may have.
    pub passkeys_per_user: u32,
}

/// Body of `POST /admin/v1/apps`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateApp {
    /// A name for people, 1 to 128 bytes.
    #[cfg_attr(feature = "openapi", schema(required, nullable = false))]
    pub name: Option<String>,
    /// WebAuthn RP id; by default the host of the first origin.
    pub rp_id: Option<String>,
    /// Settings; those that are left out have their defaults. `origins` must name at least one.
    #[cfg_attr(feature = "openapi", schema(required, nullable = false))]
    pub settings: Option<SettingsChange>,
}

/// Body of `PATCH /admin/v1/apps/{app_id}`. What is left out stays.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct UpdateApp {
    /// A name for people, 1 to 128 bytes.
    pub name: Option<String>,
    /// `active` or `disabled`.
    pub status: Option<String>,
    /// WebAuthn RP id. Refused while the app has passkeys.
    pub rp_id: Option<String>,
    /// Settings to change.
    pub settings: Option<SettingsChange>,
}

/// Settings to change: those that are left out stay. A list replaces the whole list.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SettingsChange {
    /// Web origins that ceremonies may come from, the primary one first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origins: Option<Vec<String>>,
    /// Origins of pages that may frame a ceremony. Any makes sign-ins weaker.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top_origins: Option<Vec<String>>,
    /// `required`, `preferred` or `discouraged`; anything below `required` makes sign-ins weaker.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_verification: Option<String>,
    /// COSE algorithm identifiers offered at registration, the preferred one first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub algorithms: Option<Vec<i64>>,
    /// `ignore`, `verify` or `require-trusted`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attestation: Option<String>,
    /// Models of authenticators that may be registered, by AAGUID. Empty: any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aaguids_allowed: Option<Vec<String>>,
    /// Models of authenticators that may not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aaguids_denied: Option<Vec<String>>,
    /// `refuse` or `report`; `report` makes sign-ins weaker.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backup_eligibility: Option<String>,
    /// Lifetime of a transaction, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transaction_seconds: Option<u32>,
    /// Lifetime of a handshake that belongs to a transaction, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handshake_seconds: Option<u32>,
    /// Lifetime of a handshake without a transaction, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discoverable_handshake_seconds: Option<u32>,
    /// Lifetime of a nonce, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nonce_seconds: Option<u32>,
    /// WebAuthn `timeout` that browsers are given, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeout_seconds: Option<u32>,
    /// How many passkeys one user may have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passkeys_per_user: Option<u32>,
}
