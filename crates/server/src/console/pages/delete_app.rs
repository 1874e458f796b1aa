//! `/console/apps/{app_id}/delete`: an app goes with everything of it, once its name has been typed.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use serde::Deserialize;

use crate::console::done::done;
use crate::console::failure::Failure;
use crate::console::form::Fields;
use crate::console::html::html;
use crate::console::page::{Flash, Layout, Section, Tone};
use crate::console::session::{AppVisitor, Confirmed};
use crate::demand::DeleteApp;
use crate::state::AppState;

#[derive(Template)]
#[template(path = "console/delete_app.html")]
struct Page {
    layout: Layout,
    app_id: String,
    app_name: String,
    users: u64,
    with_passkeys: u64,
}

/// What goes, and the question.
pub(crate) async fn show(
    State(state): State<AppState>,
    visitor: AppVisitor<DeleteApp>,
) -> Result<Response, Failure> {
    let layout = visitor.layout(&state, Section::Settings).await?;
    Ok(html(StatusCode::OK, &page(&state, &visitor, layout).await?))
}

/// What was typed.
#[derive(Deserialize)]
pub(crate) struct Submitted {
    confirmation: String,
}

/// Deletes the app, if that is its name.
pub(crate) async fn submit(
    State(state): State<AppState>,
    Confirmed(visitor): Confirmed<AppVisitor<DeleteApp>>,
    Fields(Submitted { confirmation }): Fields<Submitted>,
) -> Result<Response, Failure> {
    let app = state.flex.app(visitor.tenant.id()).await?;
    if confirmation != app.name {
        let mut layout = visitor.layout(&state, Section::Settings).await?;
        layout.flash = Some(Flash::bad("That is not the app's name. Nothing was deleted."));
        return Ok(html(StatusCode::BAD_REQUEST, &page(&state, &visitor, layout).await?));
    }
    state.flex.delete_app(&visitor.actor, &app.id).await?;
    Ok(done("/console/apps", "app-deleted"))
}

async fn page<D>(state: &AppState, visitor: &AppVisitor<D>, layout: Layout) -> Result<Page, Failure> {
    let app = state.flex.app(visitor.tenant.id()).await?;
    let people = state.flex.people(&visitor.tenant).await?;
    Ok(Page {
        layout,
        app_id: app.id.as_str().to_owned(),
        app_name: app.name,
        users: people.users,
        with_passkeys: people.with_passkeys,
    })
}
