//! The console's stylesheet, scripts and pictures, which are part of the binary.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use data_encoding::HEXLOWER;
use http::{HeaderMap, StatusCode, header};

use super::failure::Failure;

const CSS: &str = "text/css; charset=utf-8";
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

const SVG: &str = "image/svg+xml";

const FILES: &[(&str, &str, &str)] = &[
    ("calls.js", JAVASCRIPT, include_str!("../../assets/console/calls.js")),
    ("ceremony.js", JAVASCRIPT, include_str!("../../assets/console/ceremony.js")),
    ("console.css", CSS, include_str!("../../assets/console/console.css")),
    ("console.js", JAVASCRIPT, include_str!("../../assets/console/console.js")),
    ("copy.js", JAVASCRIPT, include_str!("../../assets/console/copy.js")),
    ("dialogs.js", JAVASCRIPT, include_str!("../../assets/console/dialogs.js")),
    ("events.js", JAVASCRIPT, include_str!("../../assets/console/events.js")),
    ("passkeys.js", JAVASCRIPT, include_str!("../../assets/console/passkeys.js")),
    ("times.js", JAVASCRIPT, include_str!("../../assets/console/times.js")),
    ("try.js", JAVASCRIPT, include_str!("../../assets/console/try.js")),
    ("passflex.svg", SVG, include_str!("../../assets/console/passflex.svg")),
];

/// A file, or the word that the browser's copy is still good. Browsers ask every time, so a new version is never
/// mixed with an old one.
pub(super) async fn file(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some((_, kind, content)) = FILES.iter().find(|(file, ..)| *file == name) else {
        return Failure::NotFound.into_response();
    };
    let hash = passflex_flex::sha256(content);
    let tag = format!("\"{}\"", HEXLOWER.encode(hash.get(..16).unwrap_or_default()));
    let is_current = headers.get(header::IF_NONE_MATCH).is_some_and(|theirs| *theirs == tag);
    let caching = [(header::CACHE_CONTROL, "no-cache".to_owned()), (header::ETAG, tag)];
    if is_current {
        return (StatusCode::NOT_MODIFIED, caching).into_response();
    }
    (caching, [(header::CONTENT_TYPE, *kind)], *content).into_response()
}
