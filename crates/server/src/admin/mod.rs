//! `/admin/v1`: what the console does, for programs. Each subject is a file; `authorized` is who calls.

pub(crate) mod apps;
mod authorized;
pub(crate) mod counts;
pub(crate) mod events;
pub(crate) mod users;

pub(crate) use authorized::{Administrator, AppAdministrator};

use axum::Router;
use axum::routing::{get, patch};

use crate::state::AppState;

/// Every address of the admin API.
pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .route("/admin/v1/apps", get(apps::list).post(apps::create))
        .route("/admin/v1/apps/{app_id}", get(apps::show).patch(apps::update).delete(apps::delete))
        .route("/admin/v1/apps/{app_id}/counts", get(counts::show))
        .route("/admin/v1/apps/{app_id}/users", get(users::list))
        .route(
            "/admin/v1/apps/{app_id}/users/{user_id}",
            get(users::show).patch(users::update).delete(users::delete),
        )
        .route("/admin/v1/apps/{app_id}/users/{user_id}/export", get(users::export))
        .route(
            "/admin/v1/apps/{app_id}/users/{user_id}/passkeys/{passkey_id}",
            patch(users::rename_passkey).delete(users::revoke_passkey),
        )
        .route("/admin/v1/apps/{app_id}/events", get(events::list))
        .route("/admin/v1/apps/{app_id}/events.csv", get(events::csv))
        .route("/admin/v1/apps/{app_id}/events.ndjson", get(events::ndjson))
        .route("/admin/v1/apps/{app_id}/events/{event_id}", get(events::show))
}
