//! The wire shapes that both ceremonies share.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Answer of a `start`. `O` are the options for `navigator.credentials`.
#[derive(Serialize, ToSchema)]
#[schema(as = StartedCeremony)]
pub(crate) struct Started<O> {
    /// As it was sent; null for a discoverable sign-in.
    pub(crate) transaction_id: Option<String>,
    /// The ceremony.
    pub(crate) handshake: Handshake<O>,
}

/// A ceremony.
#[derive(Serialize, ToSchema)]
#[schema(as = Handshake)]
pub(crate) struct Handshake<O> {
    /// What the finish names it by.
    pub(crate) id: String,
    /// What the authenticator is asked.
    pub(crate) challenge: Challenge<O>,
}

/// What the authenticator is asked.
#[derive(Serialize, ToSchema)]
#[schema(as = Challenge)]
pub(crate) struct Challenge<O> {
    /// The options for `navigator.credentials` in the JSON of WebAuthn Level 3, section 5.1.
    #[serde(rename = "publicKey")]
    #[schema(value_type = Object)]
    pub(crate) public_key: O,
}

impl<O> Started<O> {
    pub(crate) fn new(transaction_id: Option<String>, handshake_id: String, public_key: O) -> Self {
        Self {
            transaction_id,
            handshake: Handshake { id: handshake_id, challenge: Challenge { public_key } },
        }
    }
}

/// Body of a `finish`. `R` is what the authenticator answered.
#[derive(Deserialize, ToSchema)]
#[serde(bound = "R: Deserialize<'de>")]
#[schema(as = FinishCeremony)]
pub(crate) struct Finish<R> {
    /// The ceremony.
    #[schema(value_type = String, required, min_length = 1)]
    pub(crate) handshake_id: Option<String>,
    /// Its transaction, if it has one.
    pub(crate) transaction_id: Option<String>,
    /// What the authenticator answered, in the JSON of WebAuthn Level 3, section 5.1.
    #[schema(value_type = Object, required)]
    pub(crate) handshake_response: Option<R>,
}

/// Answer of a `finish`.
#[derive(Serialize, ToSchema)]
pub(crate) struct Finished {
    /// What the app's backend trades for the person's id, once.
    pub(crate) nonce: String,
}

/// An id that clients leave out, null or empty alike.
pub(crate) fn present(id: Option<String>) -> Option<String> {
    id.filter(|text| !text.is_empty())
}
