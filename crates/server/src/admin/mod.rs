//! `/admin/v1`: what the console does, for programs. Each subject is a file; `authorized` is who calls.

pub(crate) mod administrators;
pub(crate) mod apps;
pub(crate) mod audit;
mod authorized;
pub(crate) mod counts;
pub(crate) mod events;
pub(crate) mod grants;
pub(crate) mod invitations;
pub(crate) mod keys;
pub(crate) mod native_clients;
pub(crate) mod tokens;
pub(crate) mod users;

pub(crate) use authorized::{Administrator, AppAdministrator};

use axum::Router;
use axum::routing::{delete, get, patch, post, put};

use crate::state::AppState;

/// Every address of the admin API.
pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .route("/admin/v1/audit", get(audit::list))
        .route("/admin/v1/audit.ndjson", get(audit::ndjson))
        .route("/admin/v1/apps", get(apps::list).post(apps::create))
        .route("/admin/v1/apps/{app_id}", get(apps::show).patch(apps::update).delete(apps::delete))
        .route("/admin/v1/apps/{app_id}/audit", get(audit::list_of_app))
        .route("/admin/v1/apps/{app_id}/audit.ndjson", get(audit::ndjson_of_app))
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
        .route("/admin/v1/administrators", get(administrators::list))
        .route("/admin/v1/administrators/{admin_id}", get(administrators::show).patch(administrators::update))
        .route("/admin/v1/administrators/{admin_id}/recovery-link", post(administrators::make_recovery_link))
        .route("/admin/v1/administrators/{admin_id}/grants/{app_id}", put(grants::set).delete(grants::remove))
        .route("/admin/v1/invitations", get(invitations::list).post(invitations::create))
        .route("/admin/v1/invitations/{invitation_id}", delete(invitations::revoke))
        .route("/admin/v1/tokens", get(tokens::list))
        .route("/admin/v1/tokens/{token_id}", delete(tokens::revoke))
        .route("/admin/v1/apps/{app_id}/keys", get(keys::list).post(keys::create))
        .route("/admin/v1/apps/{app_id}/keys/{key_id}", delete(keys::revoke))
        .route("/admin/v1/apps/{app_id}/keys/{key_id}/rotate", post(keys::rotate))
        .route(
            "/admin/v1/apps/{app_id}/native-clients",
            get(native_clients::list).post(native_clients::create),
        )
        .route(
            "/admin/v1/apps/{app_id}/native-clients/{client_id}",
            patch(native_clients::update).delete(native_clients::delete),
        )
        .route("/admin/v1/apps/{app_id}/association-files", get(native_clients::files))
}
