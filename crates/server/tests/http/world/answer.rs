//! What comes back.

use reqwest::RequestBuilder;
use reqwest::header::HeaderMap;
use serde_json::{Value, json};

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    /// Sends the request and reads what comes back.
    pub(crate) async fn to(request: RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { status, headers, body: response.text().await.unwrap() }
    }

    /// The status, and the whole body as JSON; null where it is empty.
    pub(crate) fn shown(&self) -> (u16, Value) {
        let body = if self.body.is_empty() { Value::Null } else { self.json() };
        (self.status, body)
    }

    /// The body, of whatever status.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {:?}", self.body))
    }

    /// The body of a success.
    pub(crate) fn ok(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.body);
        self.json()
    }

    /// A text member of a success's body.
    pub(crate) fn text(&self, member: &str) -> String {
        self.ok()[member].as_str().unwrap().to_owned()
    }

    /// A header; empty where it is absent, its values in order where it is repeated.
    pub(crate) fn header(&self, name: &str) -> String {
        let values: Vec<&str> =
            self.headers.get_all(name).iter().map(|value| value.to_str().unwrap()).collect();
        values.join(", ")
    }
}

/// What [`Answer::shown`] shows of a refusal.
pub(crate) fn refusal(status: u16, code: &str, sentence: &str) -> (u16, Value) {
    (status, json!({"code": code, "error": sentence}))
}

/// The refusals that stand for many causes each, word for word.
pub(crate) mod refusals {
    use serde_json::Value;

    use super::refusal;

    pub(crate) fn invalid_request(sentence: &str) -> (u16, Value) {
        refusal(400, "invalid_request", sentence)
    }

    pub(crate) fn registration_failed() -> (u16, Value) {
        invalid_request("The registration could not be verified. Start it again.")
    }

    pub(crate) fn invalid_access_token() -> (u16, Value) {
        let sentence = "The API key is missing, invalid, expired, revoked, or belongs to another app.";
        refusal(401, "invalid_access_token", sentence)
    }

    pub(crate) fn invalid_nonce() -> (u16, Value) {
        refusal(401, "invalid_nonce", "The nonce is invalid, expired, or cannot be found.")
    }

    pub(crate) fn webauthn_login_failed() -> (u16, Value) {
        let sentence = "The passkey could not be verified. Start the sign-in again.";
        refusal(401, "webauthn_login_failed", sentence)
    }

    pub(crate) fn discoverable_login_failed() -> (u16, Value) {
        let sentence = "The passkey could not be verified. Start the sign-in again.";
        refusal(401, "discoverable_login_failed", sentence)
    }

    pub(crate) fn foreign_origin() -> (u16, Value) {
        let sentence = "This origin is not one of the app's origins. Add it to the app, or open the page on one that is.";
        refusal(403, "operation_not_allowed", sentence)
    }

    pub(crate) fn user_not_active() -> (u16, Value) {
        refusal(403, "user_not_active", "The user is not active.")
    }

    pub(crate) fn cannot_create_transaction() -> (u16, Value) {
        let sentence = "The app is disabled and cannot create transactions.";
        refusal(403, "cannot_create_transaction", sentence)
    }

    pub(crate) fn app_not_found() -> (u16, Value) {
        refusal(404, "app_not_found", "App not found.")
    }

    pub(crate) fn user_not_found() -> (u16, Value) {
        refusal(404, "user_not_found", "User not found.")
    }

    pub(crate) fn device_not_found() -> (u16, Value) {
        refusal(404, "device_not_found", "Device not found.")
    }

    pub(crate) fn transaction_not_found() -> (u16, Value) {
        let sentence = "The transaction is unknown, expired, or already used. Create a new one.";
        refusal(404, "transaction_not_found", sentence)
    }

    pub(crate) fn user_already_exists() -> (u16, Value) {
        refusal(409, "user_already_exists", "A user with this `external_id` exists already.")
    }

    pub(crate) fn user_has_no_passkeys() -> (u16, Value) {
        refusal(409, "user_has_no_passkeys", "The user has no passkeys.")
    }

    pub(crate) fn not_found() -> (u16, Value) {
        refusal(404, "not_found", "There is nothing at this address.")
    }
}
