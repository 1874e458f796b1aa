//! Devices: what the wire calls passkeys.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One passkey of a user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Device {
    /// Passflex's id.
    pub id: String,
    /// Credential id in base64url without padding.
    pub cred_id: String,
    /// The provider's name, or what somebody renamed it to.
    pub friendly_name: String,
    /// `passkey`, `security_key` or `platform`.
    #[serde(rename = "type")]
    pub device_type: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last signed somebody in; equal to `created_at` before that.
    pub last_login_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// How often it signed somebody in.
    pub usage_count: u64,
    /// Pictures of the provider, or else of the type of device.
    pub icons: Icons,
    /// Model of the authenticator, as a UUID; all zero where it does not tell.
    pub aaguid: String,
    /// Name of the provider, if it is known.
    pub provider: Option<String>,
    /// Format of the attestation statement; null where the passkey was imported.
    pub attestation_format: Option<String>,
    /// What the attestation came to: `none`, `unverified`, `self`, `untrusted`, `compromised` or `trusted`; null where
    /// the passkey was imported.
    pub attestation_trust: Option<String>,
    /// Whether it can be synced; null where that is not known yet.
    pub backup_eligible: Option<bool>,
    /// Whether it is synced; null where that is not known yet.
    pub backup_state: Option<bool>,
    /// Whether the person was verified when it was made; null where it was imported.
    pub uv_at_registration: Option<bool>,
}

/// Pictures as `https:`, `http:` or `data:` URLs; `None` where the server does not know the URL it is reached by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Icons {
    /// For light pages.
    pub light: Option<String>,
    /// For dark pages.
    pub dark: Option<String>,
}

/// Answer of `GET /v1/apps/{app_id}/users/{user_id}/devices`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Devices {
    /// The user's passkeys, oldest first.
    pub devices: Vec<Device>,
}

/// Body of `PATCH /v1/apps/{app_id}/users/{user_id}/devices/{device_id}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RenameDevice {
    /// A name for people: 1 to 64 characters without U+0000. Required.
    #[cfg_attr(feature = "openapi", schema(value_type = String, required, min_length = 1, max_length = 64))]
    pub friendly_name: Option<String>,
}

/// Answer to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeviceResponse {
    /// The passkey.
    pub device: Device,
}
