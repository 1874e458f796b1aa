//! Registrations that break one rule each, and the error that names it.

use crate::support::{Frames, ORIGIN, RelyingParty, creation_options, decode_registration};
use passflex_authenticator::{
    Algorithm as Signs, Attestation, Authenticator, Cbor, RegistrationDraft, flags,
};
use passflex_webauthn::RegistrationError as E;
use passflex_webauthn::{Algorithm, RegistrationResponse, StatementFault, UserVerificationRequirement};

type Edit = fn(&mut RegistrationDraft);

/// Every edit is made before the signature, so the rule is all that is broken: with attestation `none`, and with a
/// self attestation that signs the defect.
fn refuse_each(cases: &[(&str, Edit, E)]) {
    for (what, edit, error) in cases {
        for attestation in [Attestation::None, Attestation::PackedSelf] {
            let mut authenticator = Authenticator::synced().attestation(attestation.clone());
            let refused = RelyingParty::new().register(&mut authenticator, edit).expect_err(what);
            assert_eq!(refused, *error, "{what}, {attestation:?}");
        }
    }
}

fn key(draft: &mut RegistrationDraft) -> &mut Cbor {
    &mut draft.attested().public_key
}

#[test]
fn client_data_that_does_not_fit_the_ceremony() {
    refuse_each(&[
        ("an assertion's type", |d| d.client_data.set("type", "webauthn.get"), E::ClientDataType),
        ("a type in capitals", |d| d.client_data.set("type", "WEBAUTHN.CREATE"), E::ClientDataType),
        ("no type", |d| d.client_data.remove("type"), E::ClientDataType),
        ("another challenge", |d| d.client_data.set("challenge", "b3RoZXI"), E::ChallengeMismatch),
        ("an empty challenge", |d| d.client_data.set("challenge", ""), E::ChallengeMismatch),
        ("a padded challenge", pad_challenge, E::ChallengeMismatch),
        ("another origin", |d| d.client_data.set("origin", "https://evil.example"), E::OriginMismatch),
        ("a subdomain", |d| d.client_data.set("origin", "https://a.example.com"), E::OriginMismatch),
        ("another port", |d| d.client_data.set("origin", "https://example.com:444"), E::OriginMismatch),
        ("another scheme", |d| d.client_data.set("origin", "http://example.com"), E::OriginMismatch),
        ("a trailing slash", |d| d.client_data.set("origin", "https://example.com/"), E::OriginMismatch),
        ("an origin in capitals", |d| d.client_data.set("origin", "https://EXAMPLE.com"), E::OriginMismatch),
        ("a longer origin", |d| d.client_data.set("origin", "https://example.com.evil"), E::OriginMismatch),
        ("a cross-origin frame", |d| d.client_data.set("crossOrigin", true), E::CrossOriginNotAllowed),
        ("a framed page's name", |d| d.client_data.set("topOrigin", "https://a"), E::TopOriginNotAllowed),
    ]);
}

fn pad_challenge(draft: &mut RegistrationDraft) {
    let challenge = draft.client_data.members[1].1.as_str().map(|text| format!("{text}="));
    draft.client_data.set("challenge", challenge);
}

