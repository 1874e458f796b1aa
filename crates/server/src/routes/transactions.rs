//! `POST …/transactions/{register,authenticate}`: a backend says whom a ceremony is for.

use axum::Json;
use axum::extract::State;
use passflex_api::{
    CreateAuthenticateTransaction, CreateRegisterTransaction, TransactionCreated, TransactionOptions,
};
use passflex_flex::webauthn::UserVerificationRequirement;
use passflex_flex::{NewAuthenticateTransaction, NewRegisterTransaction};

use crate::authorized::{Authorized, Transactions};
use crate::body::{JsonBody, require};
use crate::error::ApiError;
use crate::openapi::BackendRefusals;
use crate::state::AppState;

/// Says that somebody is about to get a passkey. The user need not exist yet.
#[utoipa::path(
    post,
    path = "/v1/apps/{app_id}/transactions/register",
    operation_id = "createRegisterTransaction",
    tag = "transactions",
    params(("app_id" = String, Path, description = "The app")),
    request_body = CreateRegisterTransaction,
    responses((status = 200, description = "Sealed", body = TransactionCreated), BackendRefusals),
    security(("api_key" = []))
)]
pub(crate) async fn create_register(
    State(state): State<AppState>,
    caller: Authorized<Transactions>,
    JsonBody(body): JsonBody<CreateRegisterTransaction>,
) -> Result<Json<TransactionCreated>, ApiError> {
    let new = NewRegisterTransaction {
        external_id: require("external_id", body.external_id)?,
        display_name: require("passkey_display_name", body.passkey_display_name)?,
        options: options(body.options)?,
    };
    let transaction_id = state.flex.create_register_transaction(&caller.tenant, &new).await?;
    Ok(Json(TransactionCreated { transaction_id }))
}

/// Says that somebody is about to sign in with a passkey.
#[utoipa::path(
    post,
    path = "/v1/apps/{app_id}/transactions/authenticate",
    operation_id = "createAuthenticateTransaction",
    tag = "transactions",
    params(("app_id" = String, Path, description = "The app")),
    request_body = CreateAuthenticateTransaction,
    responses((status = 200, description = "Sealed", body = TransactionCreated), BackendRefusals),
    security(("api_key" = []))
)]
pub(crate) async fn create_authenticate(
    State(state): State<AppState>,
    caller: Authorized<Transactions>,
    JsonBody(body): JsonBody<CreateAuthenticateTransaction>,
) -> Result<Json<TransactionCreated>, ApiError> {
    let new = NewAuthenticateTransaction {
        external_id: require("external_id", body.external_id)?,
        options: options(body.options)?,
    };
    let transaction_id = state.flex.create_authenticate_transaction(&caller.tenant, &new).await?;
    Ok(Json(TransactionCreated { transaction_id }))
}

fn options(options: Option<TransactionOptions>) -> Result<passflex_flex::TransactionOptions, ApiError> {
    let user_verification = match options.and_then(|options| options.user_verification).as_deref() {
        None => None,
        Some("required") => Some(UserVerificationRequirement::Required),
        Some("preferred") => Some(UserVerificationRequirement::Preferred),
        Some("discouraged") => Some(UserVerificationRequirement::Discouraged),
        Some(_) => {
            return Err(ApiError::invalid_request(
                "`options.user_verification` must be `required`, `preferred` or `discouraged`.",
            ));
        }
    };
    Ok(passflex_flex::TransactionOptions { user_verification })
}
