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
use crate::state::AppState;

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
