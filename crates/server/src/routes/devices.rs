//! `…/users/{user_id}/devices`: a user's passkeys.

use axum::Json;
use axum::extract::State;
use data_encoding::BASE64URL_NOPAD;
use http::StatusCode;
use passflex_api::{Device, DeviceResponse, Devices, Icons, RenameDevice};
use passflex_flex::PasskeyType;
use passflex_flex::store::records::Passkey;
use passflex_flex::store::{PasskeyId, UserId};
use serde::Deserialize;

use super::icons::icons;
use crate::authorized::{Authorized, UsersRead, UsersWrite};
use crate::body::{JsonBody, require};
use crate::error::ApiError;
use crate::openapi::BackendRefusals;
use crate::path::PathParams;
use crate::state::AppState;

/// Path of a user's devices.
#[derive(Deserialize)]
pub(crate) struct DevicesPath {
    user_id: String,
}

/// Lists a user's passkeys.
#[utoipa::path(
    get,
    path = "/v1/apps/{app_id}/users/{user_id}/devices",
    operation_id = "listDevices",
    tag = "users",
    params(("app_id" = String, Path, description = "The app"), ("user_id" = String, Path, description = "Passflex's id of the user")),
    responses((status = 200, description = "The user's passkeys, oldest first", body = Devices), BackendRefusals),
    security(("api_key" = []))
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    caller: Authorized<UsersRead>,
    PathParams(path): PathParams<DevicesPath>,
) -> Result<Json<Devices>, ApiError> {
    let passkeys = state.flex.passkeys(&caller.tenant, &UserId::new(path.user_id)).await?;
    Ok(Json(Devices { devices: passkeys.into_iter().map(|passkey| device(&state, passkey)).collect() }))
}

/// Path of one device.
#[derive(Deserialize)]
pub(crate) struct DevicePath {
    user_id: String,
    device_id: String,
}

/// Gives a passkey another name.
#[utoipa::path(
    patch,
    path = "/v1/apps/{app_id}/users/{user_id}/devices/{device_id}",
    operation_id = "renameDevice",
    tag = "users",
    params(("app_id" = String, Path, description = "The app"), ("user_id" = String, Path, description = "Passflex's id of the user"), ("device_id" = String, Path, description = "The passkey")),
    request_body = RenameDevice,
    responses((status = 200, description = "Renamed", body = DeviceResponse), BackendRefusals),
    security(("api_key" = []))
)]
pub(crate) async fn rename(
    State(state): State<AppState>,
    caller: Authorized<UsersWrite>,
    PathParams(path): PathParams<DevicePath>,
    JsonBody(body): JsonBody<RenameDevice>,
) -> Result<Json<DeviceResponse>, ApiError> {
    let (user, id) = (UserId::new(path.user_id), PasskeyId::new(path.device_id));
    let name = require("friendly_name", body.friendly_name)?;
    let passkey = state.flex.rename_passkey(&caller.actor, &caller.tenant, &user, &id, &name).await?;
    Ok(Json(DeviceResponse { device: device(&state, passkey) }))
}

/// Revokes a passkey: it no longer signs in, from the next request on.
///
/// Answers with an empty body: clients read none.
#[utoipa::path(
    delete,
    path = "/v1/apps/{app_id}/users/{user_id}/devices/{device_id}",
    operation_id = "revokeDevice",
    tag = "users",
    params(("app_id" = String, Path, description = "The app"), ("user_id" = String, Path, description = "Passflex's id of the user"), ("device_id" = String, Path, description = "The passkey")),
    responses((status = 200, description = "Revoked"), BackendRefusals),
    security(("api_key" = []))
)]
pub(crate) async fn revoke(
    State(state): State<AppState>,
    caller: Authorized<UsersWrite>,
    PathParams(path): PathParams<DevicePath>,
) -> Result<StatusCode, ApiError> {
    let (user, device) = (UserId::new(path.user_id), PasskeyId::new(path.device_id));
    state.flex.revoke_passkey(&caller.actor, &caller.tenant, &user, &device).await?;
    Ok(StatusCode::OK)
}

/// A passkey as the wire shows it.
pub(super) fn device(state: &AppState, passkey: Passkey) -> Device {
    let passkey_type = PasskeyType::of(&passkey);
    let icons = state.flex.provider_icons(passkey.aaguid).map_or_else(
        || icons(state, passkey_type),
        |own| Icons { light: Some(own.light.clone()), dark: Some(own.dark.clone()) },
    );
    Device {
        device_type: passkey_type.as_str().to_owned(),
        id: passkey.id.as_str().to_owned(),
        cred_id: BASE64URL_NOPAD.encode(&passkey.credential_id),
        friendly_name: passkey.friendly_name,
        created_at: passkey.created_at,
        last_login_at: passkey.last_used_at.unwrap_or(passkey.created_at),
        updated_at: passkey.updated_at,
        usage_count: passkey.usage_count,
        icons,
        aaguid: passkey.aaguid.to_string(),
        provider: state.flex.provider_name(passkey.aaguid).map(str::to_owned),
        attestation_format: passkey.attestation_format,
        attestation_trust: passkey.attestation_trust,
        backup_eligible: passkey.backup_eligible,
        backup_state: passkey.backup_state,
        uv_at_registration: passkey.uv_at_registration,
    }
}
