//! Protection against requests that another site makes a browser send.
//!
//! Browsers say where a request comes from, in `Origin` with every POST and in `Sec-Fetch-Site` since 2023. Whatever
//! changes something has to come from a page of the console; a request that says neither comes from no browser, and has
//! no cookie to misuse. The cookie is `SameSite=Lax` besides, so that browsers do not even send it along.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, header};

use super::failure::Failure;
use crate::state::AppState;

/// Refuses whatever is not a plain reading of a page and does not come from this origin.
pub(super) async fn same_origin_only(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let origin = state.console.as_ref().map(|console| console.origin.as_str());
    if request.method().is_safe() || origin.is_some_and(|origin| is_same_origin(request.headers(), origin)) {
        next.run(request).await
    } else {
        Failure::Forged.into_response()
    }
}

fn is_same_origin(headers: &HeaderMap, origin: &str) -> bool {
    let from = headers.get(header::ORIGIN).is_none_or(|from| from == origin);
    let site = headers.get("sec-fetch-site").is_none_or(|site| site == "same-origin");
    from && site
}