#[test]
fn client_data_that_is_not_one_json_object() {
    refuse_each(&[
        ("nothing", |d| d.client_data.raw = Some(Vec::new()), E::ClientDataMalformed),
        ("an array", |d| d.client_data.raw = Some(b"[]".to_vec()), E::ClientDataMalformed),
        ("half an object", |d| d.client_data.raw = Some(b"{\"type\":".to_vec()), E::ClientDataMalformed),
        ("something behind it", append_to_client_data, E::ClientDataMalformed),
        ("bytes that are not UTF-8", break_client_data_text, E::ClientDataMalformed),
        ("no challenge", |d| d.client_data.remove("challenge"), E::ClientDataMalformed),
        ("no origin", |d| d.client_data.remove("origin"), E::ClientDataMalformed),
        ("a number as type", |d| d.client_data.set("type", 1), E::ClientDataMalformed),
        ("a number as challenge", |d| d.client_data.set("challenge", 1), E::ClientDataMalformed),
        ("a list as origin", |d| d.client_data.set("origin", vec!["a"]), E::ClientDataMalformed),
        ("a text as crossOrigin", |d| d.client_data.set("crossOrigin", "no"), E::ClientDataMalformed),
        ("a number as topOrigin", |d| d.client_data.set("topOrigin", 1), E::ClientDataMalformed),
        ("origin twice", |d| d.client_data.push("origin", ORIGIN), E::ClientDataMalformed),
        ("an unknown member twice", repeat_unknown_member, E::ClientDataMalformed),
        ("more members than anyone needs", add_members, E::ClientDataMalformed),
    ]);
}

fn append_to_client_data(draft: &mut RegistrationDraft) {
    draft.client_data.raw = Some([draft.client_data.encode(), b"{}".to_vec()].concat());
}

fn break_client_data_text(draft: &mut RegistrationDraft) {
    draft.client_data.set("x", "~");
    let broken = draft.client_data.encode().into_iter().map(|byte| if byte == b'~' { 0xff } else { byte });
    draft.client_data.raw = Some(broken.collect());
}

fn add_members(draft: &mut RegistrationDraft) {
    (0..61).for_each(|index| draft.client_data.push(&format!("x{index}"), index));
}

fn repeat_unknown_member(draft: &mut RegistrationDraft) {
    draft.client_data.push("x", 1);
    draft.client_data.push("x", 1);
}

#[test]
fn a_cross_origin_frame_that_no_listed_page_vouches_for() {
    let relying_party =
        RelyingParty { frames: Frames::Of(vec!["https://shop.example".to_owned()]), ..RelyingParty::new() };
    let cases: [(&str, Edit, E); 3] = [
        ("a page that is not listed", |d| frame(d, Some("https://evil.example")), E::TopOriginNotAllowed),
        ("a page that is not named", |d| frame(d, None), E::CrossOriginNotAllowed),
        (
            "a listed page around a frame of the same origin",
            |d| d.client_data.set("topOrigin", "https://shop.example"),
            E::TopOriginNotAllowed,
        ),
    ];
    for (what, edit, error) in cases {
        assert_eq!(relying_party.register(&mut Authenticator::synced(), edit), Err(error), "{what}");
    }
}

fn frame(draft: &mut RegistrationDraft, top_origin: Option<&str>) {
    draft.client_data.set("crossOrigin", true);
    if let Some(top_origin) = top_origin {
        draft.client_data.set("topOrigin", top_origin);
    }
}

#[test]
fn authenticator_data_that_does_not_fit_the_ceremony() {
    refuse_each(&[
        ("another RP id", |d| d.authenticator_data.set_rp_id("evil.example"), E::RpIdHashMismatch),
        ("a parent's RP id", |d| d.authenticator_data.set_rp_id("com"), E::RpIdHashMismatch),
        ("nobody present", |d| d.authenticator_data.flags &= !flags::UP, E::UserNotPresent),
        ("nobody verified", |d| d.authenticator_data.flags &= !flags::UV, E::UserNotVerified),
        ("backed up, not eligible", |d| d.authenticator_data.flags &= !flags::BE, E::BackupFlagsInvalid),
    ]);
}

#[test]
fn verification_that_is_only_preferred_may_be_missing() {
    for user_verification in
        [UserVerificationRequirement::Preferred, UserVerificationRequirement::Discouraged]
    {
        let relying_party = RelyingParty { user_verification, ..RelyingParty::new() };
        let verified = relying_party
            .register(&mut Authenticator::synced().user_verified(false), |_| {})
            .expect("it verifies");
        assert!(!verified.user_verified());
    }
}

