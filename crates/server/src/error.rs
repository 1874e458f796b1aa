//! The one place where a refusal becomes a status, a code and a sentence.

use std::borrow::Cow;

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use passflex_api::ErrorBody;
use passflex_flex::Error;

/// A refusal on its way to the caller. The sentence never carries a library's words.
#[derive(Debug)]
pub(crate) struct ApiError {
    status: StatusCode,
    code: &'static str,
    sentence: Cow<'static, str>,
    retry_after_seconds: Option<u32>,
}

impl ApiError {
    pub(crate) fn new(
        status: StatusCode,
        code: &'static str,
        sentence: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self { status, code, sentence: sentence.into(), retry_after_seconds: None }
    }

    /// 400: something about the request itself is wrong.
    pub(crate) fn invalid_request(sentence: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_request", sentence)
    }

    /// 404: no such route.
    pub(crate) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "There is nothing at this address.")
    }

    /// 403: a link into a console that is not there.
    pub(crate) fn console_off() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "operation_not_allowed",
            "The console is off, so a link would lead nowhere. Start the server with --public-url.",
        )
    }

    /// 403: an origin that the app does not list.
    pub(crate) fn origin_not_allowed() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "operation_not_allowed",
            "This origin is not one of the app's origins. Add it to the app, or open the page on one that is.",
        )
    }

    /// 429.
    pub(crate) fn too_many_requests(retry_after_seconds: u32) -> Self {
        let sentence = "Too many requests from this address. Wait a moment and try again.";
        Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", sentence)
            .retry_after(retry_after_seconds)
    }

    /// 503.
    pub(crate) fn unavailable() -> Self {
        Self::not_ready("The service is temporarily unavailable. Try again.")
    }

    /// 503, for whoever looks after the server.
    pub(crate) fn not_ready(sentence: &'static str) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "service_unavailable", sentence).retry_after(1)
    }

    /// 500. What happened is in the log, and nothing of it here.
    pub(crate) fn internal() -> Self {
        let sentence = "Something went wrong on the server. Try again, or report the request id.";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal_server_error", sentence)
    }

    fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after_seconds = Some(seconds);
        self
    }
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        let (status, code) = match &error {
            Error::InvalidRequest(_) | Error::RegistrationFailed => {
                (StatusCode::BAD_REQUEST, "invalid_request")
            }
            Error::InvalidAccessToken => (StatusCode::UNAUTHORIZED, "invalid_access_token"),
            Error::InvalidAdminToken => (StatusCode::UNAUTHORIZED, "invalid_admin_token"),
            Error::SignedOut => (StatusCode::UNAUTHORIZED, "signed_out"),
            Error::ConfirmFirst => (StatusCode::FORBIDDEN, "confirm_first"),
            Error::InvalidLink => (StatusCode::FORBIDDEN, "invalid_link"),
            Error::LastAdmin => (StatusCode::CONFLICT, "last_administrator"),
            Error::AdminNotFound => (StatusCode::NOT_FOUND, "administrator_not_found"),
            Error::SessionNotFound => (StatusCode::NOT_FOUND, "session_not_found"),
            Error::AdminTokenNotFound => (StatusCode::NOT_FOUND, "token_not_found"),
            Error::InvitationNotFound => (StatusCode::NOT_FOUND, "invitation_not_found"),
            Error::ApiKeyNotFound => (StatusCode::NOT_FOUND, "api_key_not_found"),
            Error::InvalidNonce => (StatusCode::UNAUTHORIZED, "invalid_nonce"),
            Error::WebauthnLoginFailed => (StatusCode::UNAUTHORIZED, "webauthn_login_failed"),
            Error::DiscoverableLoginFailed => (StatusCode::UNAUTHORIZED, "discoverable_login_failed"),
            Error::OperationNotAllowed(_) => (StatusCode::FORBIDDEN, "operation_not_allowed"),
            Error::UserNotActive => (StatusCode::FORBIDDEN, "user_not_active"),
            Error::CannotCreateTransaction => (StatusCode::FORBIDDEN, "cannot_create_transaction"),
            Error::AppNotFound => (StatusCode::NOT_FOUND, "app_not_found"),
            Error::UserNotFound => (StatusCode::NOT_FOUND, "user_not_found"),
            Error::DeviceNotFound => (StatusCode::NOT_FOUND, "device_not_found"),
            Error::EventNotFound => (StatusCode::NOT_FOUND, "event_not_found"),
            Error::NativeClientNotFound => (StatusCode::NOT_FOUND, "native_client_not_found"),
            Error::TransactionNotFound => (StatusCode::NOT_FOUND, "transaction_not_found"),
            Error::UserAlreadyExists => (StatusCode::CONFLICT, "user_already_exists"),
            Error::UserHasNoPasskeys => (StatusCode::CONFLICT, "user_has_no_passkeys"),
            Error::Unavailable(source) => {
                tracing::error!(error = %source, "the database is overloaded or away");
                return Self::unavailable();
            }
            other => {
                tracing::error!(error = %other, "internal error");
                return Self::internal();
            }
        };
        Self::new(status, code, error.to_string())
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = ErrorBody { code: self.code.into(), error: self.sentence };
        let mut response = (self.status, Json(body)).into_response();
        if let Some(seconds) = self.retry_after_seconds {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED
            && matches!(self.code, "invalid_access_token" | "invalid_admin_token")
        {
            // RFC 9110, section 11.6.1: a 401 names the scheme that would do.
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
