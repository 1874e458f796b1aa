//! `…/users` and `…/users/{user_id}`: one user, read, made, changed and deleted.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use passflex_api::{CreateUser, Empty, Event, UpdateUser, UserDetail, UserFields, UserResponse};
use passflex_flex::store::UserId;
use passflex_flex::store::records::{self, EventAction, EventOutcome, User, UserStatus};
use passflex_flex::{PasskeyType, Tenant};
use serde::Deserialize;

use super::devices::device;
use crate::authorized::{Authorized, UsersRead, UsersWrite};
use crate::body::{JsonBody, require};
use crate::error::ApiError;
use crate::openapi::BackendRefusals;
use crate::path::PathParams;
use crate::state::AppState;
use crate::user_agent;

/// Path of one user.
#[derive(Deserialize)]
pub(crate) struct UserPath {
    user_id: String,
}

/// Makes a user without passkeys.
#[utoipa::path(
    post,
    path = "/v1/apps/{app_id}/users",
    operation_id = "createUser",
    tag = "users",
    params(("app_id" = String, Path, description = "The app")),
    request_body = CreateUser,
    responses((status = 201, description = "Made", body = UserResponse), BackendRefusals),
    security(("api_key" = []))
)]
pub(crate) async fn create(
    State(state): State<AppState>,
    caller: Authorized<UsersWrite>,
    JsonBody(body): JsonBody<CreateUser>,
) -> Result<(StatusCode, Json<UserResponse>), ApiError> {
    let external_id = require("external_id", body.external_id)?;
    let (actor, tenant) = (&caller.actor, &caller.tenant);
    let user = state.flex.create_user(actor, tenant, &external_id, body.user_metadata).await?;
    Ok((StatusCode::CREATED, in_full(&state, tenant, user).await?))
}

/// Shows a user with passkeys and newest events.
#[utoipa::path(
    get,
    path = "/v1/apps/{app_id}/users/{user_id}",
    operation_id = "getUser",
    tag = "users",
    params(("app_id" = String, Path, description = "The app"), ("user_id" = String, Path, description = "Passflex's id of the user")),
    responses((status = 200, description = "The user", body = UserResponse), BackendRefusals),
    security(("api_key" = []))
)]
pub(crate) async fn show(
    State(state): State<AppState>,
    caller: Authorized<UsersRead>,
    PathParams(path): PathParams<UserPath>,
) -> Result<Json<UserResponse>, ApiError> {
    let user = state.flex.user(&caller.tenant, &UserId::new(path.user_id)).await?;
    in_full(&state, &caller.tenant, user).await
}

/// Replaces a user's metadata.
#[utoipa::path(
    patch,
    path = "/v1/apps/{app_id}/users/{user_id}",
    operation_id = "updateUser",
    tag = "users",
    params(("app_id" = String, Path, description = "The app"), ("user_id" = String, Path, description = "Passflex's id of the user")),
    request_body = UpdateUser,
    responses((status = 200, description = "Changed", body = UserResponse), BackendRefusals),
    security(("api_key" = []))
)]
pub(crate) async fn update(
    State(state): State<AppState>,
    caller: Authorized<UsersWrite>,
    PathParams(path): PathParams<UserPath>,
    JsonBody(body): JsonBody<UpdateUser>,
) -> Result<Json<UserResponse>, ApiError> {
    let metadata = Some(require("user_metadata", body.user_metadata)?).filter(|metadata| !metadata.is_null());
    let (id, tenant) = (UserId::new(path.user_id), &caller.tenant);
    let user = state.flex.set_user_metadata(&caller.actor, tenant, &id, metadata).await?;
    in_full(&state, tenant, user).await
}

/// Lets a user sign in again.
#[utoipa::path(
    patch,
    path = "/v1/apps/{app_id}/users/{user_id}/activate",
    operation_id = "activateUser",
    tag = "users",
    params(("app_id" = String, Path, description = "The app"), ("user_id" = String, Path, description = "Passflex's id of the user")),
    responses((status = 200, description = "Active", body = UserResponse), BackendRefusals),
    security(("api_key" = []))
)]
pub(crate) async fn activate(
    state: State<AppState>,
    caller: Authorized<UsersWrite>,
    path: PathParams<UserPath>,
) -> Result<Json<UserResponse>, ApiError> {
    set_status(state, caller, path, UserStatus::Active).await
}

