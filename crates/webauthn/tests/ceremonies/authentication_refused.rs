//! Assertions that break one rule each, and the error that names it.

use crate::support::{ORIGIN, Record, RelyingParty, decode_authentication, request_options};
use passflex_authenticator::{
    Algorithm, AssertionDraft, AttestedCredential, Authenticator, Cbor, edit_bytes, flags,
};
use passflex_webauthn::AuthenticationError as E;
use passflex_webauthn::{SignCountPolicy, UserHandleRule};

type Edit = fn(&mut AssertionDraft);

/// Every edit is made before the signature, so the rule is all that is broken.
fn refuse_each(cases: &[(&str, Edit, E)]) {
    let mut authenticator = Authenticator::synced();
    let record = Record::of(&mut authenticator);
    for (what, edit, error) in cases {
        let refused = RelyingParty::new().authenticate(&record, &mut authenticator, edit);
        assert_eq!(refused, Err(*error), "{what}");
    }
}

#[test]
fn client_data_that_does_not_fit_the_ceremony() {
    refuse_each(&[
        ("a registration's type", |d| d.client_data.set("type", "webauthn.create"), E::ClientDataType),
        ("no type", |d| d.client_data.remove("type"), E::ClientDataType),
        ("another challenge", |d| d.client_data.set("challenge", "b3RoZXI"), E::ChallengeMismatch),
        ("another origin", |d| d.client_data.set("origin", "https://evil.example"), E::OriginMismatch),
        ("a cross-origin frame", |d| d.client_data.set("crossOrigin", true), E::CrossOriginNotAllowed),
        ("a framed page's name", |d| d.client_data.set("topOrigin", "https://a"), E::TopOriginNotAllowed),
        ("not JSON", |d| d.client_data.raw = Some(b"{".to_vec()), E::ClientDataMalformed),
        ("a challenge twice", |d| d.client_data.push("challenge", "b3RoZXI"), E::ClientDataMalformed),
    ]);
}

#[test]
fn authenticator_data_that_does_not_fit_the_ceremony() {
    let malformed = E::AuthenticatorDataMalformed;
    refuse_each(&[
        ("another RP id", |d| d.authenticator_data.set_rp_id("evil.example"), E::RpIdHashMismatch),
        ("nobody present", |d| d.authenticator_data.flags &= !flags::UP, E::UserNotPresent),
        ("nobody verified", |d| d.authenticator_data.flags &= !flags::UV, E::UserNotVerified),
        ("backed up, not eligible", |d| d.authenticator_data.flags &= !flags::BE, E::BackupFlagsInvalid),
        ("no longer eligible", clear_backup_flags, E::BackupEligibilityChanged),
        ("trailing bytes", |d| d.authenticator_data.trailing = vec![0], malformed),
        ("AT without data", |d| d.authenticator_data.flags |= flags::AT, malformed),
        ("attested credential data", attest_a_credential, malformed),
        ("ED without data", |d| d.authenticator_data.flags |= flags::ED, malformed),
        ("extensions that are no map", |d| extend(d, Cbor::Int(1)), malformed),
        ("extensions with bytes behind them", |d| extend(d, Cbor::Raw(vec![0xa0, 0])), malformed),
        ("extensions with a key twice", extend_twice, E::CborDuplicateKey),
    ]);
}

fn clear_backup_flags(draft: &mut AssertionDraft) {
    draft.authenticator_data.flags &= !(flags::BE | flags::BS);
}

fn attest_a_credential(draft: &mut AssertionDraft) {
    draft.authenticator_data.flags |= flags::AT;
    draft.authenticator_data.attested = Some(AttestedCredential {
        aaguid: [0; 16],
        credential_id: draft.credential_id.clone(),
        public_key: draft.signing_key.cose(),
    });
}

fn extend(draft: &mut AssertionDraft, extensions: Cbor) {
    draft.authenticator_data.flags |= flags::ED;
    draft.authenticator_data.extensions = Some(extensions);
}

fn extend_twice(draft: &mut AssertionDraft) {
    let entry = (Cbor::text("x"), Cbor::Bool(true));
    extend(draft, Cbor::Map(vec![entry.clone(), entry]));
}

#[test]
fn a_response_of_another_credential_or_another_user() {
    refuse_each(&[
        ("another credential", |d| d.credential_id = b"another".to_vec(), E::CredentialNotAllowed),
        ("another user", |d| d.user_handle = Some("b3RoZXI".to_owned()), E::UserHandleMismatch),
        ("no user", |d| d.user_handle = None, E::UserHandleMissing),
        ("an empty user handle", |d| d.user_handle = Some(String::new()), E::UserHandleMissing),
    ]);
}

