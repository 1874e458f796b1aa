//! `/console/apps/{app_id}/events`: what happened, as it happens; and what came since, for the script that adds it.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use passflex_flex::agents::BROWSERS;
use passflex_flex::store::records::Event;
use passflex_flex::{FindEvents, Page as Found};

use super::event_rows::{Row, rows};
use crate::console::address::Asked;
use crate::console::failure::Failure;
use crate::console::html::html;
use crate::console::page::{Choice, Field, Layout, Section, Tone};
use crate::console::session::AppVisitor;
use crate::demand::ReadUsers;
use crate::event_export::{Format, stream};
use crate::find::EventFilters;
use crate::state::AppState;

/// The most events that a page adds at once. Whoever looks away longer reloads it.
const MOST_NEWER: u32 = 200;

#[derive(Template)]
#[template(path = "console/events.html")]
struct Page {
    layout: Layout,
    /// Where the app's pages are.
    app: String,
    /// Where this page is.
    path: String,
    actions: Vec<Choice>,
    outcomes: Vec<Choice>,
    browsers: Vec<Choice>,
    rule: Field,
    user_id: Field,
    aaguid: Field,
    from: Field,
    until: Field,
    is_filtered: bool,
    /// What is wrong with what was asked for.
    problem: Option<String>,
    rows: Vec<Row>,
    /// Where a script finds what came since the event named there; none on pages further back.
    newer: Option<String>,
    csv: String,
    ndjson: String,
    first: Option<String>,
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "console/events_newer.html")]
struct Newer {
    app: String,
    rows: Vec<Row>,
}

/// The list.
pub(crate) async fn list(
    State(state): State<AppState>,
    visitor: AppVisitor<ReadUsers>,
    Asked(filters): Asked<EventFilters>,
) -> Result<Response, Failure> {
    let found = match filters.find() {
        Ok(find) => state.flex.find_events(&visitor.tenant, &find).await,
        Err(error) => Err(error),
    };
    let (status, found, problem) = match found {
        Ok(found) => (StatusCode::OK, found, None),
        Err(passflex_flex::Error::InvalidRequest(sentence)) => {
            (StatusCode::BAD_REQUEST, Found::default(), Some(sentence))
        }
        Err(error) => return Err(error.into()),
    };
    let app = format!("/console/apps/{}", visitor.tenant.id());
    let layout = visitor.layout(&state, Section::Events).await?;
    let may_watch = problem.is_none();
    let page = page(layout, app, &filters, &found, problem);
    let newer = page.newer.filter(|_| may_watch);
    Ok(html(status, &Page { rows: rows(&state.flex, found.items), newer, ..page }))
}

fn page(
    layout: Layout,
    app: String,
    filters: &EventFilters,
    found: &Found<Event>,
    problem: Option<String>,
) -> Page {
    let path = format!("{app}/events");
    let at = |path: &str, cursor: Option<&str>| filters.address(path, cursor);
    let browsers = BROWSERS.iter().map(|name| Choice::of(name, name, &filters.browser));
    Page {
        layout,
        actions: vec![
            Choice::of("", "All", &filters.action),
            Choice::of("register", "Registrations", &filters.action),
            Choice::of("authenticate", "Sign-ins", &filters.action),
        ],
        outcomes: vec![
            Choice::of("", "Any", &filters.outcome),
            Choice::of("complete", "Complete", &filters.outcome),
            Choice::of("failed", "Failed", &filters.outcome),
        ],
        browsers: std::iter::once(Choice::of("", "Any", &filters.browser)).chain(browsers).collect(),
        rule: Field::new(filters.rule.as_str()),
        user_id: Field::new(filters.user_id.as_str()),
        aaguid: Field::new(filters.aaguid.as_str()),
        from: Field::new(filters.from.as_str()),
        until: Field::new(filters.until.as_str()),
        is_filtered: at(&path, None) != path,
        problem,
        rows: Vec::new(),
        newer: filters.cursor.is_empty().then(|| at(&format!("{path}/newer"), None)),
        csv: at(&format!("{path}.csv"), None),
        ndjson: at(&format!("{path}.ndjson"), None),
        first: (!filters.cursor.is_empty()).then(|| at(&path, None)),
        next: found.next_cursor.as_deref().map(|cursor| at(&path, Some(cursor))),
        path,
        app,
    }
}

/// The rows of what came since, newest first, and nothing around them.
pub(crate) async fn newer(
    State(state): State<AppState>,
    visitor: AppVisitor<ReadUsers>,
    Asked(filters): Asked<EventFilters>,
) -> Result<Response, Failure> {
    let find = FindEvents { limit: MOST_NEWER, ..filters.find()? };
    let found = state.flex.find_events(&visitor.tenant, &find).await?;
    let app = format!("/console/apps/{}", visitor.tenant.id());
    Ok(html(StatusCode::OK, &Newer { app, rows: rows(&state.flex, found.items) }))
}

/// All of them as CSV.
pub(crate) async fn csv(
    State(state): State<AppState>,
    visitor: AppVisitor<ReadUsers>,
    Asked(filters): Asked<EventFilters>,
) -> Result<Response, Failure> {
    Ok(stream(state.flex, visitor.tenant, filters.find()?, Format::Csv))
}

/// All of them as JSON, a line each.
pub(crate) async fn ndjson(
    State(state): State<AppState>,
    visitor: AppVisitor<ReadUsers>,
    Asked(filters): Asked<EventFilters>,
) -> Result<Response, Failure> {
    Ok(stream(state.flex, visitor.tenant, filters.find()?, Format::Ndjson))
}
