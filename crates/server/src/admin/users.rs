//! `…/users`: an app's people and their passkeys.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use passflex_api::admin::{AdminPasskey, AdminUser, AdminUserDetail, ChangeUser, Page, RenamePasskey};
use passflex_flex::store::records::{Passkey, User, UserStatus};
use passflex_flex::store::{PasskeyId, UserId};
use passflex_flex::{PasskeyType, PersonExport, Tenant};
use serde::Deserialize;

use super::AppAdministrator;
use crate::body::{JsonBody, require};
use crate::demand::{ReadUsers, WriteUsers};
use crate::error::ApiError;
use crate::find::UserFilters;
use crate::openapi::AdminRefusals;
use crate::path::PathParams;
use crate::query::QueryParams;
use crate::state::AppState;

#[derive(Deserialize)]
pub(crate) struct UserPath {
    user_id: String,
}

#[derive(Deserialize)]
pub(crate) struct PasskeyPath {
    user_id: String,
    passkey_id: String,
}

/// Finds users: of one name, or else the newest first.
#[utoipa::path(
    get,
    path = "/admin/v1/apps/{app_id}/users",
    operation_id = "adminListUsers",
    tag = "admin/users",
    params(("app_id" = String, Path, description = "The app"), UserFilters),
    responses((status = 200, description = "A page of users", body = Page<AdminUser>), AdminRefusals),
    security(("admin_token" = []))
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    caller: AppAdministrator<ReadUsers>,
    QueryParams(filters): QueryParams<UserFilters>,
) -> Result<Json<Page<AdminUser>>, ApiError> {
    let page = state.flex.find_users(&caller.tenant, &filters.find()?).await?;
    let items = page.items.into_iter().map(user).collect();
    Ok(Json(Page { items, next_cursor: page.next_cursor }))
}

/// Shows a user with all passkeys.
#[utoipa::path(
    get,
    path = "/admin/v1/apps/{app_id}/users/{user_id}",
    operation_id = "adminGetUser",
    tag = "admin/users",
    params(("app_id" = String, Path, description = "The app"), ("user_id" = String, Path, description = "Passflex's id of the user")),
    responses((status = 200, description = "The user", body = AdminUserDetail), AdminRefusals),
    security(("admin_token" = []))
)]
pub(crate) async fn show(
    State(state): State<AppState>,
    caller: AppAdministrator<ReadUsers>,
    PathParams(path): PathParams<UserPath>,
) -> Result<Json<AdminUserDetail>, ApiError> {
    let found = state.flex.user(&caller.tenant, &UserId::new(path.user_id)).await?;
    in_full(&state, &caller.tenant, found).await
}

/// Activates or deactivates a user.
#[utoipa::path(
    patch,
    path = "/admin/v1/apps/{app_id}/users/{user_id}",
    operation_id = "adminUpdateUser",
    tag = "admin/users",
    params(("app_id" = String, Path, description = "The app"), ("user_id" = String, Path, description = "Passflex's id of the user")),
    request_body = ChangeUser,
    responses((status = 200, description = "Changed", body = AdminUserDetail), AdminRefusals),
    security(("admin_token" = []))
)]
pub(crate) async fn update(
    State(state): State<AppState>,
    caller: AppAdministrator<WriteUsers>,
    PathParams(path): PathParams<UserPath>,
    JsonBody(body): JsonBody<ChangeUser>,
) -> Result<Json<AdminUserDetail>, ApiError> {
    let status = match require("status", body.status)?.as_str() {
        "active" => UserStatus::Active,
        "inactive" => UserStatus::Inactive,
        _ => return Err(ApiError::invalid_request("`status` must be `active` or `inactive`.")),
    };
    let (id, tenant) = (UserId::new(path.user_id), &caller.tenant);
    let changed = state.flex.set_user_status(&caller.actor, tenant, &id, status).await?;
    in_full(&state, tenant, changed).await
}

