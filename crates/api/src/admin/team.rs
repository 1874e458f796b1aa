//! Administrators, invitations and tokens.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One administrator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Administrator {
    /// Its id.
    pub id: String,
    /// A name for people.
    pub name: String,
    /// `active` or `inactive`.
    pub status: String,
    /// What the administrator may do, and where.
    pub grants: Vec<Grant>,
    /// When the administrator was made.
    pub created_at: Timestamp,
    /// When name or status last changed.
    pub updated_at: Timestamp,
}

/// A role, and where it is in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Grant {
    /// The app; null for all apps, those to come too.
    pub app_id: Option<String>,
    /// `viewer`, `member` or `admin`.
    #[cfg_attr(feature = "openapi", schema(pattern = "^(viewer|member|admin)$"))]
    pub role: String,
}

/// Body of `PATCH /admin/v1/administrators/{admin_id}`. What is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct UpdateAdministrator {
    /// A name for people, 1 to 128 bytes.
    pub name: Option<String>,
    /// `active` or `inactive`.
    #[cfg_attr(feature = "openapi", schema(pattern = "^(active|inactive)$"))]
    pub status: Option<String>,
}

/// Body of `PUT /admin/v1/administrators/{admin_id}/grants/{app_id}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct SetRole {
    /// `viewer`, `member` or `admin`.
    #[cfg_attr(feature = "openapi", schema(pattern = "^(viewer|member|admin)$"))]
    pub role: Option<String>,
}

/// An invitation that nobody has taken yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Invitation {
    /// Its id.
    pub id: String,
    /// What the administrator will be called.
    pub name: String,
    /// What the administrator will be allowed.
    pub grants: Vec<Grant>,
    /// Who made it, as `kind` or `kind:id`.
    pub created_by: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when it is refused.
    pub expires_at: Timestamp,
}

/// Body of `POST /admin/v1/invitations`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct CreateInvitation {
    /// What to call the administrator, 1 to 128 bytes.
    pub name: Option<String>,
    /// What to allow; at least one.
    pub grants: Option<Vec<Grant>>,
}

/// Answer of `POST /admin/v1/invitations`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InvitationCreated {
    /// What was made.
    #[serde(flatten)]
    pub invitation: Invitation,
    /// The link for whoever is invited. It is shown this once, and good for one use.
    pub link: String,
}

/// Answer of `POST /admin/v1/administrators/{admin_id}/recovery-link`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecoveryLink {
    /// The link for the administrator. It is shown this once, good for one use, and for an hour.
    pub link: String,
}

/// A token of the administrator who asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Token {
    /// Its id.
    pub id: String,
    /// A name for people.
    pub name: String,
    /// Its first characters.
    pub prefix: String,
    /// What it is cut down to.
    pub scopes: Vec<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when it is refused; null: never.
    pub expires_at: Option<Timestamp>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
}
