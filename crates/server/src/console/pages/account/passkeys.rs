//! Adding, renaming and removing one's own passkeys.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use passflex_flex::Error;
use passflex_flex::store::PasskeyId;
use serde::Deserialize;

use super::{ADDRESS, mendable, page};
use crate::body::{JsonBody, require};
use crate::console::done::done;
use crate::console::failure::Failure;
use crate::console::form::Fields;
use crate::console::html::html;
use crate::console::page::{Flash, Section};
use crate::console::pages::{Next, Started};
use crate::console::session::{Confirmed, Visitor};
use crate::demand::Anybody;
use crate::error::ApiError;
use crate::path::PathParams;
use crate::state::AppState;

/// Opens the registration of another passkey.
pub(crate) async fn start(
    State(state): State<AppState>,
    Confirmed(visitor): Confirmed<Visitor<Anybody>>,
) -> Result<Json<Started>, ApiError> {
    let transaction_id = state.flex.start_admin_passkey(&visitor.signed_in.session.admin_id).await?;
    Ok(Json(Started { transaction_id }))
}

#[derive(Deserialize)]
pub(crate) struct Finished {
    transaction_id: Option<String>,
    nonce: Option<String>,
}

/// Takes its nonce.
pub(crate) async fn finish(
    State(state): State<AppState>,
    visitor: Visitor<Anybody>,
    JsonBody(body): JsonBody<Finished>,
) -> Result<Json<Next>, ApiError> {
    let transaction_id = require("transaction_id", body.transaction_id)?;
    let nonce = require("nonce", body.nonce)?;
    let admin = &visitor.signed_in.session.admin_id;
    state.flex.finish_admin_passkey(admin, &transaction_id, &nonce).await?;
    Ok(Json(Next { location: format!("{ADDRESS}?done=passkey-added") }))
}

/// The passkey that an address names.
#[derive(Deserialize)]
pub(crate) struct PasskeyPath {
    passkey_id: String,
}

/// What comes of a path that may name nothing.
type InPath = Result<PathParams<PasskeyPath>, ApiError>;

fn id_in(path: InPath) -> Result<PasskeyId, Failure> {
    let PathParams(path) = path.map_err(|_| Failure::NotFound)?;
    Ok(PasskeyId::new(path.passkey_id))
}

#[derive(Deserialize)]
pub(crate) struct Rename {
    name: String,
}

/// Gives a passkey another name.
pub(crate) async fn rename(
    State(state): State<AppState>,
    visitor: Visitor<Anybody>,
    path: InPath,
    Fields(form): Fields<Rename>,
) -> Result<Response, Failure> {
    let (admin, id) = (&visitor.signed_in.session.admin_id, id_in(path)?);
    let renamed = state.flex.rename_admin_passkey(&visitor.actor, admin, &id, form.name.trim()).await;
    told(&state, &visitor, renamed, "passkey-renamed").await
}

/// Removes a passkey.
pub(crate) async fn remove(
    State(state): State<AppState>,
    Confirmed(visitor): Confirmed<Visitor<Anybody>>,
    path: InPath,
) -> Result<Response, Failure> {
    let (admin, id) = (&visitor.signed_in.session.admin_id, id_in(path)?);
    let removed = state.flex.remove_admin_passkey(&visitor.actor, admin, &id).await;
    told(&state, &visitor, removed, "passkey-removed").await
}

/// The page again: with what was done, or with why it was not.
async fn told(
    state: &AppState,
    visitor: &Visitor<Anybody>,
    outcome: Result<(), Error>,
    word: &'static str,
) -> Result<Response, Failure> {
    let Err(error) = outcome else { return Ok(done(ADDRESS, word)) };
    let mut layout = visitor.layout(state, Section::Account).await?;
    layout.flash = Some(Flash::bad(mendable(error)?));
    Ok(html(StatusCode::BAD_REQUEST, &page(state, layout, &visitor.signed_in).await?))
}
