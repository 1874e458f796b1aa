//! `GET /sdk/passflex.js`: the browser SDK, for pages that load it with a script element.

use std::sync::LazyLock;

use axum::response::{IntoResponse, Response};
use data_encoding::HEXLOWER;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

const SCRIPT: &str = include_str!("../../../../sdk/js/dist/passflex.js");
const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Names this build of the script, so that a browser can ask whether it has changed.
static ETAG: LazyLock<String> = LazyLock::new(|| {
    let hash = passflex_flex::sha256(SCRIPT);
    format!("\"{}\"", HEXLOWER.encode(hash.get(..16).unwrap_or_default()))
});

pub(crate) async fn script(request: HeaderMap) -> Response {
    let known = request.get_all(header::IF_NONE_MATCH).iter().any(names_this_build);
    let mut response = if known { StatusCode::NOT_MODIFIED.into_response() } else { SCRIPT.into_response() };
    let headers = response.headers_mut();
    let javascript = HeaderValue::from_static("text/javascript; charset=utf-8");
    headers.insert(header::CONTENT_TYPE, javascript);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    // Pages of other sites are meant to load it.
    headers.insert(CROSS_ORIGIN_RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
    if let Ok(etag) = HeaderValue::try_from(ETAG.as_str()) {
        headers.insert(header::ETAG, etag);
    }
    response
}

/// Whether one of the entity tags is ours, compared weakly (RFC 9110, section 13.1.2): proxies that compress mark
/// ours as weak.
fn names_this_build(tags: &HeaderValue) -> bool {
    let tags = tags.to_str().unwrap_or_default().split(',').map(str::trim);
    tags.map(|tag| tag.strip_prefix("W/").unwrap_or(tag)).any(|tag| tag == "*" || tag == ETAG.as_str())
}
