//! Native clients, as administrators see and change them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// An iOS or Android app that runs an app's ceremonies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AdminNativeClient {
    /// Its id.
    pub id: String,
    /// `apple` or `android`.
    pub platform: String,
    /// Of an Apple client: the developer's team.
    pub team_id: Option<String>,
    /// Of an Apple client.
    pub bundle_id: Option<String>,
    /// Of an Android client.
    pub package_name: Option<String>,
    /// Of an Android client: SHA-256 of its signing certificates, 32 pairs of hex digits with colons in between.
    pub fingerprints: Vec<String>,
    /// What its platform reports as its origin.
    pub origins: Vec<String>,
    /// When it was added.
    pub created_at: Timestamp,
}

/// Body of `POST /admin/v1/apps/{app_id}/native-clients`: an Apple client's two members, or an Android client's.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateNativeClient {
    /// Of an Apple client: ten capital letters and digits.
    pub team_id: Option<String>,
    /// Of an Apple client, like `com.example.app`.
    pub bundle_id: Option<String>,
    /// Of an Android client, like `com.example.app`.
    pub package_name: Option<String>,
    /// Of an Android client: SHA-256 of its signing certificates, 1 to 16.
    pub fingerprints: Option<Vec<String>>,
}

/// Body of `PATCH /admin/v1/apps/{app_id}/native-clients/{client_id}`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct UpdateNativeClient {
    /// Of an Android client: SHA-256 of its signing certificates, 1 to 16. They replace all there are.
    #[cfg_attr(feature = "openapi", schema(required, nullable = false))]
    pub fingerprints: Option<Vec<String>>,
}

/// Answer of `GET /admin/v1/apps/{app_id}/association-files`: the texts of the files that let native clients use the
/// passkeys of the app's RP id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AssociationFiles {
    /// For `https://<rp id>/.well-known/apple-app-site-association`; null where there is no Apple client.
    pub apple_app_site_association: Option<String>,
    /// For `https://<rp id>/.well-known/assetlinks.json`; null where there is no Android client.
    pub assetlinks: Option<String>,
}
