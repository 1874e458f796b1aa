//! A whole assertion, from its JSON.

use passflex_webauthn::json::AuthenticationResponseJson;

use super::ceremonies::{self, relying_party};

/// Nothing panics, and only what the authenticator signed verifies.
pub(super) fn check(json: &[u8]) {
    let Ok(response) = serde_json::from_slice::<AuthenticationResponseJson>(json) else { return };
    let Ok(response) = response.decode() else { return };
    for ceremony in &*ceremonies::ALL {
        if relying_party().verify_authentication(&ceremony.record, &response).is_ok() {
            assert_eq!(response.client_data_json, ceremony.assertion.client_data_json);
            assert_eq!(response.authenticator_data, ceremony.assertion.authenticator_data);
            assert_eq!(response.signature, ceremony.assertion.signature);
        }
    }
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    ceremonies::ALL.iter().map(|ceremony| ceremony.assertion_json.clone().into_bytes()).collect()
}
