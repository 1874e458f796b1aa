//! `GET /icons/{file}`: neutral pictures of passkeys, by the type of the device.

use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, header};
use passflex_api::Icons;
use passflex_flex::PasskeyType;
use serde::Deserialize;

use crate::error::ApiError;
use crate::path::PathParams;
use crate::state::AppState;

const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// The pictures by file name. For light pages first, each `{type}-{light|dark}.svg`.
const FILES: [(&str, &str); 6] = [
    ("passkey-light.svg", include_str!("icons/passkey-light.svg")),
    ("passkey-dark.svg", include_str!("icons/passkey-dark.svg")),
    ("security_key-light.svg", include_str!("icons/security_key-light.svg")),
    ("security_key-dark.svg", include_str!("icons/security_key-dark.svg")),
    ("platform-light.svg", include_str!("icons/platform-light.svg")),
    ("platform-dark.svg", include_str!("icons/platform-dark.svg")),
];

/// Path of one picture.
#[derive(Deserialize)]
pub(crate) struct IconPath {
    file: String,
}

pub(crate) async fn icon(PathParams(path): PathParams<IconPath>) -> Result<Response, ApiError> {
    let (_, svg) = FILES.iter().find(|(file, _)| *file == path.file).ok_or_else(ApiError::not_found)?;
    let mut response = svg.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("image/svg+xml"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=86400"));
    // An SVG that is opened by itself is a document, and this one needs nothing.
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'"));
    // Pages of other sites are meant to show it.
    headers.insert(CROSS_ORIGIN_RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
    Ok(response)
}

/// Where the pictures of a type are, if this server knows the URL that clients reach it by.
pub(super) fn icons(state: &AppState, passkey_type: PasskeyType) -> Icons {
    let url = |shade: &str| {
        let public_url = state.public_url.as_deref()?;
        Some(format!("{public_url}/icons/{}-{shade}.svg", passkey_type.as_str()))
    };
    Icons { light: url("light"), dark: url("dark") }
}
