//! Headers that keep the browser's guard up.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::Demo;
use crate::config::Site;
use crate::failure::Failure;

/// Adds the headers that every answer of this site carries.
pub(crate) async fn protect(
    State(demo): State<Arc<Demo>>,
    request: Request,
    next: Next,
) -> Result<Response, Failure> {
    let policy = HeaderValue::from_str(&content_security_policy(&demo.site)).map_err(anyhow::Error::from)?;
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    for (name, value) in FIXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // Pages are about one person and carry that person's token; files say for themselves how long they keep.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    Ok(response)
}

const FIXED: [(HeaderName, &str); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    // Not `no-referrer`, with which browsers send `Origin: null` even to ourselves.
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

/// Scripts and calls go to this site and to Passflex, and nothing is written into the page itself.
fn content_security_policy(site: &Site) -> String {
    let passflex = &site.passflex_origin;
    format!(
        "default-src 'none'; script-src 'self' {passflex}; connect-src 'self' {passflex}; style-src 'self'; \
         img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}
