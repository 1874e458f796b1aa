//! Everything that can go wrong in a request, and what people and programs are told of it.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Json, Redirect, Response};
use serde_json::json;

use crate::pages;
use crate::passflex;
use crate::step_up::Purpose;

/// Why a request was not done.
#[derive(Debug, Clone)]
pub(crate) enum Failure {
    /// The browser is not signed in, or no longer.
    SignedOut,
    /// The request does not come from a page that this site gave to this browser.
    Forged,
    /// The person must first confirm that it is them.
    ConfirmFirst(Purpose),
    /// The browser has no such ceremony under way.
    NoCeremony,
    /// Passflex says that the nonce proves nothing.
    NonceRefused,
    /// The account has no passkey to confirm with.
    NoPasskey,
    /// The request cannot be understood; the sentence says how.
    Malformed(StatusCode, &'static str),
    NotFound,
    /// Passflex does not answer.
    PasskeysUnavailable,
    /// Ours to repair. The log has it, the person need not.
    Internal,
}

impl Failure {
    /// Status, code for programs, sentence for people.
    fn describe(&self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::SignedOut => {
                (StatusCode::UNAUTHORIZED, "signed_out", "You are signed out. Sign in, then try again.")
            }
            Self::Forged => (
                StatusCode::FORBIDDEN,
                "forged",
                "This page is out of date. Go back, reload it, and try again.",
            ),
            Self::ConfirmFirst(_) => {
                (StatusCode::FORBIDDEN, "confirm_first", "Confirm that it is you, then try again.")
            }
            Self::NoCeremony => (
                StatusCode::FORBIDDEN,
                "no_ceremony",
                "That took too long, or was begun in another window. Please try again.",
            ),
            Self::NonceRefused => (
                StatusCode::UNAUTHORIZED,
                "nonce_refused",
                "The passkey could not be checked in time. Please try again.",
            ),
            Self::NoPasskey => (StatusCode::CONFLICT, "no_passkey", "Your account has no passkey yet."),
            Self::Malformed(status, sentence) => (*status, "bad_request", sentence),
            Self::NotFound => (StatusCode::NOT_FOUND, "not_found", "There is nothing at this address."),
            Self::PasskeysUnavailable => (
                StatusCode::SERVICE_UNAVAILABLE,
                "passkeys_unavailable",
                "Passkeys cannot be used just now. Your password works as always.",
            ),
            Self::Internal => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "internal",
                "Something went wrong on our side. Please try again in a while.",
            ),
        }
    }

    /// Where a person can do something about it.
    fn remedy(&self) -> Option<&'static str> {
        match self {
            Self::SignedOut => Some("/sign-in"),
            Self::ConfirmFirst(purpose) => Some(purpose.confirm_page()),
            _ => None,
        }
    }
}

/// Carries the failure out of the handler. What the browser gets is made by [`as_page`] or [`as_json`], depending on
/// who asked.
impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = self.describe().0.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Answers a person: with a page that says what is wrong, or with the page where it can be put right.
pub(crate) async fn as_page(response: Response) -> Response {
    let Some(failure) = failure_in(&response) else { return response };
    if let Some(page) = failure.remedy() {
        return Redirect::to(page).into_response();
    }
    let (status, _, sentence) = failure.describe();
    pages::error(status, sentence)
}

/// Answers a script: `{code, error, location}`, where `location` is the page where it can be put right, or null.
pub(crate) async fn as_json(response: Response) -> Response {
    let Some(failure) = failure_in(&response) else { return response };
    let (status, code, sentence) = failure.describe();
    (status, Json(json!({ "code": code, "error": sentence, "location": failure.remedy() }))).into_response()
}

/// The failure behind a response: one of ours, or one that the framework found, such as a body that is too large.
fn failure_in(response: &Response) -> Option<Failure> {
    if let Some(failure) = response.extensions().get::<Failure>() {
        return Some(failure.clone());
    }
    let status = response.status();
    let is_ours =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind != "text/plain; charset=utf-8");
    if is_ours || !(status.is_client_error() || status.is_server_error()) {
        return None;
    }
    Some(match status {
        StatusCode::NOT_FOUND => Failure::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => {
            Failure::Malformed(status, "This address cannot be used in that way.")
        }
        StatusCode::PAYLOAD_TOO_LARGE => {
            Failure::Malformed(status, "That is more than this site takes at once.")
        }
        StatusCode::SERVICE_UNAVAILABLE => {
            Failure::Malformed(status, "This takes too long just now. Please try again.")
        }
        status if status.is_client_error() => {
            Failure::Malformed(status, "The request does not make sense to this site.")
        }
        _ => Failure::Internal,
    })
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        tracing::error!(error = format!("{error:#}"), "a request failed");
        Self::Internal
    }
}

impl From<passflex::Error> for Failure {
    fn from(error: passflex::Error) -> Self {
        if matches!(error, passflex::Error::InvalidNonce) {
            return Self::NonceRefused;
        }
        if error.is_temporary() {
            tracing::warn!(error = format!("{:#}", anyhow::Error::from(error)), "Passflex does not answer");
        } else {
            tracing::error!(%error, "Passflex refuses us; are the app id and the API key right?");
        }
        Self::PasskeysUnavailable
    }
}
