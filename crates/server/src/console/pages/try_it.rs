//! `/console/apps/{app_id}/try`: a registration and a sign-in in the administrator's own browser. The page's script is
//! the app's page, these handlers are its backend, and what goes between them and Passflex is shown.

use askama::Template;
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use passflex_api::VerifyResponse;
use passflex_flex::store::records::{App, AppStatus};
use passflex_flex::{
    AppChange, Expectation, Flex, NewAuthenticateTransaction, NewRegisterTransaction, TransactionOptions,
};
use serde::Deserialize;

use super::Started;
use crate::body::{JsonBody, require};
use crate::console::done::done;
use crate::console::failure::Failure;
use crate::console::html::html;
use crate::console::page::{Layout, Section, Tone};
use crate::console::session::AppVisitor;
use crate::demand::WriteApp;
use crate::error::ApiError;
use crate::routes::verify::verified_response;
use crate::state::AppState;

#[derive(Template)]
#[template(path = "console/try_it.html")]
struct Page {
    layout: Layout,
    app_id: String,
    rp_id: String,
    /// Where the console is.
    origin: String,
    stage: Stage,
}

/// Whether the console's pages can use the app's passkeys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// They can.
    Ready,
    /// They could, if the console's origin was one of the app's.
    OtherOrigin,
    /// Browsers do not let them: the RP id is another site's.
    OtherSite,
    /// Nobody can: the app is disabled.
    Disabled,
}

/// The page.
pub(crate) async fn show(
    State(state): State<AppState>,
    visitor: AppVisitor<WriteApp>,
) -> Result<Response, Failure> {
    let origin = origin(&state)?;
    let app = &visitor.tenant.app;
    let page = Page {
        layout: visitor.layout(&state, Section::TryIt).await?,
        app_id: app.id.as_str().to_owned(),
        rp_id: app.rp_id.clone(),
        stage: stage(&state.flex, app, &origin),
        origin,
    };
    Ok(html(StatusCode::OK, &page))
}

fn origin(state: &AppState) -> Result<String, Failure> {
    state.console.as_ref().map(|site| site.origin.clone()).ok_or(Failure::ConsoleOff)
}

fn stage(flex: &Flex, app: &App, origin: &str) -> Stage {
    if app.status == AppStatus::Disabled {
        return Stage::Disabled;
    }
    if app.settings.origins.iter().any(|theirs| theirs == origin) {
        return Stage::Ready;
    }
    let mut with = app.clone();
    with.settings.origins.push(origin.to_owned());
    if flex.check_app(&with).is_ok() { Stage::OtherOrigin } else { Stage::OtherSite }
}

/// Makes the console's origin one of the app's.
pub(crate) async fn add_origin(
    State(state): State<AppState>,
    visitor: AppVisitor<WriteApp>,
) -> Result<Response, Failure> {
    let app = state.flex.app(&visitor.tenant.app.id).await?;
    let mut settings = app.settings;
    settings.origins.push(origin(&state)?);
    let change = AppChange { settings: Some(settings), ..AppChange::default() };
    state.flex.update_app(&visitor.actor, &app.id, change).await?;
    Ok(done(&format!("/console/apps/{}/try", app.id), "origin-added"))
}

/// Whom the ceremony is for.
#[derive(Deserialize)]
pub(crate) struct Whom {
    external_id: Option<String>,
    passkey_display_name: Option<String>,
}

/// What the app's backend does before somebody registers.
pub(crate) async fn create_register(
    State(state): State<AppState>,
    visitor: AppVisitor<WriteApp>,
    JsonBody(body): JsonBody<Whom>,
) -> Result<Json<Started>, ApiError> {
    let new = NewRegisterTransaction {
        external_id: require("external_id", body.external_id)?,
        display_name: require("passkey_display_name", body.passkey_display_name)?,
        options: TransactionOptions::default(),
    };
    let transaction_id = state.flex.create_register_transaction(&visitor.tenant, &new).await?;
    Ok(Json(Started { transaction_id }))
}

/// What the app's backend does before somebody signs in.
pub(crate) async fn create_authenticate(
    State(state): State<AppState>,
    visitor: AppVisitor<WriteApp>,
    JsonBody(body): JsonBody<Whom>,
) -> Result<Json<Started>, ApiError> {
    let new = NewAuthenticateTransaction {
        external_id: require("external_id", body.external_id)?,
        options: TransactionOptions::default(),
    };
    let transaction_id = state.flex.create_authenticate_transaction(&visitor.tenant, &new).await?;
    Ok(Json(Started { transaction_id }))
}

/// A nonce to trade in.
#[derive(Deserialize)]
pub(crate) struct Brought {
    nonce: Option<String>,
}

/// What the app's backend does afterwards.
pub(crate) async fn verify(
    State(state): State<AppState>,
    visitor: AppVisitor<WriteApp>,
    JsonBody(body): JsonBody<Brought>,
) -> Result<Json<VerifyResponse>, ApiError> {
    let nonce = require("nonce", body.nonce)?;
    let verified = state.flex.verify_nonce(&visitor.tenant, &nonce, &Expectation::default()).await?;
    Ok(Json(verified_response(verified)))
}
