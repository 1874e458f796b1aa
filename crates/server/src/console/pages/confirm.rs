//! `/console/confirm`: the passkey once more, before something dangerous.

use askama::Template;
use axum::Json;
use axum::extract::{Query, State};
use axum::response::Response;
use http::StatusCode;
use serde::{Deserialize, Serialize};

use super::Next;
use crate::body::{JsonBody, require};
use crate::console::failure::Failure;
use crate::console::html::html;
use crate::console::next_page;
use crate::console::session::Visitor;
use crate::demand::Anybody;
use crate::error::ApiError;
use crate::state::AppState;

#[derive(Template)]
#[template(path = "console/confirm.html")]
struct Page {
    next: String,
}

#[derive(Deserialize)]
pub(crate) struct Wanted {
    next: Option<String>,
}

/// The page, for browsers whose script did not ask on the spot.
pub(crate) async fn show(
    _: Visitor<Anybody>,
    Query(Wanted { next }): Query<Wanted>,
) -> Result<Response, Failure> {
    Ok(html(StatusCode::OK, &Page { next: next_page::checked(next.as_deref()) }))
}

/// Opens a sign-in of who is signed in, unless they have confirmed lately.
pub(crate) async fn start(
    State(state): State<AppState>,
    visitor: Visitor<Anybody>,
) -> Result<Json<MaybeStarted>, ApiError> {
    let transaction_id = if visitor.signed_in.is_confirmed {
        None
    } else {
        Some(state.flex.start_confirmation(&visitor.signed_in).await?)
    };
    Ok(Json(MaybeStarted { transaction_id }))
}

/// A transaction for the script to run; `None`: there is nothing to do.
#[derive(Serialize)]
pub(crate) struct MaybeStarted {
    transaction_id: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct Finished {
    transaction_id: Option<String>,
    nonce: Option<String>,
    next: Option<String>,
}

/// Takes its nonce.
pub(crate) async fn finish(
    State(state): State<AppState>,
    visitor: Visitor<Anybody>,
    JsonBody(body): JsonBody<Finished>,
) -> Result<Json<Next>, ApiError> {
    let transaction_id = require("transaction_id", body.transaction_id)?;
    let nonce = require("nonce", body.nonce)?;
    state.flex.finish_confirmation(&visitor.signed_in, &transaction_id, &nonce).await?;
    Ok(Json(Next { location: next_page::checked(body.next.as_deref()) }))
}
