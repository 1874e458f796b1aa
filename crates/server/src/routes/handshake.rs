//! The wire shapes that both ceremonies share.

use serde::{Deserialize, Serialize};

/// Answer of a `start`. `O` are the options for `navigator.credentials`.
#[derive(Serialize)]
pub(crate) struct Started<O> {
    pub(crate) transaction_id: Option<String>,
    pub(crate) handshake: Handshake<O>,
}

#[derive(Serialize)]
pub(crate) struct Handshake<O> {
    pub(crate) id: String,
    pub(crate) challenge: Challenge<O>,
}

#[derive(Serialize)]
pub(crate) struct Challenge<O> {
    #[serde(rename = "publicKey")]
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
#[derive(Deserialize)]
#[serde(bound = "R: Deserialize<'de>")]
pub(crate) struct Finish<R> {
    pub(crate) handshake_id: Option<String>,
    pub(crate) transaction_id: Option<String>,
    pub(crate) handshake_response: Option<R>,
}

/// Answer of a `finish`.
#[derive(Serialize)]
pub(crate) struct Finished {
    pub(crate) nonce: String,
}

/// An id that clients leave out, null or empty alike.
pub(crate) fn present(id: Option<String>) -> Option<String> {
    id.filter(|text| !text.is_empty())
}
