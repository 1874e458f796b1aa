//! Whatever is changed after the signature is noticed, and no bytes make a parser panic.

use std::sync::LazyLock;

use passflex_authenticator::{Algorithm, Attestation, Authenticator};
use passflex_webauthn::json::{AuthenticationResponseJson, RegistrationResponseJson};
use passflex_webauthn::{
    AttestationType, AuthenticationResponse, AuthenticatorData, RegistrationResponse, SignCountPolicy,
    UserVerificationRequirement,
};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::json;

use crate::support::{
    ORIGIN, Record, RelyingParty, creation_options, decode_authentication, decode_registration,
    request_options,
};

/// A change to a byte string that always makes it another one.
#[derive(Clone, Debug)]
enum Mutation {
    Replace(Index, u8),
    Insert(Index, u8),
    Remove(Index),
    Truncate(Index),
}

impl Mutation {
    fn any() -> impl Strategy<Value = Self> {
        prop_oneof![
            4 => (any::<Index>(), 1_u8..).prop_map(|(at, difference)| Self::Replace(at, difference)),
            1 => (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Self::Insert(at, byte)),
            1 => any::<Index>().prop_map(Self::Remove),
            1 => any::<Index>().prop_map(Self::Truncate),
        ]
    }

    fn apply(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::Replace(at, difference) => {
                let at = at.index(bytes.len());
                bytes[at] ^= difference;
            }
            Self::Insert(at, byte) => bytes.insert(at.index(bytes.len()), *byte),
            Self::Remove(at) => {
                bytes.remove(at.index(bytes.len()));
            }
            Self::Truncate(at) => bytes.truncate(at.index(bytes.len())),
        }
    }
}

/// One of each algorithm, made once: a self attested registration and an assertion.
struct Fixture {
    registration: RegistrationResponse,
    record: Record,
    assertion: AuthenticationResponse,
}

static FIXTURES: LazyLock<[Fixture; 3]> = LazyLock::new(|| {
    [Algorithm::Es256, Algorithm::EdDsa, Algorithm::Rs256].map(|algorithm| {
        let mut authenticator =
            Authenticator::synced().algorithm(algorithm).attestation(Attestation::PackedSelf);
        let registration = decode_registration(authenticator.register(&creation_options(), ORIGIN));
        let verified = RelyingParty::new().verify_registration(&registration).expect("it verifies");
        let assertion = decode_authentication(authenticator.authenticate(&request_options(), ORIGIN));
        Fixture { registration, record: Record::from(&verified), assertion }
    })
});

fn fixture() -> impl Strategy<Value = &'static Fixture> {
    (0..FIXTURES.len()).prop_map(|index| &FIXTURES[index])
}

impl std::fmt::Debug for Fixture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the fixture whose key is {:02x?}", self.record.public_key)
    }
}

proptest! {
    #[test]
    fn changed_client_data_of_a_registration_is_refused(fixture in fixture(), mutation in Mutation::any()) {
        let mut response = fixture.registration.clone();
        mutation.apply(&mut response.client_data_json);
        prop_assume!(response != fixture.registration);
        prop_assert!(RelyingParty::new().verify_registration(&response).is_err());
    }

    // An inserted byte can spell the same object in a longer form, which is accepted.
    #[test]
    fn a_changed_attestation_object_is_refused_or_says_the_same(
        fixture in fixture(), mutation in Mutation::any(),
    ) {
        let mut response = fixture.registration.clone();
        mutation.apply(&mut response.attestation_object);
        prop_assume!(response != fixture.registration);
        if let Ok(verified) = RelyingParty::new().verify_registration(&response) {
            prop_assert_eq!(verified.attestation_type(), AttestationType::SelfAttestation);
            prop_assert_eq!(Record::from(&verified), fixture.record.clone());
        }
    }

    #[test]
    fn a_changed_assertion_is_refused(fixture in fixture(), part in 0..3, mutation in Mutation::any()) {
        let mut response = fixture.assertion.clone();
        mutation.apply(match part {
            0 => &mut response.client_data_json,
            1 => &mut response.authenticator_data,
            _ => &mut response.signature,
        });
        prop_assume!(response != fixture.assertion);
        // The least demanding policy leaves as much as possible to the signature.
        let relying_party = RelyingParty {
            sign_count: SignCountPolicy::Report,
            user_verification: UserVerificationRequirement::Discouraged,
            ..RelyingParty::new()
        };
        let record = Record { backup_eligible: None, ..fixture.record.clone() };
        prop_assert!(relying_party.verify_authentication(&record, &response).is_err());
    }

    // An inserted byte can spell the same key in a longer form, which is accepted.
    #[test]
    fn another_public_key_verifies_nothing(
        fixture in fixture(),
        mutation in Mutation::any()
            .prop_filter("may spell the same key", |mutation| !matches!(mutation, Mutation::Insert(..))),
    ) {
        let mut record = fixture.record.clone();
        mutation.apply(&mut record.public_key);
        prop_assume!(record != fixture.record);
        prop_assert!(RelyingParty::new().verify_authentication(&record, &fixture.assertion).is_err());
    }

    #[test]
    fn a_response_that_is_changed_all_over_makes_nothing_panic(
        fixture in fixture(), mutations in prop::collection::vec(Mutation::any(), 2..20),
    ) {
        let mut registration = fixture.registration.clone();
        let mut assertion = fixture.assertion.clone();
        for mutation in mutations {
            for bytes in [
                &mut registration.attestation_object,
                &mut registration.client_data_json,
                &mut assertion.authenticator_data,
                &mut assertion.client_data_json,
            ] {
                if !bytes.is_empty() {
                    mutation.apply(bytes);
                }
            }
        }
        let mut with_good_client_data = registration.clone();
        with_good_client_data.client_data_json.clone_from(&fixture.registration.client_data_json);
        drop(RelyingParty::new().verify_registration(&with_good_client_data));
        drop(RelyingParty::new().verify_registration(&registration));
        drop(RelyingParty::new().verify_authentication(&fixture.record, &assertion));
    }

    #[test]
    fn arbitrary_bytes_make_nothing_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let fixture = &FIXTURES[0];
        let _ = AuthenticatorData::parse(&bytes);
        let registration =
            RegistrationResponse { attestation_object: bytes.clone(), ..fixture.registration.clone() };
        prop_assert!(RelyingParty::new().verify_registration(&registration).is_err());
        let assertion = AuthenticationResponse { client_data_json: bytes.clone(), ..fixture.assertion.clone() };
        prop_assert!(RelyingParty::new().verify_authentication(&fixture.record, &assertion).is_err());
        let record = Record { public_key: bytes, ..fixture.record.clone() };
        prop_assert!(RelyingParty::new().verify_authentication(&record, &fixture.assertion).is_err());
    }

    #[test]
    fn arbitrary_text_makes_no_decoder_panic(texts in prop::array::uniform5("\\PC{0,40}|[A-Za-z0-9+/_=-]{0,40}")) {
        let [id, raw_id, client_data, object, handle] = texts;
        let registration = json!({
            "id": id, "rawId": raw_id, "type": "public-key",
            "response": {"clientDataJSON": client_data, "attestationObject": object},
        });
        let assertion = json!({
            "id": id, "rawId": raw_id, "type": "public-key",
            "response": {
                "clientDataJSON": client_data, "authenticatorData": object, "signature": object, "userHandle": handle,
            },
        });
        drop(serde_json::from_value(registration).map(RegistrationResponseJson::decode));
        drop(serde_json::from_value(assertion).map(AuthenticationResponseJson::decode));
    }
}
