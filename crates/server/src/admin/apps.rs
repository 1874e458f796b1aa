//! `/admin/v1/apps`: apps, made, read, changed and deleted.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use passflex_api::admin::{AdminApp, AdminAppSettings, CreateApp, Page, SettingsChange, UpdateApp};
use passflex_flex::store::records::{App, AppSettings, AppStatus};
use passflex_flex::{AppChange, NewApp, Permission};
use serde_json::Value;

use super::{Administrator, AppAdministrator};
use crate::body::{JsonBody, require};
use crate::demand::{Anybody, CreateApp as MayCreate, DeleteApp, ReadApp, WriteApp};
use crate::error::ApiError;
use crate::openapi::AdminRefusals;
use crate::state::AppState;

/// Lists the apps that the administrator may see, oldest first.
///
/// All of them are on one page.
#[utoipa::path(
    get,
    path = "/admin/v1/apps",
    operation_id = "adminListApps",
    tag = "admin/apps",
    responses((status = 200, description = "The apps", body = Page<AdminApp>), AdminRefusals),
    security(("admin_token" = []))
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    caller: Administrator<Anybody>,
) -> Result<Json<Page<AdminApp>>, ApiError> {
    let apps = state.flex.apps().await?;
    let seen = apps.into_iter().filter(|app| caller.authority.may(Permission::ReadApp, Some(&app.id)));
    let items = seen.map(shown).collect::<Result<_, _>>()?;
    Ok(Json(Page { items, next_cursor: None }))
}

/// Makes an app.
#[utoipa::path(
    post,
    path = "/admin/v1/apps",
    operation_id = "adminCreateApp",
    tag = "admin/apps",
    request_body = CreateApp,
    responses((status = 201, description = "Made", body = AdminApp), AdminRefusals),
    security(("admin_token" = []))
)]
pub(crate) async fn create(
    State(state): State<AppState>,
    caller: Administrator<MayCreate>,
    JsonBody(body): JsonBody<CreateApp>,
) -> Result<(StatusCode, Json<AdminApp>), ApiError> {
    let name = require("name", body.name)?;
    let settings = changed(&AppSettings::default(), &require("settings", body.settings)?)?;
    let app = state.flex.create_app(&caller.actor, NewApp { name, rp_id: body.rp_id, settings }).await?;
    Ok((StatusCode::CREATED, Json(shown(app)?)))
}

/// Shows an app with its settings.
#[utoipa::path(
    get,
    path = "/admin/v1/apps/{app_id}",
    operation_id = "adminGetApp",
    tag = "admin/apps",
    params(("app_id" = String, Path, description = "The app")),
    responses((status = 200, description = "The app", body = AdminApp), AdminRefusals),
    security(("admin_token" = []))
)]
pub(crate) async fn show(
    State(state): State<AppState>,
    caller: AppAdministrator<ReadApp>,
) -> Result<Json<AdminApp>, ApiError> {
    // What is stored, not what ceremonies may still see for two seconds.
    Ok(Json(shown(state.flex.app(caller.tenant.id()).await?)?))
}

/// Changes an app; what is left out stays.
#[utoipa::path(
    patch,
    path = "/admin/v1/apps/{app_id}",
    operation_id = "adminUpdateApp",
    tag = "admin/apps",
    params(("app_id" = String, Path, description = "The app")),
    request_body = UpdateApp,
    responses((status = 200, description = "Changed", body = AdminApp), AdminRefusals),
    security(("admin_token" = []))
)]
pub(crate) async fn update(
    State(state): State<AppState>,
    caller: AppAdministrator<WriteApp>,
    JsonBody(body): JsonBody<UpdateApp>,
) -> Result<Json<AdminApp>, ApiError> {
    let id = caller.tenant.id();
    let status = match body.status.as_deref() {
        None => None,
        Some("active") => Some(AppStatus::Active),
        Some("disabled") => Some(AppStatus::Disabled),
        Some(_) => return Err(ApiError::invalid_request("`status` must be `active` or `disabled`.")),
    };
    let settings = match body.settings {
        None => None,
        Some(change) => Some(changed(&state.flex.app(id).await?.settings, &change)?),
    };
    let change = AppChange { name: body.name, rp_id: body.rp_id, status, settings };
    Ok(Json(shown(state.flex.update_app(&caller.actor, id, change).await?)?))
}

/// Deletes an app with its keys, users, passkeys and events, for ever.
#[utoipa::path(
    delete,
    path = "/admin/v1/apps/{app_id}",
    operation_id = "adminDeleteApp",
    tag = "admin/apps",
    params(("app_id" = String, Path, description = "The app")),
    responses((status = 204, description = "Deleted"), AdminRefusals),
    security(("admin_token" = []))
)]
pub(crate) async fn delete(
    State(state): State<AppState>,
    caller: AppAdministrator<DeleteApp>,
) -> Result<StatusCode, ApiError> {
    state.flex.delete_app(&caller.actor, caller.tenant.id()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Settings after a change. Both have the same members in JSON, so that is where they are laid over each other.
fn changed(settings: &AppSettings, change: &SettingsChange) -> Result<AppSettings, ApiError> {
    let internal = |error: serde_json::Error| {
        tracing::error!(%error, "settings could not be written as JSON");
        ApiError::internal()
    };
    let mut all = serde_json::to_value(settings).map_err(internal)?;
    let change = serde_json::to_value(change).map_err(internal)?;
    if let (Value::Object(all), Value::Object(change)) = (&mut all, change) {
        all.extend(change);
    }
    serde_path_to_error::deserialize(all).map_err(|error| {
        let setting = error.path().to_string();
        ApiError::invalid_request(format!("`settings.{setting}` has a value that there is not."))
    })
}

fn shown(app: App) -> Result<AdminApp, ApiError> {
    let settings: Result<AdminAppSettings, _> =
        serde_json::to_value(&app.settings).and_then(serde_json::from_value);
    let settings = settings.map_err(|error| {
        tracing::error!(%error, "settings could not be shown");
        ApiError::internal()
    })?;
    Ok(AdminApp {
        id: app.id.as_str().to_owned(),
        name: app.name,
        status: match app.status {
            AppStatus::Active => "active",
            AppStatus::Disabled => "disabled",
        }
        .to_owned(),
        rp_id: app.rp_id,
        settings,
        created_at: app.created_at,
        updated_at: app.updated_at,
    })
}
