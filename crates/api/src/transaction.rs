//! Creating transactions.

use serde::{Deserialize, Serialize};

/// Body of `POST /v1/apps/{app_id}/transactions/register`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreateRegisterTransaction {
    /// The app's own id for the person: 1 to 256 bytes without U+0000. Required.
    #[cfg_attr(feature = "openapi", schema(value_type = String, required, min_length = 1, max_length = 256))]
    pub external_id: Option<String>,
    /// What authenticators show: 1 to 128 bytes. Required.
    #[cfg_attr(feature = "openapi", schema(value_type = String, required, min_length = 1, max_length = 128))]
    pub passkey_display_name: Option<String>,
    /// Demands of this transaction alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<TransactionOptions>,
}

/// Body of `POST /v1/apps/{app_id}/transactions/authenticate`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreateAuthenticateTransaction {
    /// The app's own id for the person. Required.
    #[cfg_attr(feature = "openapi", schema(value_type = String, required, min_length = 1, max_length = 256))]
    pub external_id: Option<String>,
    /// Demands of this transaction alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<TransactionOptions>,
}

/// What a transaction may demand beyond the app's settings. It can only make them stricter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TransactionOptions {
    /// `required`, `preferred` or `discouraged`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(pattern = "^(required|preferred|discouraged)$"))]
    pub user_verification: Option<String>,
}

/// Answer to both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TransactionCreated {
    /// The sealed transaction, at most 1,200 characters, for the browser.
    pub transaction_id: String,
}
