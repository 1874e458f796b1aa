//! `…/administrators/{admin_id}/grants`: what an administrator may do, and where.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use passflex_api::admin::{Administrator as Shown, SetRole};
use passflex_flex::store::records::Role;
use passflex_flex::store::{AdminId, AppId};
use serde::Deserialize;

use super::Administrator;
use super::administrators::shown;
use crate::body::{JsonBody, require};
use crate::demand::WriteTeam;
use crate::error::ApiError;
use crate::openapi::AdminRefusals;
use crate::path::PathParams;
use crate::state::AppState;

/// What stands in a path for all apps. No app is called so: their ids have 24 characters.
const ALL_APPS: &str = "all";

/// Path of one grant.
#[derive(Deserialize)]
pub(crate) struct GrantPath {
    admin_id: String,
    app_id: String,
}

impl GrantPath {
    fn into_ids(self) -> (AdminId, Option<AppId>) {
        let app = (self.app_id != ALL_APPS).then(|| AppId::new(self.app_id));
        (AdminId::new(self.admin_id), app)
    }
}

/// Gives an administrator a role for an app, or for all apps, in place of the one there.
#[utoipa::path(
    put,
    path = "/admin/v1/administrators/{admin_id}/grants/{app_id}",
    operation_id = "adminSetGrant",
    tag = "admin/team",
    params(("admin_id" = String, Path, description = "The administrator"), ("app_id" = String, Path, description = "The app, or `all` for all apps, those to come too")),
    request_body = SetRole,
    responses((status = 200, description = "The administrator as it is now", body = Shown), AdminRefusals),
    security(("admin_token" = []))
)]
pub(crate) async fn set(
    State(state): State<AppState>,
    caller: Administrator<WriteTeam>,
    PathParams(path): PathParams<GrantPath>,
    JsonBody(body): JsonBody<SetRole>,
) -> Result<Json<Shown>, ApiError> {
    let (id, app) = path.into_ids();
    let role = role(&require("role", body.role)?)?;
    state.flex.set_grant(&caller.actor, &id, app.as_ref(), role).await?;
    Ok(Json(shown(state.flex.admin(&id).await?)))
}

/// Takes an administrator's role for an app, or for all apps.
#[utoipa::path(
    delete,
    path = "/admin/v1/administrators/{admin_id}/grants/{app_id}",
    operation_id = "adminRemoveGrant",
    tag = "admin/team",
    params(("admin_id" = String, Path, description = "The administrator"), ("app_id" = String, Path, description = "The app, or `all` for all apps, those to come too")),
    responses((status = 204, description = "Taken"), AdminRefusals),
    security(("admin_token" = []))
)]
pub(crate) async fn remove(
    State(state): State<AppState>,
    caller: Administrator<WriteTeam>,
    PathParams(path): PathParams<GrantPath>,
) -> Result<StatusCode, ApiError> {
    let (id, app) = path.into_ids();
    state.flex.remove_grant(&caller.actor, &id, app.as_ref()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The role that a word names.
pub(super) fn role(word: &str) -> Result<Role, ApiError> {
    let found = [Role::Viewer, Role::Member, Role::Admin].into_iter().find(|role| role.as_str() == word);
    found.ok_or_else(|| ApiError::invalid_request("`role` must be `viewer`, `member` or `admin`."))
}