#[test]
fn authenticator_data_of_another_layout_than_its_flags_announce() {
    let missing = E::AttestedCredentialDataMissing;
    let malformed = E::AuthenticatorDataMalformed;
    refuse_each(&[
        ("trailing bytes", |d| d.authenticator_data.trailing = vec![0], malformed),
        ("AT cleared", |d| d.authenticator_data.flags &= !flags::AT, missing),
        ("AT without data", |d| d.authenticator_data.attested = None, malformed),
        ("ED without data", |d| d.authenticator_data.flags |= flags::ED, malformed),
        ("extensions without ED", |d| d.authenticator_data.extensions = Some(Cbor::Map(vec![])), malformed),
        ("extensions that are no map", |d| extend(d, Cbor::Array(vec![])), malformed),
        ("extensions with a key twice", extend_twice, E::CborDuplicateKey),
        ("an empty credential id", |d| d.attested().credential_id.clear(), E::CredentialIdInvalid),
        ("a key that is cut short", |d| *key(d) = Cbor::Raw(vec![0xa5, 0x01]), malformed),
        ("a key of indefinite length", |d| key(d).make_indefinite(), malformed),
        ("no key", |d| *key(d) = Cbor::Raw(Vec::new()), malformed),
    ]);
}

fn extend(draft: &mut RegistrationDraft, extensions: Cbor) {
    draft.authenticator_data.flags |= flags::ED;
    draft.authenticator_data.extensions = Some(extensions);
}

fn extend_twice(draft: &mut RegistrationDraft) {
    let entry = (Cbor::text("credProtect"), Cbor::Int(1));
    extend(draft, Cbor::Map(vec![entry.clone(), entry]));
}

#[test]
fn authenticator_data_that_is_cut_short() {
    for length in [0, 31, 36] {
        let refused = RelyingParty::new().register(&mut Authenticator::synced(), |draft| {
            let bytes = draft.authenticator_data.encode()[..length].to_vec();
            draft.edit_attestation_object(|object| object.set(Cbor::text("authData"), Cbor::Bytes(bytes)));
        });
        let error =
            if length > 32 { E::AttestedCredentialDataMissing } else { E::AuthenticatorDataMalformed };
        // Whoever is cut short behind the flags still has AT set.
        let error = if length == 36 { E::AuthenticatorDataMalformed } else { error };
        assert_eq!(refused, Err(error), "{length} bytes");
    }
}

#[test]
fn a_credential_id_that_is_too_long_or_not_the_attested_one() {
    let other_id = RelyingParty::new()
        .register(&mut Authenticator::synced(), |draft| draft.credential_id = b"another credential".to_vec());
    assert_eq!(other_id, Err(E::CredentialIdMismatch));

    // The text of `rawId` would be refused first, so only the attested id is too long.
    let too_long = RelyingParty::new()
        .register(&mut Authenticator::synced(), |draft| draft.attested().credential_id = vec![7; 1024]);
    assert_eq!(too_long, Err(E::CredentialIdTooLong));
}

