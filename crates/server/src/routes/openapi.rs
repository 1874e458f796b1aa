//! `GET /openapi.json`: the description of this interface.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};

use crate::error::ApiError;
use crate::openapi::openapi_json;

pub(crate) async fn show() -> Result<Response, ApiError> {
    let text = openapi_json().map_err(|error| {
        tracing::error!(%error, "the description has no JSON form");
        ApiError::internal()
    })?;
    let json = HeaderValue::from_static("application/json");
    Ok(([(header::CONTENT_TYPE, json)], text).into_response())
}
