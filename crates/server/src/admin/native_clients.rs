//! `/admin/v1/apps/{app_id}/native-clients`: the iOS and Android apps that run an app's ceremonies.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use passflex_api::admin::{
    AdminNativeClient, AssociationFiles, CreateNativeClient, Page, UpdateNativeClient,
};
use passflex_flex::store::NativeClientId;
use passflex_flex::store::records::{Fingerprint, NativeClient, NativeIdentity};
use passflex_flex::{android_origin, apple_app_site_association, asset_links};
use serde::Deserialize;

use super::AppAdministrator;
use crate::body::{JsonBody, require};
use crate::demand::{ReadApp, WriteApp};
use crate::error::ApiError;
use crate::openapi::AdminRefusals;
use crate::path::PathParams;
use crate::state::AppState;

/// The client that an address names.
#[derive(Deserialize)]
pub(crate) struct ClientPath {
    client_id: String,
}

/// Lists an app's native clients, oldest first.
///
/// All of them are on one page.
#[utoipa::path(
    get,
    path = "/admin/v1/apps/{app_id}/native-clients",
    operation_id = "adminListNativeClients",
    tag = "admin/native-clients",
    params(("app_id" = String, Path, description = "The app")),
    responses((status = 200, description = "The clients", body = Page<AdminNativeClient>), AdminRefusals),
    security(("admin_token" = []))
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    caller: AppAdministrator<ReadApp>,
) -> Result<Json<Page<AdminNativeClient>>, ApiError> {
    let app = state.flex.app(caller.tenant.id()).await?;
    let clients = state.flex.native_clients(&app.id).await?;
    let items = clients.into_iter().map(|client| shown(client, &app.rp_id)).collect();
    Ok(Json(Page { items, next_cursor: None }))
}

/// Adds a native client to an app: its ceremonies count from then on.
#[utoipa::path(
    post,
    path = "/admin/v1/apps/{app_id}/native-clients",
    operation_id = "adminCreateNativeClient",
    tag = "admin/native-clients",
    params(("app_id" = String, Path, description = "The app")),
    request_body = CreateNativeClient,
    responses((status = 201, description = "Added", body = AdminNativeClient), AdminRefusals),
    security(("admin_token" = []))
)]
pub(crate) async fn create(
    State(state): State<AppState>,
    caller: AppAdministrator<WriteApp>,
    JsonBody(body): JsonBody<CreateNativeClient>,
) -> Result<(StatusCode, Json<AdminNativeClient>), ApiError> {
    let CreateNativeClient { team_id, bundle_id, package_name, fingerprints } = body;
    let identity = match (team_id, bundle_id, package_name, fingerprints) {
        (Some(team_id), Some(bundle_id), None, None) => NativeIdentity::Apple { team_id, bundle_id },
        (None, None, Some(package_name), Some(fingerprints)) => {
            NativeIdentity::Android { package_name, fingerprints: parsed(&fingerprints)? }
        }
        _ => {
            return Err(ApiError::invalid_request(
                "Send `team_id` and `bundle_id` of an Apple client, or `package_name` and `fingerprints` of an Android \
                 client.",
            ));
        }
    };
    let client = state.flex.create_native_client(&caller.actor, caller.tenant.id(), identity).await?;
    Ok((StatusCode::CREATED, Json(shown(client, &caller.tenant.app.rp_id))))
}

/// Replaces the fingerprints of an Android client.
#[utoipa::path(
    patch,
    path = "/admin/v1/apps/{app_id}/native-clients/{client_id}",
    operation_id = "adminUpdateNativeClient",
    tag = "admin/native-clients",
    params(
        ("app_id" = String, Path, description = "The app"),
        ("client_id" = String, Path, description = "The client")
    ),
    request_body = UpdateNativeClient,
    responses((status = 204, description = "Changed"), AdminRefusals),
    security(("admin_token" = []))
)]
pub(crate) async fn update(
    State(state): State<AppState>,
    caller: AppAdministrator<WriteApp>,
    PathParams(ClientPath { client_id }): PathParams<ClientPath>,
    JsonBody(body): JsonBody<UpdateNativeClient>,
) -> Result<StatusCode, ApiError> {
    let fingerprints = parsed(&require("fingerprints", body.fingerprints)?)?;
    let id = NativeClientId::new(client_id);
    state.flex.set_fingerprints(&caller.actor, caller.tenant.id(), &id, &fingerprints).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a native client from an app. Its ceremonies are refused within two seconds.
#[utoipa::path(
    delete,
    path = "/admin/v1/apps/{app_id}/native-clients/{client_id}",
    operation_id = "adminDeleteNativeClient",
    tag = "admin/native-clients",
    params(
        ("app_id" = String, Path, description = "The app"),
        ("client_id" = String, Path, description = "The client")
    ),
    responses((status = 204, description = "Deleted"), AdminRefusals),
    security(("admin_token" = []))
)]
pub(crate) async fn delete(
    State(state): State<AppState>,
    caller: AppAdministrator<WriteApp>,
    PathParams(ClientPath { client_id }): PathParams<ClientPath>,
) -> Result<StatusCode, ApiError> {
    let id = NativeClientId::new(client_id);
    state.flex.delete_native_client(&caller.actor, caller.tenant.id(), &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Shows the files that let an app's native clients use the passkeys of its RP id.
#[utoipa::path(
    get,
    path = "/admin/v1/apps/{app_id}/association-files",
    operation_id = "adminGetAssociationFiles",
    tag = "admin/native-clients",
    params(("app_id" = String, Path, description = "The app")),
    responses((status = 200, description = "The files", body = AssociationFiles), AdminRefusals),
    security(("admin_token" = []))
)]
pub(crate) async fn files(
    State(state): State<AppState>,
    caller: AppAdministrator<ReadApp>,
) -> Result<Json<AssociationFiles>, ApiError> {
    let clients = state.flex.native_clients(caller.tenant.id()).await?;
    Ok(Json(AssociationFiles {
        apple_app_site_association: apple_app_site_association(&clients),
        assetlinks: asset_links(&clients),
    }))
}

fn parsed(fingerprints: &[String]) -> Result<Vec<Fingerprint>, ApiError> {
    let parse = |text: &String| {
        text.parse().map_err(|_| {
            ApiError::invalid_request(
                "`fingerprints` must be SHA-256 fingerprints: 32 pairs of hex digits, with colons in between or without.",
            )
        })
    };
    fingerprints.iter().map(parse).collect()
}

fn shown(client: NativeClient, rp_id: &str) -> AdminNativeClient {
    let mut shown = AdminNativeClient {
        id: client.id.as_str().to_owned(),
        platform: client.identity.platform().as_str().to_owned(),
        team_id: None,
        bundle_id: None,
        package_name: None,
        fingerprints: Vec::new(),
        origins: Vec::new(),
        created_at: client.created_at,
    };
    match client.identity {
        NativeIdentity::Apple { team_id, bundle_id } => {
            shown.origins.push(format!("https://{rp_id}"));
            (shown.team_id, shown.bundle_id) = (Some(team_id), Some(bundle_id));
        }
        NativeIdentity::Android { package_name, fingerprints } => {
            shown.origins = fingerprints.iter().map(android_origin).collect();
            shown.fingerprints = fingerprints.iter().map(ToString::to_string).collect();
            shown.package_name = Some(package_name);
        }
    }
    shown
}
