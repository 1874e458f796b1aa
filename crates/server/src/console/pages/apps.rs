//! `/console/apps`: the apps that an administrator has a role for.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use passflex_flex::Permission;
use passflex_flex::store::records::{App, AppStatus};

use crate::console::failure::Failure;
use crate::console::html::html;
use crate::console::page::{Layout, Moment, Section, Tone};
use crate::console::session::Visitor;
use crate::demand::Anybody;
use crate::state::AppState;

#[derive(Template)]
#[template(path = "console/apps.html")]
struct Page {
    layout: Layout,
    rows: Vec<Row>,
    may_create: bool,
}

struct Row {
    id: String,
    name: String,
    rp_id: String,
    is_active: bool,
    created_at: Moment,
}

/// The list.
pub(crate) async fn list(
    State(state): State<AppState>,
    visitor: Visitor<Anybody>,
) -> Result<Response, Failure> {
    let authority = visitor.authority();
    let apps = state.flex.apps().await?;
    let theirs = apps.into_iter().filter(|app| authority.role(Some(&app.id)).is_some());
    Ok(html(
        StatusCode::OK,
        &Page {
            layout: visitor.layout(&state, Section::Apps).await?,
            rows: theirs.map(row).collect(),
            may_create: authority.may(Permission::CreateApp, None),
        },
    ))
}

fn row(app: App) -> Row {
    Row {
        id: app.id.as_str().to_owned(),
        name: app.name,
        rp_id: app.rp_id,
        is_active: app.status == AppStatus::Active,
        created_at: Moment::from(app.created_at),
    }
}
