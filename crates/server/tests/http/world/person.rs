//! People.

use passflex_authenticator::{AssertionDraft, Authenticator, RegistrationDraft};
use serde_json::{Value, json};

use super::{Answer, ORIGIN};

/// A ceremony that a page was told to run.
#[derive(Clone, Debug)]
pub(crate) struct Started {
    /// As the answer has it: null for a discoverable sign-in.
    pub(crate) transaction_id: Value,
    pub(crate) handshake_id: String,
    /// The options for `navigator.credentials`.
    pub(crate) public_key: Value,
}

impl Started {
    /// Reads the answer of a start that succeeded.
    pub(crate) fn read(answer: &Answer) -> Self {
        let body = answer.ok();
        Self {
            transaction_id: body["transaction_id"].clone(),
            handshake_id: body["handshake"]["id"].as_str().unwrap().to_owned(),
            public_key: body["handshake"]["challenge"]["publicKey"].clone(),
        }
    }

    fn finish(&self, response: &Value) -> Value {
        json!({
            "handshake_id": self.handshake_id,
            "transaction_id": self.transaction_id,
            "handshake_response": response,
        })
    }
}

/// Somebody whom an app knows by an id of its own, with an authenticator.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) external_id: String,
    pub(crate) authenticator: Authenticator,
}

impl Person {
    /// With a phone that syncs its passkeys.
    pub(crate) fn new(external_id: &str) -> Self {
        Self::with(external_id, Authenticator::synced())
    }

    /// With this authenticator.
    pub(crate) fn with(external_id: &str, authenticator: Authenticator) -> Self {
        Self { external_id: external_id.to_owned(), authenticator }
    }

    /// Makes a passkey: the body of the finish.
    pub(crate) fn registration(&mut self, started: &Started) -> Value {
        self.registration_with(started, |_| {})
    }

    /// The same, with a chance to change the answer before it is signed.
    pub(crate) fn registration_with(
        &mut self,
        started: &Started,
        edit: impl FnOnce(&mut RegistrationDraft),
    ) -> Value {
        started.finish(&self.authenticator.register_with(&started.public_key, ORIGIN, edit))
    }

    /// Signs with a passkey: the body of the finish.
    pub(crate) fn assertion(&mut self, started: &Started) -> Value {
        self.assertion_with(started, |_| {})
    }

    /// The same, with a chance to change the answer before it is signed.
    pub(crate) fn assertion_with(
        &mut self,
        started: &Started,
        edit: impl FnOnce(&mut AssertionDraft),
    ) -> Value {
        started.finish(&self.authenticator.authenticate_with(&started.public_key, ORIGIN, edit))
    }
}
