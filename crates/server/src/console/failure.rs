//! What a person is told when a page cannot do what they asked for.

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use passflex_flex::Error;

use super::html::html;

/// Why a page was not shown, or a form did nothing.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The server does not know its own address.
    ConsoleOff,
    /// Nobody is signed in; afterwards they want to go to `next`.
    SignedOut {
        /// A page of the console.
        next: String,
    },
    /// It needs the passkey once more; afterwards they want to go back to `next`.
    ConfirmFirst {
        /// A page of the console.
        next: String,
    },
    /// The request does not come from a page of the console.
    Forged,
    /// There is nothing at this address.
    NotFound,
    /// Another method than the address takes.
    MethodNotAllowed,
    /// The form cannot be read; the sentence says why.
    Malformed(String),
    /// The product says no.
    Refused(Error),
    /// A fault of ours.
    Internal,
}

#[derive(Template)]
#[template(path = "console/failure.html")]
struct Page<'a> {
    title: &'a str,
    sentence: &'a str,
}

impl Failure {
    /// Status, heading and sentence.
    fn describe(&self) -> (StatusCode, &'static str, String) {
        let own = |status, title, sentence: &str| (status, title, sentence.to_owned());
        match self {
            Self::ConsoleOff => own(
                StatusCode::NOT_FOUND,
                "The console is off",
                "Passkeys need to know the address that browsers reach this server by. Start it with --public-url.",
            ),
            Self::SignedOut { .. } => {
                own(StatusCode::UNAUTHORIZED, "You are signed out", "Sign in, then try again.")
            }
            Self::ConfirmFirst { .. } => {
                own(StatusCode::FORBIDDEN, "Confirm that it is you", "Use your passkey, then try again.")
            }
            Self::Forged => own(
                StatusCode::FORBIDDEN,
                "That did not come from here",
                "The request was not sent by a page of this console. Open the page again and repeat what you did.",
            ),
            Self::NotFound => own(
                StatusCode::NOT_FOUND,
                "Nothing here",
                "There is nothing at this address, or it is not for you to see.",
            ),
            Self::MethodNotAllowed => own(
                StatusCode::METHOD_NOT_ALLOWED,
                "Not like that",
                "This address cannot be used in that way. Go back and use the page's own buttons.",
            ),
            Self::Malformed(sentence) => (StatusCode::BAD_REQUEST, "That did not work", sentence.clone()),
            Self::Refused(error) => Self::describe_refused(error),
            Self::Internal => own(
                StatusCode::INTERNAL_SERVER_ERROR,
                "Something went wrong",
                "The fault is on the server. Try again, or look for this request's id in its log.",
            ),
        }
    }

    fn describe_refused(error: &Error) -> (StatusCode, &'static str, String) {
        let (status, title) = match error {
            Error::Unavailable(_) => (StatusCode::SERVICE_UNAVAILABLE, "Not just now"),
            Error::Internal(_) => return Self::Internal.describe(),
            Error::OperationNotAllowed(_) | Error::LastAdmin => (StatusCode::FORBIDDEN, "Not allowed"),
            Error::AppNotFound
            | Error::UserNotFound
            | Error::DeviceNotFound
            | Error::EventNotFound
            | Error::ApiKeyNotFound
            | Error::NativeClientNotFound
            | Error::AdminNotFound
            | Error::SessionNotFound
            | Error::AdminTokenNotFound
            | Error::InvitationNotFound => (StatusCode::NOT_FOUND, "Not found"),
            _ => (StatusCode::BAD_REQUEST, "That did not work"),
        };
        (status, title, error.to_string())
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        if let Error::Internal(_) | Error::Unavailable(_) = &error {
            tracing::error!(%error, "a page of the console failed");
        }
        Self::Refused(error)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let there = |page: &str, next: &str| {
            let next = percent_encoding::utf8_percent_encode(next, percent_encoding::NON_ALPHANUMERIC);
            Redirect::to(&format!("{page}?next={next}")).into_response()
        };
        match &self {
            Self::SignedOut { next } => there("/console/sign-in", next),
            Self::ConfirmFirst { next } => there("/console/confirm", next),
            other => {
                let (status, title, sentence) = other.describe();
                html(status, &Page { title, sentence: &sentence })
            }
        }
    }
}
