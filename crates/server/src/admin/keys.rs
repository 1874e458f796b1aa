//! `/admin/v1/apps/{app_id}/keys`: what lets an app's backends in.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use jiff::SignedDuration;
use passflex_api::admin::{AdminKey, CreateKey, NewAdminKey, Page, RotateKey};
use passflex_flex::store::ApiKeyId;
use passflex_flex::store::records::ApiKey;
use passflex_flex::{ApiKeySecret, KeyRotation, NewApiKey, Scope};
use serde::Deserialize;

use super::AppAdministrator;
use crate::body::{JsonBody, require};
use crate::demand::{ReadApp, WriteApp};
use crate::error::ApiError;
use crate::openapi::AdminRefusals;
use crate::path::PathParams;
use crate::state::AppState;

/// How long a replaced key goes on if nothing is said.
const OVERLAP: SignedDuration = SignedDuration::from_hours(24);

/// The key that an address names.
#[derive(Deserialize)]
pub(crate) struct KeyPath {
    key_id: String,
}

/// Lists an app's API keys, oldest first.
///
/// All of them are on one page.
#[utoipa::path(
    get,
    path = "/admin/v1/apps/{app_id}/keys",
    operation_id = "adminListKeys",
    tag = "admin/keys",
    params(("app_id" = String, Path, description = "The app")),
    responses((status = 200, description = "The keys", body = Page<AdminKey>), AdminRefusals),
    security(("admin_token" = []))
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    caller: AppAdministrator<ReadApp>,
) -> Result<Json<Page<AdminKey>>, ApiError> {
    let keys = state.flex.api_keys(caller.tenant.id()).await?;
    Ok(Json(Page { items: keys.into_iter().map(shown).collect(), next_cursor: None }))
}

/// Makes an API key, and shows it this once.
#[utoipa::path(
    post,
    path = "/admin/v1/apps/{app_id}/keys",
    operation_id = "adminCreateKey",
    tag = "admin/keys",
    params(("app_id" = String, Path, description = "The app")),
    request_body = CreateKey,
    responses((status = 201, description = "Made", body = NewAdminKey), AdminRefusals),
    security(("admin_token" = []))
)]
pub(crate) async fn create(
    State(state): State<AppState>,
    caller: AppAdministrator<WriteApp>,
    JsonBody(body): JsonBody<CreateKey>,
) -> Result<(StatusCode, Json<NewAdminKey>), ApiError> {
    let scopes = match body.scopes {
        None => Scope::ALL.to_vec(),
        Some(words) => words.iter().map(|word| scope(word)).collect::<Result<_, _>>()?,
    };
    let new = NewApiKey { name: require("name", body.name)?, scopes, expires_at: body.expires_at };
    let made = state.flex.create_api_key(&caller.actor, caller.tenant.id(), new).await?;
    Ok((StatusCode::CREATED, Json(made_key(made))))
}

/// Makes a key with the name and scopes of another, which expires after an overlap, and shows it this once.
#[utoipa::path(
    post,
    path = "/admin/v1/apps/{app_id}/keys/{key_id}/rotate",
    operation_id = "adminRotateKey",
    tag = "admin/keys",
    params(
        ("app_id" = String, Path, description = "The app"),
        ("key_id" = String, Path, description = "The key to replace")
    ),
    request_body = RotateKey,
    responses((status = 201, description = "Made", body = NewAdminKey), AdminRefusals),
    security(("admin_token" = []))
)]
pub(crate) async fn rotate(
    State(state): State<AppState>,
    caller: AppAdministrator<WriteApp>,
    PathParams(KeyPath { key_id }): PathParams<KeyPath>,
    JsonBody(body): JsonBody<RotateKey>,
) -> Result<(StatusCode, Json<NewAdminKey>), ApiError> {
    let rotation = KeyRotation {
        old_expires_at: body.old_expires_at.unwrap_or_else(|| state.flex.clock().now() + OVERLAP),
        expires_at: body.expires_at,
    };
    let id = ApiKeyId::new(key_id);
    let made = state.flex.rotate_api_key(&caller.actor, caller.tenant.id(), &id, rotation).await?;
    Ok((StatusCode::CREATED, Json(made_key(made))))
}

/// Revokes an API key. It is refused within two seconds.
#[utoipa::path(
    delete,
    path = "/admin/v1/apps/{app_id}/keys/{key_id}",
    operation_id = "adminRevokeKey",
    tag = "admin/keys",
    params(
        ("app_id" = String, Path, description = "The app"),
        ("key_id" = String, Path, description = "The key")
    ),
    responses((status = 204, description = "Revoked"), AdminRefusals),
    security(("admin_token" = []))
)]
pub(crate) async fn revoke(
    State(state): State<AppState>,
    caller: AppAdministrator<WriteApp>,
    PathParams(KeyPath { key_id }): PathParams<KeyPath>,
) -> Result<StatusCode, ApiError> {
    state.flex.revoke_api_key(&caller.actor, caller.tenant.id(), &ApiKeyId::new(key_id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn scope(word: &str) -> Result<Scope, ApiError> {
    word.parse().map_err(|_| {
        ApiError::invalid_request("`scopes` may have `transactions`, `users:read` and `users:write` in it.")
    })
}

fn made_key((key, secret): (ApiKey, ApiKeySecret)) -> NewAdminKey {
    NewAdminKey { api_key: shown(key), secret: secret.expose().to_owned() }
}

fn shown(key: ApiKey) -> AdminKey {
    AdminKey {
        id: key.id.as_str().to_owned(),
        name: key.name,
        prefix: key.prefix,
        scopes: key.scopes,
        expires_at: key.expires_at,
        last_used_at: key.last_used_at,
        created_by: key.created_by,
        created_at: key.created_at,
    }
}
