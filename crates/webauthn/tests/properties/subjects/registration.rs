//! A whole registration, from its JSON.

use passflex_webauthn::json::RegistrationResponseJson;

use super::ceremonies::{self, check_what_is_trusted, relying_party};

/// Nothing panics, and what is trusted is what an authenticator signed.
pub(super) fn check(json: &[u8]) {
    let Ok(response) = serde_json::from_slice::<RegistrationResponseJson>(json) else { return };
    let Ok(response) = response.decode() else { return };
    check_what_is_trusted(&relying_party().verify_registration(&response));
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    ceremonies::ALL.iter().map(|ceremony| ceremony.registration_json.clone().into_bytes()).collect()
}
