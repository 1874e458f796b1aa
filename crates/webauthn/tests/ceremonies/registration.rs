//! Registrations that verify, and what the verdict says of them.

use crate::support::{Frames, ORIGIN, RelyingParty};
use passflex_authenticator::{Algorithm as Signs, Attestation, Authenticator, Cbor, flags};
use passflex_webauthn::{
    Aaguid, Algorithm, AttestationPolicy, AttestationType, AuthenticatorAttachment, Flags,
    UserPresenceRequirement,
};

#[test]
fn every_algorithm_registers_with_no_attestation_and_with_its_own() {
    let attestations = [
        (Attestation::None, "none", AttestationType::None),
        (Attestation::PackedSelf, "packed", AttestationType::SelfAttestation),
    ];
    for (signs, algorithm) in every_algorithm() {
        for (attestation, format, proves) in attestations.clone() {
            let mut authenticator = Authenticator::synced().algorithm(signs).attestation(attestation);
            let verified = RelyingParty::new().register(&mut authenticator, |_| {}).expect("it verifies");
            assert_eq!(verified.algorithm(), algorithm);
            assert_eq!(verified.attestation_format(), format);
            assert_eq!(verified.attestation_type(), proves);
            assert_eq!(verified.public_key(), authenticator.passkeys()[0].public_key());
        }
    }
}

/// The authenticator's algorithms with this crate's names of them.
fn every_algorithm() -> impl Iterator<Item = (Signs, Algorithm)> {
    Signs::ALL.iter().filter_map(|&signs| Some((signs, Algorithm::from_cose_id(signs.cose_id())?)))
}

#[test]
fn the_authenticator_knows_every_algorithm_that_is_verified() {
    let known: Vec<Algorithm> = every_algorithm().map(|(_, algorithm)| algorithm).collect();
    assert_eq!(Algorithm::ALL.iter().find(|algorithm| !known.contains(algorithm)), None);
}

#[test]
fn the_verdict_says_all_that_the_response_said() {
    let mut authenticator =
        Authenticator::device_bound().aaguid([0xab; 16]).transports(&["internal", "smoke"]);
    let verified = RelyingParty::new()
        .register(&mut authenticator, |draft| {
            draft.authenticator_data.sign_count = 5;
            draft.transports.push("internal".to_owned());
        })
        .expect("it verifies");
    assert_eq!(verified.credential_id(), authenticator.passkeys()[0].credential_id());
    assert_eq!(verified.sign_count(), 5);
    assert_eq!(verified.aaguid(), Aaguid::new([0xab; 16]));
    assert_eq!(verified.flags(), Flags::from_bits(flags::UP | flags::UV | flags::AT));
    assert!(verified.user_verified());
    assert!(!verified.backup_eligible());
    assert!(!verified.backup_state());
    assert_eq!(verified.extensions(), None);
    assert_eq!(verified.transports(), ["internal", "smoke"]);
    assert_eq!(verified.authenticator_attachment(), Some(AuthenticatorAttachment::Platform));
    assert_eq!(verified.origin(), ORIGIN);
    assert_eq!(verified.top_origin(), None);
}

#[test]
fn a_synced_passkey_says_that_it_is_backed_up() {
    let verified = RelyingParty::new().register(&mut Authenticator::synced(), |_| {}).expect("it verifies");
    assert!(verified.backup_eligible());
    assert!(verified.backup_state());
}

#[test]
fn extension_outputs_and_reserved_flags_are_kept() {
    let verified = RelyingParty::new()
        .register(&mut Authenticator::synced(), |draft| {
            draft.authenticator_data.flags |= flags::ED | 0x22;
            draft.authenticator_data.extensions =
                Some(Cbor::Map(vec![(Cbor::text("credProtect"), Cbor::Int(2))]));
        })
        .expect("it verifies");
    assert_eq!(verified.extensions(), Some(&b"\xa1\x6bcredProtect\x02"[..]));
    assert_eq!(verified.flags().bits() & 0x22, 0x22);
}

