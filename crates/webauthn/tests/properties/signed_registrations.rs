//! Every byte of what an attestation statement signs, changed after it was signed.
//!
//! Not of `compound`: its statements all have to verify, but only one of them has to lead to an anchor, so the
//! certificates of the others are signed by nobody who is trusted. What it says is held all the same.

use std::ops::Range;

use passflex_webauthn::{RegistrationResponse, VerifiedRegistration};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::mutation::Mutation;
use crate::subjects::ceremonies::{self, Ceremony, relying_party, says_the_same, strict_relying_party};

/// Verifies as strictly as this ceremony allows: without certificates there is nothing to trust.
fn verify(ceremony: &Ceremony, response: &RegistrationResponse) -> Option<VerifiedRegistration> {
    let relying_party = if ceremony.is_attested() { strict_relying_party() } else { relying_party() };
    relying_party.verify_registration(response).ok()
}

/// Every ceremony whose statement signs something.
fn signed() -> impl Iterator<Item = &'static Ceremony> {
    ceremonies::ALL.iter().filter(|ceremony| !ceremony.name.starts_with("none"))
}

/// Where an attestation object may be changed without its being refused, because its format signs nothing there:
///
/// - `android-safetynet`: `ver`, which is any text.
/// - `fido-u2f`: of the authenticator data the flags, the counter and the AAGUID, which U2F did not have.
fn unsigned(ceremony: &Ceremony) -> Range<usize> {
    let object = &ceremony.registration.attestation_object;
    let starts_at = |bytes: &[u8]| object.windows(bytes.len()).position(|window| window == bytes).unwrap();
    match ceremony.name {
        "android-safetynet" => {
            let text = starts_at(b"cver") + b"cver".len() + 1;
            text..starts_at(b"hresponse")
        }
        "fido-u2f" => {
            let data = starts_at(ceremonies::authenticator_data(object).unwrap());
            data + 32..data + 53
        }
        _ => 0..0,
    }
}

/// Changes every byte, one after the other, and looks at which changes are accepted.
fn check_every_byte(name: &str) {
    let ceremony = ceremonies::named(name);
    let object = &ceremony.registration.attestation_object;
    assert!(verify(ceremony, &ceremony.registration).is_some(), "{name}");
    for at in 0..object.len() {
        let mut changed = object.clone();
        changed[at] ^= 1 << (at % 8);
        let accepted = verify(ceremony, &ceremony.with_object(changed)).is_some();
        assert!(!accepted || unsigned(ceremony).contains(&at), "{name}: byte {at} of {object:02x?}");
    }
}

macro_rules! every_byte_is_signed {
    ($($test:ident: $name:literal),*) => {
        $(#[test]
        fn $test() {
            check_every_byte($name);
        })*
    };
}

every_byte_is_signed!(
    every_byte_of_a_self_attestation_is_signed: "packed, self",
    every_byte_of_a_self_attestation_with_eddsa_is_signed: "packed, self, EdDSA",
    every_byte_of_a_self_attestation_with_rs256_is_signed: "packed, self, RS256",
    every_byte_of_packed_is_signed: "packed",
    every_byte_of_tpm_is_signed: "tpm",
    every_byte_of_android_key_is_signed: "android-key",
    every_byte_of_android_safetynet_is_signed_but_for_the_version: "android-safetynet",
    every_byte_of_fido_u2f_is_signed_but_for_what_u2f_did_not_have: "fido-u2f",
    every_byte_of_apple_is_signed: "apple"
);

#[test]
fn every_byte_of_the_client_data_is_signed() {
    for ceremony in signed() {
        assert!(verify(ceremony, &ceremony.registration).is_some(), "{}", ceremony.name);
        for at in 0..ceremony.registration.client_data_json.len() {
            for difference in [0x01, 0x20, 0x80] {
                let mut response = ceremony.registration.clone();
                response.client_data_json[at] ^= difference;
                assert_eq!(verify(ceremony, &response), None, "{}: byte {at} ^ {difference}", ceremony.name);
            }
        }
    }
}

#[test]
fn client_data_that_says_the_same_in_other_bytes_is_refused() {
    for ceremony in signed() {
        for at in 0..=1 {
            let mut response = ceremony.registration.clone();
            response.client_data_json.insert(at, b' ');
            assert_eq!(verify(ceremony, &response), None, "{}", ceremony.name);
        }
    }
}

proptest! {
    // CBOR has longer forms for the same integer or length; outside what is signed they are accepted.
    #[test]
    fn a_changed_attestation_object_is_refused_or_says_the_same(
        ceremony in any::<Index>(), mutation in Mutation::any(),
    ) {
        let signed: Vec<_> = signed().collect();
        let ceremony = ceremony.get(&signed);
        let mut object = ceremony.registration.attestation_object.clone();
        mutation.apply(&mut object);
        if let Some(verified) = verify(ceremony, &ceremony.with_object(object)) {
            prop_assert!(says_the_same(&verified, &ceremony.verified));
        }
    }
}
