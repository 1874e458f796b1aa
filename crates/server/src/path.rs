//! Path parameters. A segment that is not UTF-8, or that databases cannot keep, names nothing, so it is 404 and not
//! a fault.

use axum::extract::{FromRequestParts, Path};
use http::request::Parts;
use serde::de::DeserializeOwned;

use crate::error::ApiError;

/// The parameters of a route, by name.
pub(crate) struct PathParams<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for PathParams<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        if parts.uri.path().contains("%00") {
            return Err(ApiError::not_found());
        }
        let Path(params) =
            Path::<T>::from_request_parts(parts, state).await.map_err(|_| ApiError::not_found())?;
        Ok(Self(params))
    }
}

/// The app that every route under `/v1/apps/{app_id}` names.
#[derive(serde::Deserialize)]
pub(crate) struct AppPath {
    pub(crate) app_id: String,
}
