//! The extractor of routes that browsers and native apps call without credentials.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::request::Parts;
use passflex_flex::Tenant;

use crate::error::ApiError;
use crate::state::AppState;

/// The app that the path names. `cors` has looked it up, and let the caller's origin pass.
#[derive(Clone)]
pub(crate) struct Anonymous(pub(crate) Arc<Tenant>);

impl FromRequestParts<AppState> for Anonymous {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, ApiError> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| {
            tracing::error!("an anonymous route is not behind `cors`");
            ApiError::internal()
        })
    }
}
