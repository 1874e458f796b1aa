//! `GET /openapi.json`: the description of this interface.

use std::sync::LazyLock;

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};

use crate::error::ApiError;
use crate::openapi::openapi_json;

/// Made once: everybody may ask for it. `None` cannot be seen in what ships, for a test compares the text.
static TEXT: LazyLock<Option<String>> = LazyLock::new(|| openapi_json().ok());

pub(crate) async fn show() -> Result<Response, ApiError> {
    let Some(text) = TEXT.as_deref() else { return Err(ApiError::internal()) };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300")),
    ];
    Ok((headers, text).into_response())
}
