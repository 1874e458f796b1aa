//! `POST …/authenticate/transactions/webauthn/{start,finish}`: a person signs in.

use axum::Json;
use axum::extract::State;
use passflex_flex::FinishRequest;
use passflex_flex::webauthn::json::{AuthenticationResponseJson, PublicKeyCredentialRequestOptionsJson};
use serde::Deserialize;
use utoipa::ToSchema;

use super::handshake::{Finish, Finished, Started, present};
use crate::anonymous::Anonymous;
use crate::body::{JsonBody, OptionalJsonBody, require};
use crate::client::ClientInfo;
use crate::error::ApiError;
use crate::openapi::PageRefusals;
use crate::state::AppState;

/// Body of the start. Without a transaction the sign-in is discoverable.
#[derive(Deserialize, ToSchema)]
#[schema(as = StartAuthentication)]
pub(crate) struct Start {
    /// The transaction, as the backend was given it.
    transaction_id: Option<String>,
}

/// Starts a sign-in: of one person with a transaction, of whoever holds a passkey without.
#[utoipa::path(
    post,
    path = "/v1/apps/{app_id}/authenticate/transactions/webauthn/start",
    operation_id = "startAuthentication",
    tag = "ceremonies",
    params(("app_id" = String, Path, description = "The app")),
    request_body = Option<Start>,
    responses((status = 200, description = "What to ask the authenticator", body = Started<serde_json::Value>), PageRefusals),
)]
pub(crate) async fn start(
    State(state): State<AppState>,
    Anonymous(tenant): Anonymous,
    OptionalJsonBody(body): OptionalJsonBody<Start>,
) -> Result<Json<Started<PublicKeyCredentialRequestOptionsJson>>, ApiError> {
    let transaction_id = present(body.transaction_id);
    let started = state.flex.start_authentication(&tenant, transaction_id.as_deref()).await?;
    Ok(Json(Started::new(transaction_id, started.handshake_id, started.public_key)))
}

/// Finishes a sign-in.
#[utoipa::path(
    post,
    path = "/v1/apps/{app_id}/authenticate/transactions/webauthn/finish",
    operation_id = "finishAuthentication",
    tag = "ceremonies",
    params(("app_id" = String, Path, description = "The app")),
    request_body = Finish<serde_json::Value>,
    responses((status = 200, description = "Signed in", body = Finished), PageRefusals),
)]
pub(crate) async fn finish(
    State(state): State<AppState>,
    Anonymous(tenant): Anonymous,
    ClientInfo(client): ClientInfo,
    JsonBody(body): JsonBody<Finish<AuthenticationResponseJson>>,
) -> Result<Json<Finished>, ApiError> {
    let request = FinishRequest {
        handshake_id: require("handshake_id", present(body.handshake_id))?,
        transaction_id: present(body.transaction_id),
        response: require("handshake_response", body.handshake_response)?,
    };
    let nonce = state.flex.finish_authentication(&tenant, request, &client).await?;
    Ok(Json(Finished { nonce }))
}