#[test]
fn a_key_that_is_not_a_valid_one() {
    let malformed = E::CoseMalformed;
    refuse_each(&[
        ("not a map", |d| *key(d) = Cbor::Array(vec![]), malformed),
        ("no key type", |d| key(d).remove(&Cbor::Int(1)), malformed),
        ("another key type", |d| key(d).set(Cbor::Int(1), Cbor::Int(3)), malformed),
        ("no algorithm", |d| key(d).remove(&Cbor::Int(3)), malformed),
        ("a text as algorithm", |d| key(d).set(Cbor::Int(3), Cbor::text("ES256")), malformed),
        ("the algorithm of another key type", |d| key(d).set(Cbor::Int(3), Cbor::Int(-257)), malformed),
        ("an algorithm nobody knows", |d| key(d).set(Cbor::Int(3), Cbor::Int(-999)), E::AlgorithmNotAllowed),
        ("no curve", |d| key(d).remove(&Cbor::Int(-1)), malformed),
        ("another curve", |d| key(d).set(Cbor::Int(-1), Cbor::Int(2)), malformed),
        ("no x", |d| key(d).remove(&Cbor::Int(-2)), malformed),
        ("a short x", |d| key(d).set(Cbor::Int(-2), Cbor::Bytes(vec![1; 31])), malformed),
        ("a compressed point", |d| key(d).set(Cbor::Int(-3), Cbor::Bool(true)), malformed),
        ("a point off the curve", |d| key(d).set(Cbor::Int(-3), Cbor::Bytes(vec![1; 32])), malformed),
        ("the point at infinity", zero_point, malformed),
        ("a private part", |d| key(d).push(Cbor::Int(-4), Cbor::Bytes(vec![1; 32])), malformed),
        ("a parameter twice", |d| key(d).push(Cbor::Int(1), Cbor::Int(2)), E::CborDuplicateKey),
    ]);
}

fn zero_point(draft: &mut RegistrationDraft) {
    key(draft).set(Cbor::Int(-2), Cbor::Bytes(vec![0; 32]));
    key(draft).set(Cbor::Int(-3), Cbor::Bytes(vec![0; 32]));
}

#[test]
fn an_ed25519_key_that_is_not_a_valid_one() {
    let cases: [(&str, Edit); 8] = [
        ("another curve", |d| key(d).set(Cbor::Int(-1), Cbor::Int(7))),
        // y = 2: no x goes with it.
        ("a point that is not on the curve", |d| set_y(d, 2, 0)),
        // y = 1, the neutral element: what anybody signs verifies.
        ("a point of small order", |d| set_y(d, 1, 0)),
        // y = p + 3, a second spelling of y = 3.
        ("a point that is not reduced", |d| set_y(d, 0xf0, 0x7f)),
        // y = 1 with the sign of an x that is zero.
        ("a point with the sign of nothing", |d| set_y(d, 1, 0x80)),
        ("31 bytes", |d| key(d).set(Cbor::Int(-2), Cbor::Bytes(vec![1; 31]))),
        ("another key type", |d| key(d).set(Cbor::Int(1), Cbor::Int(2))),
        ("a private part", |d| key(d).push(Cbor::Int(-4), Cbor::Bytes(vec![1; 32]))),
    ];
    for (what, edit) in cases {
        let mut authenticator = Authenticator::synced().algorithm(Signs::EdDsa);
        let refused = RelyingParty::new().register(&mut authenticator, edit);
        assert_eq!(refused, Err(E::CoseMalformed), "{what}");
    }
}

/// An Ed25519 point whose first and last bytes are these; between them are those of p where the last is 0x7f, and zeros.
fn set_y(draft: &mut RegistrationDraft, first: u8, last: u8) {
    let mut y = [if last == 0x7f { 0xff } else { 0 }; 32];
    (y[0], y[31]) = (first, last);
    key(draft).set(Cbor::Int(-2), Cbor::Bytes(y.to_vec()));
}

#[test]
fn an_rsa_key_that_is_not_a_valid_one() {
    let cases: [(&str, Edit); 9] = [
        ("no modulus", |d| key(d).remove(&Cbor::Int(-1))),
        ("a modulus of 2040 bits", |d| key(d).set(Cbor::Int(-1), Cbor::Bytes(vec![0xff; 255]))),
        ("a modulus of 8200 bits", |d| key(d).set(Cbor::Int(-1), Cbor::Bytes(vec![0xff; 1025]))),
        ("an even modulus", |d| key(d).set(Cbor::Int(-1), Cbor::Bytes(vec![0xfe; 256]))),
        ("a modulus with a leading zero", |d| {
            key(d).set(Cbor::Int(-1), Cbor::Bytes([vec![0], vec![0xff; 256]].concat()));
        }),
        ("an exponent of 1", |d| key(d).set(Cbor::Int(-2), Cbor::Bytes(vec![1]))),
        ("an even exponent", |d| key(d).set(Cbor::Int(-2), Cbor::Bytes(vec![1, 0, 0]))),
        ("a long exponent", |d| key(d).set(Cbor::Int(-2), Cbor::Bytes(vec![1; 5]))),
        ("a private part", |d| key(d).push(Cbor::Int(-3), Cbor::Bytes(vec![1; 256]))),
    ];
    for (what, edit) in cases {
        let mut authenticator = Authenticator::synced().algorithm(Signs::Rs256);
        let refused = RelyingParty::new().register(&mut authenticator, edit);
        assert_eq!(refused, Err(E::CoseMalformed), "{what}");
    }
}

