//! Client data, of both ceremonies.

use data_encoding::BASE64URL_NOPAD;
use passflex_webauthn::RegistrationResponse;
use serde_json::Value;

use super::ceremonies::support::{CHALLENGE, ORIGIN};
use super::ceremonies::{self, relying_party};

/// Nothing panics, and client data that is accepted says what it should to another reader of JSON as well. Without
/// attestation nobody has signed the client data of a registration, so it is these checks alone that refuse.
pub(super) fn check(json: &[u8]) {
    let none = ceremonies::named("none");
    let registration = RegistrationResponse { client_data_json: json.to_vec(), ..none.registration.clone() };
    if relying_party().verify_registration(&registration).is_ok() {
        let json = json.strip_prefix(b"\xef\xbb\xbf").unwrap_or(json);
        let read: Value = serde_json::from_slice(json).expect("it is JSON");
        assert_eq!(read["type"], "webauthn.create");
        assert_eq!(read["challenge"], BASE64URL_NOPAD.encode(CHALLENGE));
        assert_eq!(read["origin"], ORIGIN);
        assert_ne!(read["crossOrigin"], true);
        assert_eq!(read.get("topOrigin"), None);
    }

    let mut assertion = none.assertion.clone();
    assertion.client_data_json = json.to_vec();
    if relying_party().verify_authentication(&none.record, &assertion).is_ok() {
        assert_eq!(assertion, none.assertion);
    }
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    let none = ceremonies::named("none");
    vec![
        none.registration.client_data_json.clone(),
        none.assertion.client_data_json.clone(),
        [b"\xef\xbb\xbf", &none.registration.client_data_json[..]].concat(),
    ]
}
