//! API keys, as administrators see, make and replace them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// An API key of an app's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AdminKey {
    /// Its id.
    pub id: String,
    /// A name for people.
    pub name: String,
    /// The key's first characters, to recognise it by.
    pub prefix: String,
    /// What it may do: `transactions`, `users:read`, `users:write`.
    pub scopes: Vec<String>,
    /// From when it is refused; null: never.
    pub expires_at: Option<Timestamp>,
    /// When it was last used, to the minute; null: never.
    pub last_used_at: Option<Timestamp>,
    /// Who made it: `cli`, or `administrator:` and the id.
    pub created_by: String,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Answer of what makes a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewAdminKey {
    /// The key's record.
    pub api_key: AdminKey,
    /// The key itself: `pfk_…`. It is in this answer and nowhere else.
    pub secret: String,
}

/// Body of `POST /admin/v1/apps/{app_id}/keys`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateKey {
    /// A name for people, 1 to 128 bytes.
    #[cfg_attr(feature = "openapi", schema(required, nullable = false))]
    pub name: Option<String>,
    /// What it may do: `transactions`, `users:read`, `users:write`; by default all three.
    pub scopes: Option<Vec<String>>,
    /// From when it is refused; by default never.
    pub expires_at: Option<Timestamp>,
}

/// Body of `POST /admin/v1/apps/{app_id}/keys/{key_id}/rotate`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RotateKey {
    /// From when the old key is refused, within 366 days; by default in a day.
    pub old_expires_at: Option<Timestamp>,
    /// From when the new key is refused; by default never.
    pub expires_at: Option<Timestamp>,
}
