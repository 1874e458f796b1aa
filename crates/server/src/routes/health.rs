//! `GET /healthz` and `GET /readyz`.

use axum::Json;
use axum::extract::State;
use passflex_api::ErrorBody;
use passflex_flex::NotReady;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::state::AppState;

/// Answer of both.
#[derive(Serialize, ToSchema)]
pub(crate) struct Health {
    /// Always `ok`.
    status: &'static str,
}

/// Whether the process is there.
///
/// The process is there. Says nothing of the database.
#[utoipa::path(
    get,
    path = "/healthz",
    operation_id = "live",
    tag = "server",
    responses((status = 200, description = "Alive", body = Health)),
)]
pub(crate) async fn live() -> Json<Health> {
    Json(Health { status: "ok" })
}

/// Whether the server can serve.
///
/// The process can serve: the database answers, takes writes, and its clock agrees with ours.
#[utoipa::path(
    get,
    path = "/readyz",
    operation_id = "ready",
    tag = "server",
    responses((status = 200, description = "Ready", body = Health), (status = 503, description = "Not ready", body = ErrorBody)),
)]
pub(crate) async fn ready(State(state): State<AppState>) -> Result<Json<Health>, ApiError> {
    match state.flex.ready().await {
        Ok(()) => Ok(Json(Health { status: "ok" })),
        Err(why) => {
            tracing::error!(%why, "not ready");
            Err(ApiError::not_ready(match why {
                NotReady::NoAnswer(_) => "The database does not answer. The server's log says why.",
                NotReady::NoWrites(_) => {
                    "The database takes no writes: its disk is full or read-only, or it is gone. The server's log says \
                     which."
                }
                NotReady::Clock(_) => {
                    "The server's clock and the database's differ by more than five seconds. Set the clock right."
                }
            }))
        }
    }
}