#[test]
fn an_algorithm_that_was_not_offered() {
    let relying_party = RelyingParty { algorithms: vec![Algorithm::EdDsa], ..RelyingParty::new() };
    let refused = relying_party.register(&mut Authenticator::synced(), |_| {});
    assert_eq!(refused, Err(E::AlgorithmNotAllowed));
}

#[test]
fn an_attestation_object_that_is_not_one() {
    type ObjectEdit = fn(&mut Cbor);
    let malformed = E::AttestationObjectMalformed;
    let cases: [(&str, ObjectEdit, E); 17] = [
        ("nothing", |o| *o = Cbor::Raw(Vec::new()), E::CborMalformed),
        ("not a map", |o| *o = Cbor::Int(1), E::CborMalformed),
        ("an indefinite length", Cbor::make_indefinite, E::CborMalformed),
        ("cut short", |o| *o = Cbor::Raw(o.encode()[..40].to_vec()), E::CborMalformed),
        ("a tag", |o| *o = Cbor::Raw([vec![0xc0], o.encode()].concat()), E::CborMalformed),
        ("deep nesting", |o| o.push(Cbor::text("x"), Cbor::Raw(vec![0x81; 4096])), E::CborMalformed),
        ("trailing bytes", |o| *o = Cbor::Raw([o.encode(), vec![0]].concat()), E::CborTrailingBytes),
        ("fmt twice", |o| o.push(Cbor::text("fmt"), Cbor::text("none")), E::CborDuplicateKey),
        ("no fmt", |o| o.remove(&Cbor::text("fmt")), malformed),
        ("no attStmt", |o| o.remove(&Cbor::text("attStmt")), malformed),
        ("no authData", |o| o.remove(&Cbor::text("authData")), malformed),
        ("a number as fmt", |o| o.set(Cbor::text("fmt"), Cbor::Int(1)), malformed),
        ("a format without a name", |o| o.set(Cbor::text("fmt"), Cbor::text("")), malformed),
        ("a format's name too long", |o| o.set(Cbor::text("fmt"), Cbor::text(&"f".repeat(33))), malformed),
        ("a format's name with a quote", |o| o.set(Cbor::text("fmt"), Cbor::text("a\"b")), malformed),
        ("a list as attStmt", |o| o.set(Cbor::text("attStmt"), Cbor::Array(vec![])), malformed),
        ("a text as authData", |o| o.set(Cbor::text("authData"), Cbor::text("x")), malformed),
    ];
    for (what, edit, error) in cases {
        let refused = RelyingParty::new()
            .register(&mut Authenticator::synced(), |draft| draft.edit_attestation_object(edit));
        assert_eq!(refused, Err(error), "{what}");
    }
}

