//! The attestation object of a registration.

use super::ceremonies::{self, check_what_is_trusted, relying_party};

/// Nothing panics, and what is trusted is what an authenticator signed.
pub(super) fn check(object: &[u8]) {
    let response = ceremonies::named("none").with_object(object.to_vec());
    check_what_is_trusted(&relying_party().verify_registration(&response));
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    ceremonies::ALL.iter().map(|ceremony| ceremony.registration.attestation_object.clone()).collect()
}
