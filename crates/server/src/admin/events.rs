//! `…/events`: how an app's ceremonies ended, why, and all of them in a file.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use passflex_api::admin::{AdminEvent, AdminEventDetail, Explanation, Page};
use passflex_flex::store::EventId;
use serde::Deserialize;

use super::AppAdministrator;
use crate::demand::ReadUsers;
use crate::error::ApiError;
use crate::event_export::{Format, stream};
use crate::event_view::admin_event;
use crate::find::EventFilters;
use crate::openapi::AdminRefusals;
use crate::path::PathParams;
use crate::query::QueryParams;
use crate::state::AppState;

#[derive(Deserialize)]
pub(crate) struct EventPath {
    event_id: String,
}

/// Finds events, newest first.
#[utoipa::path(
    get,
    path = "/admin/v1/apps/{app_id}/events",
    operation_id = "adminListEvents",
    tag = "admin/events",
    params(("app_id" = String, Path, description = "The app"), EventFilters),
    responses((status = 200, description = "A page of events", body = Page<AdminEvent>), AdminRefusals),
    security(("admin_token" = []))
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    caller: AppAdministrator<ReadUsers>,
    QueryParams(filters): QueryParams<EventFilters>,
) -> Result<Json<Page<AdminEvent>>, ApiError> {
    let page = state.flex.find_events(&caller.tenant, &filters.find()?).await?;
    let items = page.items.into_iter().map(|event| admin_event(&state.flex, event)).collect();
    Ok(Json(Page { items, next_cursor: page.next_cursor }))
}

/// Shows an event and explains it.
#[utoipa::path(
    get,
    path = "/admin/v1/apps/{app_id}/events/{event_id}",
    operation_id = "adminGetEvent",
    tag = "admin/events",
    params(("app_id" = String, Path, description = "The app"), ("event_id" = String, Path, description = "The event")),
    responses((status = 200, description = "The event", body = AdminEventDetail), AdminRefusals),
    security(("admin_token" = []))
)]
pub(crate) async fn show(
    State(state): State<AppState>,
    caller: AppAdministrator<ReadUsers>,
    PathParams(path): PathParams<EventPath>,
) -> Result<Json<AdminEventDetail>, ApiError> {
    let event = state.flex.event_of(&caller.tenant, &EventId::new(path.event_id)).await?;
    let explained = state.flex.explain(&caller.tenant, &event);
    Ok(Json(AdminEventDetail {
        explanation: explained.map(|words| Explanation {
            expected: words.expected,
            came: words.came,
            change: words.change,
        }),
        event: admin_event(&state.flex, event),
    }))
}

/// All events that meet the conditions as CSV, newest first. `cursor` and `limit` count for nothing.
#[utoipa::path(
    get,
    path = "/admin/v1/apps/{app_id}/events.csv",
    operation_id = "adminExportEventsAsCsv",
    tag = "admin/events",
    params(("app_id" = String, Path, description = "The app"), EventFilters),
    responses((status = 200, description = "The events, a line each", body = String, content_type = "text/csv"), AdminRefusals),
    security(("admin_token" = []))
)]
pub(crate) async fn csv(
    State(state): State<AppState>,
    caller: AppAdministrator<ReadUsers>,
    QueryParams(filters): QueryParams<EventFilters>,
) -> Result<Response, ApiError> {
    Ok(stream(state.flex, caller.tenant, filters.find()?, Format::Csv))
}

/// All events that meet the conditions as JSON, a line each, newest first. `cursor` and `limit` count for nothing.
#[utoipa::path(
    get,
    path = "/admin/v1/apps/{app_id}/events.ndjson",
    operation_id = "adminExportEventsAsNdjson",
    tag = "admin/events",
    params(("app_id" = String, Path, description = "The app"), EventFilters),
    responses((status = 200, description = "The events, a line each", body = String, content_type = "application/x-ndjson"), AdminRefusals),
    security(("admin_token" = []))
)]
pub(crate) async fn ndjson(
    State(state): State<AppState>,
    caller: AppAdministrator<ReadUsers>,
    QueryParams(filters): QueryParams<EventFilters>,
) -> Result<Response, ApiError> {
    Ok(stream(state.flex, caller.tenant, filters.find()?, Format::Ndjson))
}
