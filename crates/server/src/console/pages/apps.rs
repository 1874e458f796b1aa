//! `/console/apps`: the apps that an administrator has a role for.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use jiff::SignedDuration;
use passflex_flex::store::records::{App, AppStatus};
use passflex_flex::{Permission, Step};

use crate::console::charts::grouped;
use crate::console::failure::Failure;
use crate::console::html::html;
use crate::console::page::{Layout, Moment, Section, Tone};
use crate::console::session::Visitor;
use crate::demand::Anybody;
use crate::state::AppState;

/// How far back activity is counted.
const RECENTLY: SignedDuration = SignedDuration::from_hours(30 * 24);

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
    sign_ins: String,
    registrations: String,
    created_at: Moment,
}

/// The list.
pub(crate) async fn list(
    State(state): State<AppState>,
    visitor: Visitor<Anybody>,
) -> Result<Response, Failure> {
    let authority = visitor.authority();
    let apps = state.flex.apps().await?;
    let mut rows = Vec::new();
    for app in apps.into_iter().filter(|app| authority.role(Some(&app.id)).is_some()) {
        rows.push(row(&state, app).await?);
    }
    Ok(html(
        StatusCode::OK,
        &Page {
            layout: visitor.layout(&state, Section::Apps).await?,
            rows,
            may_create: authority.may(Permission::CreateApp, None),
        },
    ))
}

async fn row(state: &AppState, app: App) -> Result<Row, Failure> {
    let now = state.flex.clock().now();
    let tenant = state.flex.tenant(&app.id).await?;
    let activity = state.flex.activity(&tenant, now - RECENTLY, now, Step::Day).await?;
    Ok(Row {
        id: app.id.as_str().to_owned(),
        name: app.name,
        rp_id: app.rp_id,
        is_active: app.status == AppStatus::Active,
        sign_ins: grouped(activity.sign_ins.ceremonies.complete),
        registrations: grouped(activity.registrations.ceremonies.complete),
        created_at: Moment::from(app.created_at),
    })
}
