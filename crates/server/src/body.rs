//! JSON bodies, whatever the content type says: JS 0.1 sends none.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use http::StatusCode;
use serde::de::DeserializeOwned;

use crate::error::ApiError;

/// The largest body that is read, in bytes: an attestation object at its own bound in base64url, twice over.
pub(crate) const MAX_BODY: usize = 256 * 1_024;

/// How long a body may take to arrive: less than the handler behind it, or a slow sender would look like a slow server.
const PATIENCE: Duration = Duration::from_secs(12);

/// The longest path to a member that an answer repeats, in bytes: the caller may have made it up.
const MAX_REPEATED_PATH: usize = 128;

/// A body that must be a JSON object.
pub(crate) struct JsonBody<T>(pub(crate) T);

/// A body that may be missing, and then is `{}`: JS 0.1 starts a discoverable sign-in so.
pub(crate) struct OptionalJsonBody<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for JsonBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        parse(&read(request, state).await?).map(Self)
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for OptionalJsonBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let bytes = read(request, state).await?;
        let blank = bytes.iter().all(u8::is_ascii_whitespace);
        parse(if blank { b"{}" } else { &bytes }).map(Self)
    }
}

/// Reads no more than [`MAX_BODY`]: the router sets that limit.
async fn read<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, ApiError> {
    let body = tokio::time::timeout(PATIENCE, Bytes::from_request(request, state)).await;
    let in_time = body.map_err(|_elapsed| {
        let sentence = format!("The body did not arrive within {} seconds.", PATIENCE.as_secs());
        ApiError::invalid_request(sentence)
    })?;
    in_time.map_err(|rejection| {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            let sentence = format!("The body is larger than {MAX_BODY} bytes.");
            ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", sentence)
        } else {
            ApiError::invalid_request("The body could not be read to its end.")
        }
    })
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    let not_json = || ApiError::invalid_request("The body is not valid JSON.");
    // Serde would pass over such bytes in members that nobody knows, and take an array's elements for members.
    let text = str::from_utf8(bytes).map_err(|_| not_json())?;
    if !text.trim_ascii_start().starts_with('{') {
        return Err(ApiError::invalid_request("The body must be a JSON object."));
    }
    let mut json = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        if !error.inner().is_data() {
            not_json()
        } else if path == "." || path.len() > MAX_REPEATED_PATH {
            ApiError::invalid_request("The body has a member that is not allowed here.")
        } else {
            ApiError::invalid_request(format!(
                "`{path}` is not allowed here, lacks a member, or has the wrong type."
            ))
        }
    })?;
    json.end().map_err(|_| ApiError::invalid_request("The body goes on after its JSON object."))?;
    Ok(value)
}

/// A member that must be there.
pub(crate) fn require<T>(field: &str, value: Option<T>) -> Result<T, ApiError> {
    value.ok_or_else(|| ApiError::invalid_request(format!("`{field}` is missing.")))
}
