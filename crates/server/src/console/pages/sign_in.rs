//! `/console/sign-in`: with a passkey, and nothing else.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use passflex_flex::SignedIn;
use serde::Deserialize;

use super::signed_in;
use crate::body::{JsonBody, require};
use crate::client::ClientInfo;
use crate::console::failure::Failure;
use crate::console::html::html;
use crate::console::next_page;
use crate::console::presence::presence;
use crate::error::ApiError;
use crate::state::AppState;

#[derive(Template)]
#[template(path = "console/sign_in.html")]
struct Page {
    next: String,
}

#[derive(Deserialize)]
pub(crate) struct Wanted {
    next: Option<String>,
}

/// The page; or onward, for who is signed in.
pub(crate) async fn show(
    signed_in: Option<axum::Extension<SignedIn>>,
    Query(Wanted { next }): Query<Wanted>,
) -> Result<Response, Failure> {
    let next = next_page::checked(next.as_deref());
    Ok(match signed_in {
        Some(_) => Redirect::to(&next).into_response(),
        None => html(StatusCode::OK, &Page { next }),
    })
}

#[derive(Deserialize)]
pub(crate) struct Submitted {
    nonce: Option<String>,
    next: Option<String>,
}

/// Trades the nonce of a sign-in to the reserved app for a session.
pub(crate) async fn submit(
    State(state): State<AppState>,
    ClientInfo(client): ClientInfo,
    JsonBody(body): JsonBody<Submitted>,
) -> Result<Response, ApiError> {
    let site = state.console.as_ref().ok_or_else(ApiError::not_found)?;
    let nonce = require("nonce", body.nonce)?;
    let cookie = state.flex.sign_in(&nonce, &presence(client)).await?;
    signed_in(site, &cookie, next_page::checked(body.next.as_deref()))
}