/// Keeps a user from signing in, from the next request on.
#[utoipa::path(
    patch,
    path = "/v1/apps/{app_id}/users/{user_id}/deactivate",
    operation_id = "deactivateUser",
    tag = "users",
    params(("app_id" = String, Path, description = "The app"), ("user_id" = String, Path, description = "Passflex's id of the user")),
    responses((status = 200, description = "Inactive", body = UserResponse), BackendRefusals),
    security(("api_key" = []))
)]
pub(crate) async fn deactivate(
    state: State<AppState>,
    caller: Authorized<UsersWrite>,
    path: PathParams<UserPath>,
) -> Result<Json<UserResponse>, ApiError> {
    set_status(state, caller, path, UserStatus::Inactive).await
}

async fn set_status(
    State(state): State<AppState>,
    caller: Authorized<UsersWrite>,
    PathParams(path): PathParams<UserPath>,
    status: UserStatus,
) -> Result<Json<UserResponse>, ApiError> {
    let (id, tenant) = (UserId::new(path.user_id), &caller.tenant);
    let user = state.flex.set_user_status(&caller.actor, tenant, &id, status).await?;
    in_full(&state, tenant, user).await
}

/// Deletes a user with all passkeys.
///
/// Answers with an empty body, as revoking a device does.
#[utoipa::path(
    delete,
    path = "/v1/apps/{app_id}/users/{user_id}",
    operation_id = "deleteUser",
    tag = "users",
    params(("app_id" = String, Path, description = "The app"), ("user_id" = String, Path, description = "Passflex's id of the user")),
    responses((status = 200, description = "Deleted"), BackendRefusals),
    security(("api_key" = []))
)]
pub(crate) async fn delete(
    State(state): State<AppState>,
    caller: Authorized<UsersWrite>,
    PathParams(path): PathParams<UserPath>,
) -> Result<StatusCode, ApiError> {
    let id = UserId::new(path.user_id);
    state.flex.delete_user(&caller.actor, &caller.tenant, &id).await?;
    Ok(StatusCode::OK)
}

/// A user with passkeys and newest events.
async fn in_full(state: &AppState, tenant: &Tenant, user: User) -> Result<Json<UserResponse>, ApiError> {
    let passkeys = state.flex.passkeys(tenant, &user.id).await?;
    let events = state.flex.recent_events(tenant, &user.id).await?;

    let mut types: Vec<PasskeyType> = passkeys.iter().map(PasskeyType::of).collect();
    types.sort();
    types.dedup();
    Ok(Json(UserResponse {
        user: UserDetail {
            fields: fields(user),
            recent_events: events.into_iter().map(event).collect(),
            social_connections: Empty {},
            webauthn: !passkeys.is_empty(),
            webauthn_devices: passkeys.into_iter().map(|passkey| device(state, passkey)).collect(),
            webauthn_types: types.into_iter().map(|kind| kind.as_str().to_owned()).collect(),
        },
    }))
}

pub(super) fn fields(user: User) -> UserFields {
    UserFields {
        created_at: user.created_at,
        email: String::new(),
        email_verified: false,
        external_id: user.external_id,
        id: user.id.as_str().to_owned(),
        last_login_at: user.last_login_at.unwrap_or(user.created_at),
        login_count: user.login_count,
        phone: String::new(),
        phone_verified: false,
        status: user.status.as_str().to_owned(),
        updated_at: user.updated_at,
        user_metadata: user.metadata,
    }
}

/// A ceremony as the wire shows it.
pub(super) fn event(event: records::Event) -> Event {
    let complete = event.outcome == EventOutcome::Complete;
    let user_agent = event.user_agent.unwrap_or_default();
    Event {
        id: event.id.as_str().to_owned(),
        created_at: event.started_at,
        completed_at: complete.then_some(event.at),
        ip_addr: event.ip.unwrap_or_default(),
        status: if complete { "complete" } else { "incomplete" }.to_owned(),
        event_type: "passkey".to_owned(),
        action: match event.action {
            EventAction::Register => "register",
            EventAction::Authenticate => "login",
        }
        .to_owned(),
        user_agent_display: user_agent::display(&user_agent),
        user_agent,
        social_login_type: None,
    }
}