#[test]
fn a_frame_of_a_listed_page_may_register() {
    let relying_party =
        RelyingParty { frames: Frames::Of(vec!["https://shop.example".to_owned()]), ..RelyingParty::new() };
    let verified = relying_party
        .register(&mut Authenticator::synced(), |draft| {
            draft.client_data.set("crossOrigin", true);
            draft.client_data.set("topOrigin", "https://shop.example");
        })
        .expect("it verifies");
    assert_eq!(verified.top_origin(), Some("https://shop.example"));
}

#[test]
fn a_frame_of_any_page_may_register_where_the_policy_says_so() {
    let relying_party = RelyingParty { frames: Frames::Any, ..RelyingParty::new() };
    for top_origin in [None, Some("https://shop.example")] {
        let verified = relying_party
            .register(&mut Authenticator::synced(), |draft| {
                draft.client_data.set("crossOrigin", true);
                if let Some(top_origin) = top_origin {
                    draft.client_data.set("topOrigin", top_origin);
                }
            })
            .expect("it verifies");
        assert_eq!(verified.top_origin(), top_origin);
    }
}

#[test]
fn nobody_need_be_present_where_the_client_upgrades_a_password_on_its_own() {
    let conditional = RelyingParty { user_presence: UserPresenceRequirement::Waived, ..RelyingParty::new() };
    let verified = conditional
        .register(&mut Authenticator::synced(), |draft| draft.authenticator_data.flags &= !flags::UP)
        .expect("it verifies");
    assert!(!verified.flags().user_present());
}

#[test]
fn a_statement_that_nobody_asked_for_is_recorded_and_not_verified() {
    let with_certificate = Cbor::Map(vec![
        (Cbor::text("alg"), Cbor::Int(-7)),
        (Cbor::text("sig"), Cbor::Bytes(vec![0])),
        (Cbor::text("x5c"), Cbor::Array(vec![Cbor::Bytes(vec![0])])),
    ]);
    let statements = [("packed", with_certificate), ("of-the-future", Cbor::Map(Vec::new()))];
    for (format, statement) in statements {
        let attestation = Attestation::Other(format.to_owned(), statement);
        let relying_party = RelyingParty { attestation: AttestationPolicy::Ignore, ..RelyingParty::new() };
        let verified = relying_party
            .register(&mut Authenticator::synced().attestation(attestation), |_| {})
            .expect("it verifies");
        assert_eq!(verified.attestation_format(), format);
        assert_eq!(verified.attestation_type(), AttestationType::Unverified);
    }
}

#[test]
fn the_longest_credential_id_registers() {
    let id = [7; 1023];
    let verified = RelyingParty::new()
        .register(&mut Authenticator::synced(), |draft| draft.rename(&id))
        .expect("it verifies");
    assert_eq!(verified.credential_id(), id);
}

#[test]
fn client_data_may_have_a_byte_order_mark_more_members_and_white_space() {
    let edits: [fn(&str) -> String; 3] = [
        |json| format!("\u{feff}{json}"),
        |json| json.replace('{', "{\"tokenBinding\":{\"status\":\"supported\"},\"other\":[1],"),
        |json| json.replace(',', " ,\n\t"),
    ];
    for edit in edits {
        RelyingParty::new()
            .register(&mut Authenticator::synced(), |draft| {
                let json = String::from_utf8(draft.client_data.encode()).expect("client data is text");
                draft.client_data.raw = Some(edit(&json).into_bytes());
            })
            .expect("it verifies");
    }
}

#[test]
fn cose_parameters_that_verification_does_not_need_are_ignored() {
    RelyingParty::new()
        .register(&mut Authenticator::synced(), |draft| {
            draft.attested().public_key.push(Cbor::Int(2), Cbor::Bytes(b"key id".to_vec()));
            draft.attested().public_key.push(Cbor::text("vendor"), Cbor::Bool(true));
        })
        .expect("it verifies");
}

#[test]
fn a_cose_key_may_have_any_order_and_longer_forms() {
    let edits: [fn(&mut Cbor); 2] = [
        |key| key.entries().reverse(),
        // A map of five entries whose count takes two bytes.
        |key| *key = Cbor::Raw([&[0xb8, 5], &key.encode()[1..]].concat()),
    ];
    for edit in edits {
        RelyingParty::new()
            .register(&mut Authenticator::synced(), |draft| edit(&mut draft.attested().public_key))
            .expect("it verifies");
    }
}
