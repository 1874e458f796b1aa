//! `/admin/v1`: what the console does, for programs. Each subject is a file; `authorized` is who calls.

mod authorized;

pub(crate) use authorized::{Administrator, AppAdministrator};

use axum::Router;

use crate::state::AppState;

/// Every address of the admin API.
pub(crate) fn router() -> Router<AppState> {
    Router::new()
}
