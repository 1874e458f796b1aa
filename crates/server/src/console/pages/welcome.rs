//! `/console/welcome#pfl_…`: where a one-time link leads. The page's script reads the link, so that no log has it.

use askama::Template;
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use passflex_flex::store::records::LinkPurpose;
use passflex_flex::{Error, LinkSecret};
use serde::{Deserialize, Serialize};

use super::signed_in;
use crate::body::{JsonBody, require};
use crate::client::ClientInfo;
use crate::console::html::html;
use crate::console::next_page;
use crate::console::presence::presence;
use crate::error::ApiError;
use crate::state::AppState;

#[derive(Template)]
#[template(path = "console/welcome.html")]
struct Page;

/// The page, which knows nothing of the link.
pub(crate) async fn show() -> Response {
    html(StatusCode::OK, &Page)
}

#[derive(Deserialize)]
pub(crate) struct Submitted {
    link: Option<String>,
    name: Option<String>,
    nonce: Option<String>,
}

/// What the script needs for the registration, and tells the person.
#[derive(Serialize)]
pub(crate) struct Opened {
    purpose: &'static str,
    name: String,
    transaction_id: String,
}

/// Opens a registration for whoever holds the link.
pub(crate) async fn start(
    State(state): State<AppState>,
    JsonBody(body): JsonBody<Submitted>,
) -> Result<Json<Opened>, ApiError> {
    let link = parse(body.link)?;
    let welcome = state.flex.start_welcome(&link, body.name.as_deref()).await?;
    let purpose = match welcome.purpose {
        LinkPurpose::Setup => "setup",
        LinkPurpose::Invitation => "invitation",
        LinkPurpose::Recovery => "recovery",
    };
    Ok(Json(Opened { purpose, name: welcome.name, transaction_id: welcome.transaction_id }))
}

/// Uses the link up, and signs in who brings the nonce of its registration.
pub(crate) async fn finish(
    State(state): State<AppState>,
    ClientInfo(client): ClientInfo,
    JsonBody(body): JsonBody<Submitted>,
) -> Result<Response, ApiError> {
    let site = state.console.as_ref().ok_or_else(ApiError::not_found)?;
    let link = parse(body.link)?;
    let nonce = require("nonce", body.nonce)?;
    let cookie = state.flex.finish_welcome(&link, body.name.as_deref(), &nonce, &presence(client)).await?;
    signed_in(site, &cookie, next_page::START.to_owned())
}

fn parse(link: Option<String>) -> Result<LinkSecret, ApiError> {
    Ok(LinkSecret::parse(&require("link", link)?).map_err(|_| Error::InvalidLink)?)
}
