//! `GET /healthz` and `GET /readyz`.

use axum::Json;
use axum::extract::State;
use jiff::SignedDuration;
use passflex_api::ErrorBody;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::state::AppState;

/// How far the server's clock may be from the database's (DESIGN.md, "Of any number of concurrent repeats").
const MAX_CLOCK_DIFFERENCE: SignedDuration = SignedDuration::from_secs(5);

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
/// The process can serve: the database answers and its clock agrees with ours.
#[utoipa::path(
    get,
    path = "/readyz",
    operation_id = "ready",
    tag = "server",
    responses((status = 200, description = "Ready", body = Health), (status = 503, description = "Not ready", body = ErrorBody)),
)]
pub(crate) async fn ready(State(state): State<AppState>) -> Result<Json<Health>, ApiError> {
    let database = state.flex.store().now().await.map_err(|error| {
        tracing::error!(%error, "not ready: the database does not answer");
        ApiError::unavailable()
    })?;
    let difference = state.flex.clock().now().duration_since(database).abs();
    if difference > MAX_CLOCK_DIFFERENCE {
        tracing::error!(
            difference_ms = u64::try_from(difference.as_millis()).unwrap_or_default(),
            "not ready: this machine's clock and the database's differ"
        );
        return Err(ApiError::unavailable());
    }
    Ok(Json(Health { status: "ok" }))
}
