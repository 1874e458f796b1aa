//! `…/audit`: who changed what, of the whole installation or of one app, and all of it in a file.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use passflex_api::admin::{AuditRow, Page};
use passflex_flex::store::AppId;
use passflex_flex::store::records::AuditQuery;

use super::{Administrator, AppAdministrator};
use crate::audit_export::stream;
use crate::audit_row::audit_row;
use crate::demand::ReadAudit;
use crate::error::ApiError;
use crate::find::AuditFilters;
use crate::openapi::AdminRefusals;
use crate::query::QueryParams;
use crate::state::AppState;

/// Finds rows of the audit log, newest first.
#[utoipa::path(
    get,
    path = "/admin/v1/audit",
    operation_id = "adminListAudit",
    tag = "admin/audit",
    params(AuditFilters),
    responses((status = 200, description = "A page of rows", body = Page<AuditRow>), AdminRefusals),
    security(("admin_token" = []))
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    _: Administrator<ReadAudit>,
    QueryParams(filters): QueryParams<AuditFilters>,
) -> Result<Json<Page<AuditRow>>, ApiError> {
    page(&state, &filters.find()?).await
}

/// All rows of the audit log that meet the conditions, a line each, oldest first. `cursor` and `limit` count for nothing.
#[utoipa::path(
    get,
    path = "/admin/v1/audit.ndjson",
    operation_id = "adminExportAudit",
    tag = "admin/audit",
    params(AuditFilters),
    responses((status = 200, description = "The rows, a line each", body = String, content_type = "application/x-ndjson"), AdminRefusals),
    security(("admin_token" = []))
)]
pub(crate) async fn ndjson(
    State(state): State<AppState>,
    _: Administrator<ReadAudit>,
    QueryParams(filters): QueryParams<AuditFilters>,
) -> Result<Response, ApiError> {
    Ok(stream(state.flex, filters.find()?))
}

/// Finds an app's rows of the audit log, newest first.
#[utoipa::path(
    get,
    path = "/admin/v1/apps/{app_id}/audit",
    operation_id = "adminListAuditOfApp",
    tag = "admin/audit",
    params(("app_id" = String, Path, description = "The app"), AuditFilters),
    responses((status = 200, description = "A page of rows", body = Page<AuditRow>), AdminRefusals),
    security(("admin_token" = []))
)]
pub(crate) async fn list_of_app(
    State(state): State<AppState>,
    caller: AppAdministrator<ReadAudit>,
    QueryParams(filters): QueryParams<AuditFilters>,
) -> Result<Json<Page<AuditRow>>, ApiError> {
    page(&state, &of_app(&filters, caller.tenant.id())?).await
}

/// An app's rows of the audit log that meet the conditions, a line each, oldest first.
#[utoipa::path(
    get,
    path = "/admin/v1/apps/{app_id}/audit.ndjson",
    operation_id = "adminExportAuditOfApp",
    tag = "admin/audit",
    params(("app_id" = String, Path, description = "The app"), AuditFilters),
    responses((status = 200, description = "The rows, a line each", body = String, content_type = "application/x-ndjson"), AdminRefusals),
    security(("admin_token" = []))
)]
pub(crate) async fn ndjson_of_app(
    State(state): State<AppState>,
    caller: AppAdministrator<ReadAudit>,
    QueryParams(filters): QueryParams<AuditFilters>,
) -> Result<Response, ApiError> {
    let query = of_app(&filters, caller.tenant.id())?;
    Ok(stream(state.flex, query))
}

async fn page(state: &AppState, query: &AuditQuery) -> Result<Json<Page<AuditRow>>, ApiError> {
    let page = state.flex.find_audit(query).await?;
    let items = page.items.into_iter().map(audit_row).collect();
    Ok(Json(Page { items, next_cursor: page.next_cursor }))
}

/// The path says which app.
fn of_app(filters: &AuditFilters, app: &AppId) -> Result<AuditQuery, ApiError> {
    let query = filters.find()?;
    match query.app {
        Some(other) if other != *app => {
            Err(ApiError::invalid_request("`app_id` must be the path's app, or absent."))
        }
        _ => Ok(AuditQuery { app: Some(app.clone()), ..query }),
    }
}
