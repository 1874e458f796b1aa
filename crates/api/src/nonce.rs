//! Trading a nonce in.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Body of `POST /v1/apps/{app_id}/authenticate/verify`.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VerifyRequest {
    /// The nonce that the browser brought. Required.
    #[cfg_attr(feature = "openapi", schema(value_type = String, required, min_length = 1))]
    pub nonce: Option<String>,
    /// What the ceremony must have been. A mismatch spends the nonce.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expect: Option<Expect>,
}

impl fmt::Debug for VerifyRequest {
    /// Without the nonce, which is a secret until it is taken.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifyRequest").field("expect", &self.expect).finish_non_exhaustive()
    }
}

/// What the backend demands of the ceremony behind a nonce.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// `register` or `authenticate`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(pattern = "^(register|authenticate)$"))]
    pub kind: Option<String>,
    /// The person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// The transaction, as it was created.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transaction_id: Option<String>,
}

/// Who it was, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VerifyResponse {
    /// The app's own id for the person.
    pub external_id: String,
    /// `register` or `authenticate`.
    pub kind: String,
    /// The transaction, as it was created; null for a discoverable sign-in.
    pub transaction_id: Option<String>,
    /// The passkey.
    pub device_id: String,
    /// Whether the authenticator verified the person.
    pub user_verified: bool,
    /// Whether the passkey may be synced between devices.
    pub backup_eligible: bool,
    /// When the ceremony finished.
    pub authenticated_at: Timestamp,
}