/// Deletes a user with all passkeys.
#[utoipa::path(
    delete,
    path = "/admin/v1/apps/{app_id}/users/{user_id}",
    operation_id = "adminDeleteUser",
    tag = "admin/users",
    params(("app_id" = String, Path, description = "The app"), ("user_id" = String, Path, description = "Passflex's id of the user")),
    responses((status = 204, description = "Deleted"), AdminRefusals),
    security(("admin_token" = []))
)]
pub(crate) async fn delete(
    State(state): State<AppState>,
    caller: AppAdministrator<WriteUsers>,
    PathParams(path): PathParams<UserPath>,
) -> Result<StatusCode, ApiError> {
    state.flex.delete_user(&caller.actor, &caller.tenant, &UserId::new(path.user_id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Hands out everything that is known of a user, for that person. It is written to the audit log.
#[utoipa::path(
    get,
    path = "/admin/v1/apps/{app_id}/users/{user_id}/export",
    operation_id = "adminExportUser",
    tag = "admin/users",
    params(("app_id" = String, Path, description = "The app"), ("user_id" = String, Path, description = "Passflex's id of the user")),
    responses((status = 200, description = "The person's data, without keys", body = Object), AdminRefusals),
    security(("admin_token" = []))
)]
pub(crate) async fn export(
    State(state): State<AppState>,
    caller: AppAdministrator<WriteUsers>,
    PathParams(path): PathParams<UserPath>,
) -> Result<Json<PersonExport>, ApiError> {
    let id = UserId::new(path.user_id);
    Ok(Json(state.flex.export_person(&caller.actor, &caller.tenant, &id).await?))
}

/// Gives a passkey another name.
#[utoipa::path(
    patch,
    path = "/admin/v1/apps/{app_id}/users/{user_id}/passkeys/{passkey_id}",
    operation_id = "adminRenamePasskey",
    tag = "admin/users",
    params(
        ("app_id" = String, Path, description = "The app"),
        ("user_id" = String, Path, description = "Passflex's id of the user"),
        ("passkey_id" = String, Path, description = "The passkey")
    ),
    request_body = RenamePasskey,
    responses((status = 200, description = "Renamed", body = AdminPasskey), AdminRefusals),
    security(("admin_token" = []))
)]
pub(crate) async fn rename_passkey(
    State(state): State<AppState>,
    caller: AppAdministrator<WriteUsers>,
    PathParams(path): PathParams<PasskeyPath>,
    JsonBody(body): JsonBody<RenamePasskey>,
) -> Result<Json<AdminPasskey>, ApiError> {
    let name = require("friendly_name", body.friendly_name)?;
    let (id, passkey_id) = (UserId::new(path.user_id), PasskeyId::new(path.passkey_id));
    let renamed = state.flex.rename_passkey(&caller.actor, &caller.tenant, &id, &passkey_id, &name).await?;
    Ok(Json(passkey(&state, renamed)))
}

/// Revokes a passkey: it can no longer sign in, also in a ceremony that is under way.
#[utoipa::path(
    delete,
    path = "/admin/v1/apps/{app_id}/users/{user_id}/passkeys/{passkey_id}",
    operation_id = "adminRevokePasskey",
    tag = "admin/users",
    params(
        ("app_id" = String, Path, description = "The app"),
        ("user_id" = String, Path, description = "Passflex's id of the user"),
        ("passkey_id" = String, Path, description = "The passkey")
    ),
    responses((status = 204, description = "Revoked"), AdminRefusals),
    security(("admin_token" = []))
)]
pub(crate) async fn revoke_passkey(
    State(state): State<AppState>,
    caller: AppAdministrator<WriteUsers>,
    PathParams(path): PathParams<PasskeyPath>,
) -> Result<StatusCode, ApiError> {
    let (id, passkey_id) = (UserId::new(path.user_id), PasskeyId::new(path.passkey_id));
    state.flex.revoke_passkey(&caller.actor, &caller.tenant, &id, &passkey_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn in_full(state: &AppState, tenant: &Tenant, found: User) -> Result<Json<AdminUserDetail>, ApiError> {
    let passkeys = state.flex.passkeys(tenant, &found.id).await?;
    Ok(Json(AdminUserDetail {
        user_metadata: found.metadata.clone(),
        user: user(found),
        passkeys: passkeys.into_iter().map(|found| passkey(state, found)).collect(),
    }))
}

fn user(user: User) -> AdminUser {
    AdminUser {
        id: user.id.as_str().to_owned(),
        external_id: user.external_id,
        status: user.status.as_str().to_owned(),
        passkey_count: user.passkey_count,
        login_count: user.login_count,
        created_at: user.created_at,
        updated_at: user.updated_at,
        last_login_at: user.last_login_at,
    }
}

fn passkey(state: &AppState, passkey: Passkey) -> AdminPasskey {
    AdminPasskey {
        passkey_type: PasskeyType::of(&passkey).as_str().to_owned(),
        id: passkey.id.as_str().to_owned(),
        friendly_name: passkey.friendly_name,
        aaguid: passkey.aaguid.to_string(),
        provider: state.flex.provider_name(passkey.aaguid).map(str::to_owned),
        transports: passkey.transports,
        backup_eligible: passkey.backup_eligible,
        backup_state: passkey.backup_state,
        uv_at_registration: passkey.uv_at_registration,
        attestation_format: passkey.attestation_format,
        attestation_trust: passkey.attestation_trust,
        rp_id: passkey.rp_id,
        origin: passkey.origin,
        source: passkey.source.as_str().to_owned(),
        created_at: passkey.created_at,
        updated_at: passkey.updated_at,
        last_used_at: passkey.last_used_at,
        usage_count: passkey.usage_count,
    }
}
