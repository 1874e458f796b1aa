//! `POST …/authenticate/verify`: a backend trades a nonce for the person's id.

use axum::Json;
use axum::extract::State;
use passflex_api::{Expect, VerifyRequest, VerifyResponse};
use passflex_flex::store::records::CeremonyKind;
use passflex_flex::{Expectation, VerifiedNonce};

use super::handshake::present;
use crate::authorized::{Authorized, Transactions};
use crate::body::{JsonBody, require};
use crate::error::ApiError;
use crate::openapi::BackendRefusals;
use crate::state::AppState;

/// Trades a nonce for who it was. A nonce verifies once.
#[utoipa::path(
    post,
    path = "/v1/apps/{app_id}/authenticate/verify",
    operation_id = "verifyNonce",
    tag = "transactions",
    params(("app_id" = String, Path, description = "The app")),
    request_body = VerifyRequest,
    responses((status = 200, description = "Who it was", body = VerifyResponse), BackendRefusals),
    security(("api_key" = []))
)]
pub(crate) async fn verify(
    State(state): State<AppState>,
    caller: Authorized<Transactions>,
    JsonBody(body): JsonBody<VerifyRequest>,
) -> Result<Json<VerifyResponse>, ApiError> {
    let nonce = require("nonce", present(body.nonce))?;
    let expect = expectation(body.expect.unwrap_or_default())?;
    let verified = state.flex.verify_nonce(&caller.tenant, &nonce, &expect).await?;
    Ok(Json(verified_response(verified)))
}

/// What was verified, as it goes over the wire.
pub(crate) fn verified_response(verified: VerifiedNonce) -> VerifyResponse {
    VerifyResponse {
        external_id: verified.external_id,
        kind: verified.kind.as_str().to_owned(),
        transaction_id: verified.transaction_id,
        device_id: verified.device_id.as_str().to_owned(),
        user_verified: verified.user_verified,
        backup_eligible: verified.backup_eligible,
        authenticated_at: verified.authenticated_at,
    }
}

fn expectation(expect: Expect) -> Result<Expectation, ApiError> {
    let kind = match expect.kind.as_deref() {
        None => None,
        Some("register") => Some(CeremonyKind::Register),
        Some("authenticate") => Some(CeremonyKind::Authenticate),
        Some(_) => {
            return Err(ApiError::invalid_request("`expect.kind` must be `register` or `authenticate`."));
        }
    };
    Ok(Expectation { kind, external_id: expect.external_id, transaction_id: expect.transaction_id })
}
