//! An address that backends call with a key and pages without: what is for pages passes those by who have one.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderMap, header};

use crate::cors::cors;
use crate::rate_limit::rate_limit;
use crate::state::AppState;

/// Whether the caller says that it has a key, good or bad.
pub(crate) fn has_key(headers: &HeaderMap) -> bool {
    headers.contains_key(header::AUTHORIZATION)
}

/// [`cors`], for callers without a key.
pub(crate) async fn keyless_cors(state: State<AppState>, request: Request, next: Next) -> Response {
    if has_key(request.headers()) { next.run(request).await } else { cors(state, request, next).await }
}

/// [`rate_limit`], for callers without a key.
pub(crate) async fn keyless_rate_limit(state: State<AppState>, request: Request, next: Next) -> Response {
    if has_key(request.headers()) { next.run(request).await } else { rate_limit(state, request, next).await }
}
