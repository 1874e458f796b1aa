//! What the address of a page says. One that cannot be read leads to a page that says so.

use axum::extract::FromRequestParts;
use http::request::Parts;
use serde::de::DeserializeOwned;

use super::failure::Failure;
use crate::path::PathParams;
use crate::query::QueryParams;

/// The parameters of its path, by name.
pub(crate) struct Place<T>(pub(crate) T);

/// The parameters of its query, by name.
pub(crate) struct Asked<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Place<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let params = PathParams::from_request_parts(parts, state).await;
        params.map(|PathParams(params)| Self(params)).map_err(|_| Failure::NotFound)
    }
}

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Asked<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let params = QueryParams::from_request_parts(parts, state).await;
        let sentence = || {
            Failure::Malformed(
                "The address has something behind its question mark that this page does not know.".to_owned(),
            )
        };
        params.map(|QueryParams(params)| Self(params)).map_err(|_| sentence())
    }
}
