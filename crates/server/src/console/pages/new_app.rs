//! `/console/apps/new`: a name and an origin, and the app is there, with a first key and the code that uses it.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use passflex_flex::store::records::AppSettings;
use passflex_flex::{Error, NewApiKey, NewApp, Scope};
use serde::Deserialize;

use super::snippets::{self, Snippet};
use crate::console::failure::Failure;
use crate::console::form::Fields;
use crate::console::html::html;
use crate::console::page::{Field, Flash, Layout, Section, Tone};
use crate::console::session::{AppVisitor, Visitor};
use crate::demand::{CreateApp, ReadApp};
use crate::state::AppState;

#[derive(Template)]
#[template(path = "console/new_app.html")]
struct Form {
    layout: Layout,
    app_name: Field,
    origin: Field,
    rp_id: Field,
}

#[derive(Template)]
#[template(path = "console/quick_start.html")]
struct QuickStart {
    layout: Layout,
    app_id: String,
    app_name: String,
    rp_id: String,
    /// The first key, this once.
    key: Option<String>,
    url: String,
    clients: Vec<Snippet>,
    backends: Vec<Snippet>,
}

/// What was typed.
#[derive(Deserialize)]
pub(crate) struct Submitted {
    name: String,
    origin: String,
    #[serde(default)]
    rp_id: String,
}

/// The form.
pub(crate) async fn show(
    State(state): State<AppState>,
    visitor: Visitor<CreateApp>,
) -> Result<Response, Failure> {
    let layout = visitor.layout(&state, Section::Apps).await?;
    let form =
        Form { layout, app_name: Field::default(), origin: Field::new("https://"), rp_id: Field::default() };
    Ok(html(StatusCode::OK, &form))
}

/// Makes the app and its first key. The key is in this answer and nowhere else, so it is no redirection.
pub(crate) async fn submit(
    State(state): State<AppState>,
    visitor: Visitor<CreateApp>,
    Fields(submitted): Fields<Submitted>,
) -> Result<Response, Failure> {
    let Submitted { name, origin, rp_id } = submitted;
    let settings = AppSettings { origins: vec![origin.trim().to_owned()], ..AppSettings::default() };
    let typed_rp_id = Some(rp_id.trim().to_owned()).filter(|rp_id| !rp_id.is_empty());
    let new = NewApp { name: name.trim().to_owned(), rp_id: typed_rp_id, settings };
    let app = match state.flex.create_app(&visitor.actor, new).await {
        Ok(app) => app,
        Err(Error::InvalidRequest(sentence)) => {
            let mut layout = visitor.layout(&state, Section::Apps).await?;
            layout.flash = Some(Flash::bad(sentence));
            let form = Form {
                layout,
                app_name: Field::new(name),
                origin: Field::new(origin),
                rp_id: Field::new(rp_id),
            };
            return Ok(html(StatusCode::BAD_REQUEST, &form));
        }
        Err(error) => return Err(error.into()),
    };
    let first = NewApiKey { name: "backend".to_owned(), scopes: Scope::ALL.to_vec(), expires_at: None };
    let (_, secret) = state.flex.create_api_key(&visitor.actor, &app.id, first).await?;
    let mut layout = visitor.layout(&state, Section::Apps).await?;
    layout.app = layout.apps.iter().find(|link| link.id == app.id.as_str()).cloned();
    let key = Some(secret.expose().to_owned());
    let page = quick_start(&state, layout, app.id.as_str(), app.name, app.rp_id, key);
    Ok(html(StatusCode::CREATED, &page))
}

/// The code once more, without the key.
pub(crate) async fn code(
    State(state): State<AppState>,
    visitor: AppVisitor<ReadApp>,
) -> Result<Response, Failure> {
    let app = state.flex.app(visitor.tenant.id()).await?;
    let layout = visitor.layout(&state, Section::Keys).await?;
    let page = quick_start(&state, layout, app.id.as_str(), app.name, app.rp_id, None);
    Ok(html(StatusCode::OK, &page))
}

fn quick_start(
    state: &AppState,
    layout: Layout,
    app_id: &str,
    app_name: String,
    rp_id: String,
    key: Option<String>,
) -> QuickStart {
    let url = state.public_url.as_deref().unwrap_or_default();
    QuickStart {
        layout,
        app_id: app_id.to_owned(),
        app_name,
        rp_id,
        key,
        url: url.to_owned(),
        clients: snippets::clients(url, app_id),
        backends: snippets::backends(url, app_id),
    }
}
