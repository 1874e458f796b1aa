//! The route table.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, patch, post};
use http::StatusCode;

use crate::admin;
use crate::body::MAX_BODY;
use crate::console;
use crate::cors::cors;
use crate::error::ApiError;
use crate::guard::guard;
use crate::keyless::{keyless_cors, keyless_rate_limit};
use crate::observe::observe;
use crate::rate_limit::rate_limit;
use crate::routes::{
    apps, authenticate, devices, events, health, icons, openapi, register, sdk, transactions, user_list,
    users, verify,
};
use crate::state::AppState;

/// Everything that Passflex answers.
pub fn router(state: AppState) -> Router {
    management()
        .merge(public())
        .merge(admin::router())
        .merge(console::router(&state))
        .layer(from_fn(guard))
        .merge(app(&state))
        .merge(auth(&state))
        .fallback(async || ApiError::not_found())
        .method_not_allowed_fallback(method_not_allowed)
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(from_fn(observe))
        .with_state(state)
}

/// What an app's backend calls, with an API key.
fn management() -> Router<AppState> {
    Router::new()
        .route("/v1/apps/{app_id}/transactions/register", post(transactions::create_register))
        .route("/v1/apps/{app_id}/transactions/authenticate", post(transactions::create_authenticate))
        .route("/v1/apps/{app_id}/authenticate/verify", post(verify::verify))
        .route("/v1/apps/{app_id}/users", get(user_list::list).post(users::create))
        .route(
            "/v1/apps/{app_id}/users/{user_id}",
            get(users::show).patch(users::update).delete(users::delete),
        )
        .route("/v1/apps/{app_id}/users/{user_id}/activate", patch(users::activate))
        .route("/v1/apps/{app_id}/users/{user_id}/deactivate", patch(users::deactivate))
        .route("/v1/apps/{app_id}/users/{user_id}/devices", get(devices::list))
        .route(
            "/v1/apps/{app_id}/users/{user_id}/devices/{device_id}",
            patch(devices::rename).delete(devices::revoke),
        )
        .route("/v1/apps/{app_id}/events", get(events::list))
}

/// What everybody may read.
fn public() -> Router<AppState> {
    Router::new()
        .route("/healthz", get(health::live))
        .route("/readyz", get(health::ready))
        .route("/openapi.json", get(openapi::show))
        .route("/sdk/passflex.js", get(sdk::script))
        .route("/icons/{file}", get(icons::icon))
}

/// What backends call with a key and pages without. Rust 0.1 puts a slash behind it.
fn app(state: &AppState) -> Router<AppState> {
    Router::new()
        .route("/v1/apps/{app_id}", get(apps::show))
        .route("/v1/apps/{app_id}/", get(apps::show))
        .method_not_allowed_fallback(method_not_allowed)
        .layer(from_fn(guard))
        .layer(from_fn_with_state(state.clone(), keyless_rate_limit))
        .layer(from_fn_with_state(state.clone(), keyless_cors))
}

/// What browsers and native apps call, without credentials.
fn auth(state: &AppState) -> Router<AppState> {
    Router::new()
        .route("/v1/apps/{app_id}/register/transactions/webauthn/start", post(register::start))
        .route("/v1/apps/{app_id}/register/transactions/webauthn/finish", post(register::finish))
        .route("/v1/apps/{app_id}/authenticate/transactions/webauthn/start", post(authenticate::start))
        .route("/v1/apps/{app_id}/authenticate/transactions/webauthn/finish", post(authenticate::finish))
        // Inside the layers: a preflight is an OPTIONS request, and other methods' refusals carry CORS headers too.
        .method_not_allowed_fallback(method_not_allowed)
        .layer(from_fn(guard))
        .layer(from_fn_with_state(state.clone(), rate_limit))
        .layer(from_fn_with_state(state.clone(), cors))
}

async fn method_not_allowed() -> ApiError {
    let sentence = "This address does not take that method.";
    ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", sentence)
}
