//! Users, as an app's backend reads them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Device, Empty, Event};

/// What lists and details both say of a user. E-mail and phone are kept for clients that decode them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserFields {
    /// When the user was first seen.
    pub created_at: Timestamp,
    /// Always empty.
    pub email: String,
    /// Always false.
    pub email_verified: bool,
    /// The app's own id for the person.
    pub external_id: String,
    /// Passflex's id.
    pub id: String,
    /// When the user last signed in; equal to `created_at` before that.
    pub last_login_at: Timestamp,
    /// How often the user signed in.
    pub login_count: u64,
    /// Always empty.
    pub phone: String,
    /// Always false.
    pub phone_verified: bool,
    /// `active`, `inactive` or `pending`.
    pub status: String,
    /// When the user was last changed.
    pub updated_at: Timestamp,
    /// The app's own JSON object.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub user_metadata: Option<serde_json::Value>,
}

/// One user in full.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserDetail {
    /// What lists say too.
    #[serde(flatten)]
    pub fields: UserFields,
    /// The newest events, newest first.
    pub recent_events: Vec<Event>,
    /// Always an empty object.
    pub social_connections: Empty,
    /// Whether the user has a passkey.
    pub webauthn: bool,
    /// The user's passkeys, oldest first.
    pub webauthn_devices: Vec<Device>,
    /// The types of these, each once.
    pub webauthn_types: Vec<String>,
}

/// Answer wherever one user is read, made or changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserResponse {
    /// The user.
    pub user: UserDetail,
}

/// Answer of `GET /v1/apps/{app_id}/users`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserPage {
    /// Where the neighbouring pages are.
    #[serde(rename = "_links")]
    pub links: Links,
    /// Only users created before this moment are listed, Unix seconds.
    pub created_before: i64,
    /// How many users a page has at most.
    pub limit: u32,
    /// Which page this is, from 1.
    pub page: u32,
    /// How many users there are on all pages.
    pub total_users: u64,
    /// The users of this page.
    pub users: Vec<UserFields>,
}

/// Where the neighbouring pages are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Links {
    /// The first page.
    pub first: Link,
    /// The last page.
    pub last: Link,
    /// The next page.
    pub next: Link,
    /// The page before.
    pub previous: Link,
    /// This page.
    #[serde(rename = "self")]
    pub this: Link,
}

/// Path and query of a page; empty where there is no such page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Link {
    /// Path and query.
    pub href: String,
}

/// Body of `POST /v1/apps/{app_id}/users`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreateUser {
    /// The app's own id for the person: 1 to 256 bytes without U+0000. Required.
    #[cfg_attr(feature = "openapi", schema(value_type = String, required, min_length = 1, max_length = 256))]
    pub external_id: Option<String>,
    /// The app's own JSON object, at most 4 KiB.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub user_metadata: Option<serde_json::Value>,
}

/// Body of `PATCH /v1/apps/{app_id}/users/{user_id}`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UpdateUser {
    /// Replaces the user's metadata as a whole; null removes it. Required, so null is not the same as absent.
    #[serde(default, deserialize_with = "present")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>, required))]
    pub user_metadata: Option<serde_json::Value>,
}

/// A member that is there, be it null.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<serde_json::Value>, D::Error> {
    serde_json::Value::deserialize(deserializer).map(Some)
}
