//! The fields of a form.

use axum::Form;
use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;

use super::failure::Failure;

/// A form that was sent as `application/x-www-form-urlencoded`.
pub(crate) struct Fields<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Fields<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        match Form::from_request(request, state).await {
            Ok(Form(fields)) => Ok(Self(fields)),
            Err(rejection) => {
                // Not its text: that repeats what somebody has typed.
                tracing::info!(status = rejection.status().as_u16(), "a form could not be read");
                Err(Failure::Malformed(
                    "The form did not arrive whole. Go back, reload the page, and try again.".to_owned(),
                ))
            }
        }
    }
}
