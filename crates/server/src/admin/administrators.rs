//! `/admin/v1/administrators`: who may administer the installation.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use passflex_api::admin::{Administrator as Shown, Grant, Page, RecoveryLink, UpdateAdministrator};
use passflex_flex::store::records::{AdminStatus, GrantedAdmin};
use passflex_flex::store::{AdminId, AppId};
use serde::Deserialize;

use super::Administrator;
use crate::body::JsonBody;
use crate::demand::{ReadTeam, WriteTeam};
use crate::error::ApiError;
use crate::openapi::AdminRefusals;
use crate::path::PathParams;
use crate::state::AppState;

/// Path of one administrator.
#[derive(Deserialize)]
pub(crate) struct AdminPath {
    pub(super) admin_id: String,
}

/// Lists the administrators, oldest first, deactivated ones among them.
#[utoipa::path(
    get,
    path = "/admin/v1/administrators",
    operation_id = "adminListAdministrators",
    tag = "admin/team",
    responses((status = 200, description = "All administrators", body = Page<Shown>), AdminRefusals),
    security(("admin_token" = []))
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    _: Administrator<ReadTeam>,
) -> Result<Json<Page<Shown>>, ApiError> {
    let admins = state.flex.admins().await?;
    Ok(Json(Page { items: admins.into_iter().map(shown).collect(), next_cursor: None }))
}

/// Shows one administrator.
#[utoipa::path(
    get,
    path = "/admin/v1/administrators/{admin_id}",
    operation_id = "adminGetAdministrator",
    tag = "admin/team",
    params(("admin_id" = String, Path, description = "The administrator")),
    responses((status = 200, description = "The administrator", body = Shown), AdminRefusals),
    security(("admin_token" = []))
)]
pub(crate) async fn show(
    State(state): State<AppState>,
    _: Administrator<ReadTeam>,
    PathParams(path): PathParams<AdminPath>,
) -> Result<Json<Shown>, ApiError> {
    Ok(Json(shown(state.flex.admin(&AdminId::new(path.admin_id)).await?)))
}

/// Renames, activates or deactivates an administrator.
///
/// Deactivating ends sessions and deletes tokens.
#[utoipa::path(
    patch,
    path = "/admin/v1/administrators/{admin_id}",
    operation_id = "adminUpdateAdministrator",
    tag = "admin/team",
    params(("admin_id" = String, Path, description = "The administrator")),
    request_body = UpdateAdministrator,
    responses((status = 200, description = "The administrator as it is now", body = Shown), AdminRefusals),
    security(("admin_token" = []))
)]
pub(crate) async fn update(
    State(state): State<AppState>,
    caller: Administrator<WriteTeam>,
    PathParams(path): PathParams<AdminPath>,
    JsonBody(body): JsonBody<UpdateAdministrator>,
) -> Result<Json<Shown>, ApiError> {
    let id = AdminId::new(path.admin_id);
    let status = body.status.as_deref().map(status).transpose()?;
    if let Some(name) = &body.name {
        state.flex.rename_admin(&caller.actor, &id, name).await?;
    }
    if let Some(status) = status {
        state.flex.set_admin_status(&caller.actor, &id, status).await?;
    }
    Ok(Json(shown(state.flex.admin(&id).await?)))
}

/// Makes a link that lets an administrator back in who has lost every passkey.
///
/// Using it ends the administrator's sessions. One that was made before stops working.
#[utoipa::path(
    post,
    path = "/admin/v1/administrators/{admin_id}/recovery-link",
    operation_id = "adminCreateRecoveryLink",
    tag = "admin/team",
    params(("admin_id" = String, Path, description = "The administrator")),
    responses((status = 201, description = "The link, this once", body = RecoveryLink), AdminRefusals),
    security(("admin_token" = []))
)]
pub(crate) async fn make_recovery_link(
    State(state): State<AppState>,
    caller: Administrator<WriteTeam>,
    PathParams(path): PathParams<AdminPath>,
) -> Result<(StatusCode, Json<RecoveryLink>), ApiError> {
    let site = state.console.as_ref().ok_or_else(ApiError::console_off)?;
    let secret = state.flex.recovery_link(&caller.actor, &AdminId::new(path.admin_id)).await?;
    Ok((StatusCode::CREATED, Json(RecoveryLink { link: site.welcome_url(&secret) })))
}

fn status(word: &str) -> Result<AdminStatus, ApiError> {
    match word {
        "active" => Ok(AdminStatus::Active),
        "inactive" => Ok(AdminStatus::Inactive),
        _ => Err(ApiError::invalid_request("`status` must be `active` or `inactive`.")),
    }
}

/// An administrator as the wire shows it.
pub(super) fn shown(GrantedAdmin { admin, grants }: GrantedAdmin) -> Shown {
    let grant = |app_id: Option<AppId>, role: &str| Grant {
        app_id: app_id.map(|id| id.as_str().to_owned()),
        role: role.to_owned(),
    };
    Shown {
        id: admin.id.as_str().to_owned(),
        name: admin.name,
        status: admin.status.as_str().to_owned(),
        grants: grants.into_iter().map(|granted| grant(granted.app_id, granted.role.as_str())).collect(),
        created_at: admin.created_at,
        updated_at: admin.updated_at,
    }
}
