//! `POST …/register/transactions/webauthn/{start,finish}`: a person gets a passkey.

use axum::Json;
use axum::extract::State;
use passflex_flex::webauthn::json::{PublicKeyCredentialCreationOptionsJson, RegistrationResponseJson};
use passflex_flex::{Attachment, FinishRequest};
use serde::Deserialize;
use utoipa::ToSchema;

use super::handshake::{Finish, Finished, Started, present};
use crate::anonymous::Anonymous;
use crate::body::{JsonBody, require};
use crate::client::ClientInfo;
use crate::error::ApiError;
use crate::openapi::PageRefusals;
use crate::state::AppState;

/// Body of the start.
#[derive(Deserialize, ToSchema)]
#[schema(as = StartRegistration)]
pub(crate) struct Start {
    /// The transaction, as the backend was given it.
    #[schema(value_type = String, required, min_length = 1)]
    transaction_id: Option<String>,
    /// `platform`, `cross-platform` or `any`; absent: any.
    #[schema(pattern = "^(platform|cross-platform|any|)$")]
    authenticator_attachment: Option<String>,
}

/// Starts a registration.
#[utoipa::path(
    post,
    path = "/v1/apps/{app_id}/register/transactions/webauthn/start",
    operation_id = "startRegistration",
    tag = "ceremonies",
    params(("app_id" = String, Path, description = "The app")),
    request_body = Start,
    responses((status = 200, description = "What to ask the authenticator", body = Started<serde_json::Value>), PageRefusals),
)]
pub(crate) async fn start(
    State(state): State<AppState>,
    Anonymous(tenant): Anonymous,
    JsonBody(body): JsonBody<Start>,
) -> Result<Json<Started<PublicKeyCredentialCreationOptionsJson>>, ApiError> {
    let transaction_id = require("transaction_id", present(body.transaction_id))?;
    let attachment = attachment(body.authenticator_attachment.as_deref())?;
    let started = state.flex.start_registration(&tenant, &transaction_id, attachment).await?;
    Ok(Json(Started::new(Some(transaction_id), started.handshake_id, started.public_key)))
}

/// Finishes a registration.
#[utoipa::path(
    post,
    path = "/v1/apps/{app_id}/register/transactions/webauthn/finish",
    operation_id = "finishRegistration",
    tag = "ceremonies",
    params(("app_id" = String, Path, description = "The app")),
    request_body = Finish<serde_json::Value>,
    responses((status = 200, description = "Registered", body = Finished), PageRefusals),
)]
pub(crate) async fn finish(
    State(state): State<AppState>,
    Anonymous(tenant): Anonymous,
    ClientInfo(client): ClientInfo,
    JsonBody(body): JsonBody<Finish<RegistrationResponseJson>>,
) -> Result<Json<Finished>, ApiError> {
    let request = FinishRequest {
        handshake_id: require("handshake_id", present(body.handshake_id))?,
        transaction_id: Some(require("transaction_id", present(body.transaction_id))?),
        response: require("handshake_response", body.handshake_response)?,
    };
    let nonce = state.flex.finish_registration(&tenant, request, &client).await?;
    Ok(Json(Finished { nonce }))
}

fn attachment(text: Option<&str>) -> Result<Attachment, ApiError> {
    match text {
        None | Some("" | "any") => Ok(Attachment::Any),
        Some("platform") => Ok(Attachment::Platform),
        Some("cross-platform") => Ok(Attachment::CrossPlatform),
        Some(_) => Err(ApiError::invalid_request(
            "`authenticator_attachment` must be `platform`, `cross-platform` or `any`.",
        )),
    }
}
