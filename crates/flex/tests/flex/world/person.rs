//! People.

use passflex_authenticator::{AssertionDraft, Authenticator, RegistrationDraft};
use passflex_flex::webauthn::json::{AuthenticationResponseJson, RegistrationResponseJson};
use passflex_flex::{FinishRequest, StartedAuthentication, StartedRegistration};

use super::ORIGIN;

/// A registration's answer, on its way to `finish`.
pub(crate) type Registration = FinishRequest<RegistrationResponseJson>;
/// A sign-in's answer, on its way to `finish`.
pub(crate) type SignIn = FinishRequest<AuthenticationResponseJson>;

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

    /// Makes a passkey and has the browser send it.
    pub(crate) fn answer_registration(
        &mut self,
        transaction: &str,
        started: &StartedRegistration,
    ) -> Registration {
        self.answer_registration_with(transaction, started, |_| {})
    }

    /// The same, with a chance to change the answer before it is signed.
    pub(crate) fn answer_registration_with(
        &mut self,
        transaction: &str,
        started: &StartedRegistration,
        edit: impl FnOnce(&mut RegistrationDraft),
    ) -> Registration {
        let options = serde_json::to_value(&started.public_key).unwrap();
        let answer = self.authenticator.register_with(&options, ORIGIN, edit);
        FinishRequest {
            handshake_id: started.handshake_id.clone(),
            transaction_id: Some(transaction.to_owned()),
            response: serde_json::from_value(answer).unwrap(),
        }
    }

    /// Signs with a passkey and has the browser send it.
    pub(crate) fn answer_sign_in(
        &mut self,
        transaction: Option<&str>,
        started: &StartedAuthentication,
    ) -> SignIn {
        self.answer_sign_in_with(transaction, started, |_| {})
    }

    /// The same, with a chance to change the answer before it is signed.
    pub(crate) fn answer_sign_in_with(
        &mut self,
        transaction: Option<&str>,
        started: &StartedAuthentication,
        edit: impl FnOnce(&mut AssertionDraft),
    ) -> SignIn {
        let options = serde_json::to_value(&started.public_key).unwrap();
        let answer = self.authenticator.authenticate_with(&options, ORIGIN, edit);
        FinishRequest {
            handshake_id: started.handshake_id.clone(),
            transaction_id: transaction.map(str::to_owned),
            response: serde_json::from_value(answer).unwrap(),
        }
    }
}
