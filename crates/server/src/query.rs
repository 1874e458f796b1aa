//! Query parameters. What is not UTF-8 is refused: read leniently it could name somebody else.

use axum::extract::{FromRequestParts, Query};
use http::request::Parts;
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;

use crate::error::ApiError;

/// The parameters of the query, by name.
pub(crate) struct QueryParams<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for QueryParams<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let malformed = || ApiError::invalid_request("The query is malformed.");
        let raw = parts.uri.query().unwrap_or_default();
        let text = percent_decode_str(raw).decode_utf8().map_err(|_| malformed())?;
        if text.contains('\0') {
            return Err(ApiError::invalid_request("The query must not contain U+0000."));
        }
        let Query(params) = Query::<T>::from_request_parts(parts, state).await.map_err(|_| malformed())?;
        Ok(Self(params))
    }
}