#[test]
fn an_optional_user_handle_still_has_to_be_the_owners() {
    let mut authenticator = Authenticator::synced();
    let record = Record::of(&mut authenticator);
    let relying_party = RelyingParty { user_handle: UserHandleRule::Optional, ..RelyingParty::new() };
    let refused = relying_party.authenticate(&record, &mut authenticator, |draft| {
        draft.user_handle = Some("b3RoZXI".to_owned());
    });
    assert_eq!(refused, Err(E::UserHandleMismatch));
}

#[test]
fn a_signature_by_another_key() {
    for algorithm in [Algorithm::Es256, Algorithm::EdDsa, Algorithm::Rs256] {
        let mut authenticator = Authenticator::synced().algorithm(algorithm);
        let record = Record::of(&mut authenticator);
        let refused = RelyingParty::new().authenticate(&record, &mut authenticator, |draft| {
            draft.signing_key = draft.signing_key.other();
        });
        assert_eq!(refused, Err(E::BadSignature), "{algorithm:?}");
    }
}

#[test]
fn a_signature_that_was_changed() {
    type BytesEdit = fn(&mut Vec<u8>);
    let edits: [(&str, BytesEdit); 4] = [
        ("nothing left", Vec::clear),
        ("a byte fewer", |signature| signature.truncate(signature.len() - 1)),
        ("a byte more", |signature| signature.push(0)),
        ("a bit flipped", |signature| signature[10] ^= 1),
    ];
    for algorithm in [Algorithm::Es256, Algorithm::EdDsa, Algorithm::Rs256] {
        let mut authenticator = Authenticator::synced().algorithm(algorithm);
        let record = Record::of(&mut authenticator);
        for (what, edit) in edits {
            let mut answer = authenticator.authenticate(&request_options(), ORIGIN);
            edit_bytes(&mut answer, "/response/signature", edit);
            let refused = RelyingParty::new().verify_authentication(&record, &decode_authentication(answer));
            assert_eq!(refused, Err(E::BadSignature), "{algorithm:?}, {what}");
        }
    }
}

#[test]
fn a_record_whose_public_key_is_damaged() {
    let mut authenticator = Authenticator::synced();
    let mut record = Record::of(&mut authenticator);
    record.public_key.push(0);
    let refused = RelyingParty::new().authenticate(&record, &mut authenticator, |_| {});
    assert_eq!(refused, Err(E::StoredPublicKeyInvalid));
}

#[test]
fn a_counter_that_has_not_grown_is_refused_as_the_policy_says() {
    let cases = [
        (SignCountPolicy::Refuse, Authenticator::synced(), true),
        (SignCountPolicy::Refuse, Authenticator::device_bound(), true),
        (SignCountPolicy::RefuseDeviceBound, Authenticator::synced(), false),
        (SignCountPolicy::RefuseDeviceBound, Authenticator::device_bound(), true),
        (SignCountPolicy::Report, Authenticator::synced(), false),
        (SignCountPolicy::Report, Authenticator::device_bound(), false),
    ];
    for (sign_count, mut authenticator, refuses) in cases {
        let record = Record { sign_count: 9, ..Record::of(&mut authenticator) };
        let relying_party = RelyingParty { sign_count, ..RelyingParty::new() };
        let verdict = relying_party
            .authenticate(&record, &mut authenticator, |draft| draft.authenticator_data.sign_count = 9);
        assert_eq!(verdict.err(), refuses.then_some(E::CounterRegression), "{sign_count:?}");
    }
}

#[test]
fn a_counter_is_judged_only_after_the_signature() {
    let mut authenticator = Authenticator::device_bound();
    let record = Record { sign_count: 9, ..Record::of(&mut authenticator) };
    let refused = RelyingParty::new().authenticate(&record, &mut authenticator, |draft| {
        draft.signing_key = draft.signing_key.other();
    });
    assert_eq!(refused, Err(E::BadSignature));
}

#[test]
fn parts_beyond_their_bounds() {
    let mut authenticator = Authenticator::synced();
    let record = Record::of(&mut authenticator);
    let response = decode_authentication(authenticator.authenticate(&request_options(), ORIGIN));
    let refuse = |name, edit: fn(&mut passflex_webauthn::AuthenticationResponse)| {
        let mut response = response.clone();
        edit(&mut response);
        let refused = RelyingParty::new().verify_authentication(&record, &response);
        assert_eq!(refused, Err(E::ResponseTooLarge(name)));
    };
    refuse("credential id", |response| response.credential_id = vec![0; 1024]);
    refuse("client data", |response| response.client_data_json = vec![b' '; 16 * 1024 + 1]);
    refuse("authenticator data", |response| response.authenticator_data = vec![0; 16 * 1024 + 1]);
    refuse("signature", |response| response.signature = vec![0; 8 * 1024 + 1]);
}
