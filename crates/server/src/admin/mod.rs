//! `/admin/v1`: what the console does, for programs. Each subject is a file; `authorized` is who calls.

pub(crate) mod apps;
mod authorized;

pub(crate) use authorized::{Administrator, AppAdministrator};

use axum::Router;
use axum::routing::get;

use crate::state::AppState;

/// Every address of the admin API.
pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .route("/admin/v1/apps", get(apps::list).post(apps::create))
        .route("/admin/v1/apps/{app_id}", get(apps::show).patch(apps::update).delete(apps::delete))
}
