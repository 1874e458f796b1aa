//! Every byte of what an assertion signs, changed after it was signed.

use passflex_webauthn::{AuthenticationResponse, SignCountPolicy, UserVerificationRequirement};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::mutation::Mutation;
use crate::subjects::ceremonies::support::{Record, RelyingParty};
use crate::subjects::ceremonies::{self, Ceremony};

/// The least demanding policy, which leaves as much as possible to the signature.
fn verifies(ceremony: &Ceremony, response: &AuthenticationResponse) -> bool {
    let relying_party = RelyingParty {
        sign_count: SignCountPolicy::Report,
        user_verification: UserVerificationRequirement::Discouraged,
        ..RelyingParty::new()
    };
    let record = Record { backup_eligible: None, ..ceremony.record.clone() };
    relying_party.verify_authentication(&record, response).is_ok()
}

/// A ceremony with each kind of key.
fn each_key() -> [&'static Ceremony; 3] {
    ["none", "none, EdDSA", "none, RS256"].map(ceremonies::named)
}

fn parts(response: &mut AuthenticationResponse) -> [&mut Vec<u8>; 3] {
    [&mut response.client_data_json, &mut response.authenticator_data, &mut response.signature]
}

#[test]
fn every_byte_of_an_assertion_is_signed() {
    for ceremony in each_key() {
        assert!(verifies(ceremony, &ceremony.assertion), "{}", ceremony.name);
        for part in 0..3 {
            for at in 0..parts(&mut ceremony.assertion.clone())[part].len() {
                for difference in [0x01, 0x20, 0x80] {
                    let mut response = ceremony.assertion.clone();
                    parts(&mut response)[part][at] ^= difference;
                    assert!(!verifies(ceremony, &response), "{}: part {part}, byte {at}", ceremony.name);
                }
            }
        }
    }
}

proptest! {
    #[test]
    fn a_changed_assertion_is_refused(
        ceremony in any::<Index>(), part in 0..3_usize, mutation in Mutation::any(),
    ) {
        let ceremonies = each_key();
        let ceremony = ceremony.get(&ceremonies);
        let mut response = ceremony.assertion.clone();
        mutation.apply(parts(&mut response)[part]);
        prop_assume!(response != ceremony.assertion);
        prop_assert!(!verifies(ceremony, &response));
    }
}
