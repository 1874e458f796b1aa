//! The files in `static/`, which are part of the binary.

use aws_lc_rs::digest;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use data_encoding::HEXLOWER;

use crate::failure::{Failure, as_page};

const FILES: [(&str, &str, &str); 4] = [
    ("demo.css", "text/css; charset=utf-8", include_str!("../../static/demo.css")),
    ("demo.js", "text/javascript; charset=utf-8", include_str!("../../static/demo.js")),
    ("passkeys.js", "text/javascript; charset=utf-8", include_str!("../../static/passkeys.js")),
    ("favicon.svg", "image/svg+xml", include_str!("../../static/favicon.svg")),
];

/// A file, or the word that the browser's copy is still good. Browsers ask every time, so a new version is never
/// mixed with an old one.
pub(crate) async fn file(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some((_, kind, content)) = FILES.iter().find(|(file, ..)| *file == name) else {
        return as_page(Failure::NotFound.into_response()).await;
    };
    let digest = digest::digest(&digest::SHA256, content.as_bytes());
    let tag = format!("\"{}\"", HEXLOWER.encode(digest.as_ref()));
    let is_current = headers.get(header::IF_NONE_MATCH).is_some_and(|theirs| *theirs == tag);
    let caching = [(header::CACHE_CONTROL, "no-cache".to_owned()), (header::ETAG, tag)];
    if is_current {
        return (StatusCode::NOT_MODIFIED, caching).into_response();
    }
    (caching, [(header::CONTENT_TYPE, *kind)], *content).into_response()
}
