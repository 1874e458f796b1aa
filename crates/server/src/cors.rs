//! CORS (Fetch standard, section 3.2) on the routes that browsers call.
//!
//! Only the app's own web origins are let through, never `*`. Every answer, refusals too, says so in its headers,
//! because a browser would otherwise hide from the page why it was refused.

use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use passflex_flex::Tenant;
use passflex_flex::store::AppId;

use crate::anonymous::Anonymous;
use crate::error::ApiError;
use crate::path::{AppPath, PathParams};
use crate::rate_limit::charge;
use crate::state::AppState;

const ALLOWED_METHODS: HeaderValue = HeaderValue::from_static("GET, POST");
/// What published clients send beyond what needs no permission.
const ALLOWED_HEADERS: HeaderValue =
    HeaderValue::from_static("content-type, passage-version, passage-flex-version");
const EXPOSED_HEADERS: HeaderValue = HeaderValue::from_static("retry-after, x-request-id");
/// How long a browser may remember a permission, in seconds: the most that Chromium keeps.
const MAX_AGE: HeaderValue = HeaderValue::from_static("7200");

/// Looks the app up, judges the origin, answers preflights, and marks every answer.
pub(crate) async fn cors(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let origin = request.headers().get(header::ORIGIN).cloned();
    let (mut parts, body) = request.into_parts();
    let tenant = match tenant(&mut parts, &state).await {
        Ok(tenant) => tenant,
        Err(error) => return refuse(&state, &parts, error),
    };
    parts.extensions.insert(tenant.clone());
    let allowed = match origin {
        None => None,
        Some(origin) if is_allowed(&tenant.0, &origin) => Some(origin),
        Some(_) => return refuse(&state, &parts, ApiError::origin_not_allowed()),
    };
    let mut response = if parts.method == Method::OPTIONS {
        preflight()
    } else {
        next.run(Request::from_parts(parts, body)).await
    };
    if let Some(origin) = allowed {
        grant(response.headers_mut(), origin);
    }
    vary_by_origin(response)
}

/// Refuses here, at the expense of the caller's budget: the limit itself comes after this middleware.
fn refuse(state: &AppState, parts: &Parts, error: ApiError) -> Response {
    let error = charge(state, parts).err().unwrap_or(error);
    vary_by_origin(error.into_response())
}

async fn tenant(parts: &mut Parts, state: &AppState) -> Result<Anonymous, ApiError> {
    let PathParams(AppPath { app_id }) = PathParams::from_request_parts(parts, state).await?;
    Ok(Anonymous(state.flex.tenant(&AppId::new(app_id)).await?))
}

fn is_allowed(tenant: &Tenant, origin: &HeaderValue) -> bool {
    tenant.web_origins().any(|allowed| allowed.as_bytes() == origin.as_bytes())
}

fn preflight() -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, ALLOWED_METHODS);
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED_HEADERS);
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, MAX_AGE);
    response
}

fn grant(headers: &mut HeaderMap, origin: HeaderValue) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED_HEADERS);
}

fn vary_by_origin(mut response: Response) -> Response {
    response.headers_mut().append(header::VARY, HeaderValue::from_static("Origin"));
    response
}