#[test]
fn a_statement_that_does_not_follow_its_format() {
    type StatementEdit = fn(&mut Cbor);
    let syntax = E::AttestationStatementInvalid(StatementFault::Syntax);
    let algorithm = E::AttestationStatementInvalid(StatementFault::Algorithm);
    let cases: [(&str, StatementEdit, E); 10] = [
        ("no alg", |s| s.remove(&Cbor::text("alg")), syntax),
        ("another algorithm", |s| s.set(Cbor::text("alg"), Cbor::Int(-257)), algorithm),
        ("an algorithm that nobody knows", |s| s.set(Cbor::text("alg"), Cbor::Int(-9)), algorithm),
        ("a text as alg", |s| s.set(Cbor::text("alg"), Cbor::text("ES256")), syntax),
        ("no sig", |s| s.remove(&Cbor::text("sig")), syntax),
        ("a text as sig", |s| s.set(Cbor::text("sig"), Cbor::text("x")), syntax),
        ("an empty list of certificates", |s| s.push(Cbor::text("x5c"), Cbor::Array(vec![])), syntax),
        ("a number as certificates", |s| s.push(Cbor::text("x5c"), Cbor::Int(1)), syntax),
        (
            "an empty signature",
            |s| s.set(Cbor::text("sig"), Cbor::Bytes(vec![])),
            E::AttestationSignatureInvalid,
        ),
        ("nothing", |s| *s = Cbor::Map(vec![]), syntax),
    ];
    for (what, edit, error) in cases {
        let mut authenticator = Authenticator::synced().attestation(Attestation::PackedSelf);
        let refused = RelyingParty::new().register(&mut authenticator, |draft| {
            draft.edit_attestation_object(move |object| edit(object.get_mut(&Cbor::text("attStmt"))));
        });
        assert_eq!(refused, Err(error), "{what}");
    }
}

#[test]
fn a_none_statement_that_says_something() {
    let statement = Cbor::Map(vec![(Cbor::text("alg"), Cbor::Int(-7))]);
    let mut authenticator =
        Authenticator::synced().attestation(Attestation::Other("none".to_owned(), statement));
    let refused = RelyingParty::new().register(&mut authenticator, |_| {});
    assert_eq!(refused, Err(E::AttestationStatementInvalid(StatementFault::Syntax)));
}

#[test]
fn a_self_attestation_by_another_key_or_over_other_bytes() {
    let verified = |signs: &&Signs| Algorithm::from_cose_id(signs.cose_id()).is_some();
    for &algorithm in Signs::ALL.iter().filter(verified) {
        let authenticator = Authenticator::synced().algorithm(algorithm).attestation(Attestation::PackedSelf);
        let other_key = RelyingParty::new()
            .register(&mut authenticator.clone(), |draft| draft.signing_key = draft.signing_key.other());
        assert_eq!(other_key, Err(E::AttestationSignatureInvalid), "{algorithm:?}, another key");

        let other_bytes = RelyingParty::new().register(&mut authenticator.clone(), |draft| {
            let mut counted = draft.authenticator_data.clone();
            counted.sign_count += 1;
            draft.edit_attestation_object(move |object| {
                object.set(Cbor::text("authData"), Cbor::Bytes(counted.encode()));
            });
        });
        assert_eq!(other_bytes, Err(E::AttestationSignatureInvalid), "{algorithm:?}, other bytes");
    }
}

#[test]
fn parts_beyond_their_bounds() {
    let answer = Authenticator::synced().register(&creation_options(), ORIGIN);
    let response = decode_registration(answer);
    let refuse = |error, edit: fn(&mut RegistrationResponse)| {
        let mut response = response.clone();
        edit(&mut response);
        assert_eq!(RelyingParty::new().verify_registration(&response), Err(error));
    };
    let too_large = E::ResponseTooLarge;
    refuse(E::CredentialIdTooLong, |response| response.credential_id = vec![0; 1024]);
    refuse(too_large("client data"), |response| response.client_data_json = vec![b' '; 16 * 1024 + 1]);
    refuse(too_large("attestation object"), |response| response.attestation_object = vec![0; 64 * 1024 + 1]);
    refuse(too_large("list of transports"), |response| response.transports = vec!["usb".to_owned(); 17]);
    refuse(too_large("list of transports"), |response| response.transports = vec!["x".repeat(65)]);
}
