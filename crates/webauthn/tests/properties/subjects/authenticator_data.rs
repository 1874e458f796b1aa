//! Authenticator data, of both ceremonies.

use passflex_webauthn::{AuthenticationResponse, AuthenticatorData};

use super::ceremonies::{self, authenticator_data, relying_party, unattested_object};

/// Nothing panics, what is parsed adds up to all of the bytes, and no assertion verifies with data that nobody signed.
pub(super) fn check(bytes: &[u8]) {
    if let Ok(data) = AuthenticatorData::parse(bytes) {
        let attested = data.attested_credential_data;
        let attested = attested.map_or(0, |it| 18 + it.credential_id.len() + it.credential_public_key.len());
        assert_eq!(37 + attested + data.extensions.map_or(0, <[u8]>::len), bytes.len());
    }

    let none = ceremonies::named("none");
    drop(relying_party().verify_registration(&none.with_object(unattested_object(bytes))));

    let assertion = AuthenticationResponse { authenticator_data: bytes.to_vec(), ..none.assertion.clone() };
    if relying_party().verify_authentication(&none.record, &assertion).is_ok() {
        assert_eq!(assertion, none.assertion);
    }
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    let of_registrations = ceremonies::ALL.iter().map(|ceremony| {
        let object = &ceremony.registration.attestation_object;
        authenticator_data(object).expect("the object has authenticator data").to_vec()
    });
    let of_assertions = ceremonies::ALL.iter().map(|ceremony| ceremony.assertion.authenticator_data.clone());
    of_registrations.chain(of_assertions).collect()
}
