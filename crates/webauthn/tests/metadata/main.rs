//! The FIDO metadata as a relying party loads it: BLOBs of a service of the tests' own, read and refused.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod mutation;
mod registration;
mod service;

use std::sync::LazyLock;

use mutation::{Mutation, a_changed_blob_does_not_verify};
use passflex_webauthn::limits::MAX_METADATA_BLOB_BYTES;
use passflex_webauthn::metadata::{
    AttestedAuthenticator, AuthenticatorStatus, CertificationLevel, LookupError, Metadata, MetadataError,
    MetadataExpectations, ProtocolFamily, StaleBlob, StatusVerdict, UnreadableEntry,
};
use passflex_webauthn::{Aaguid, TrustAnchor};
use proptest::prelude::*;
use rcgen::{BasicConstraints, ExtendedKeyUsagePurpose, IsCa, date_time_ymd};
use serde_json::{Value, json};
use service::{NOW, Service, entry, payload};

const AAGUID: &str = "ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4";
const OTHER: &str = "11111111-2222-3333-4444-555555555555";
const KEY_IDENTIFIER: &str = "000102030405060708090a0b0c0d0e0f10111213";

static SERVICE: LazyLock<Service> = LazyLock::new(Service::es256);

/// Reads a payload of the service, which has to verify.
fn read(entries: &Value) -> Metadata {
    SERVICE.verify(&SERVICE.blob(&payload(entries)), |_| ()).unwrap()
}

/// Why a BLOB of this payload is refused.
fn refusal(payload: &Value) -> Option<MetadataError> {
    SERVICE.verify(&SERVICE.blob(payload), |_| ()).err()
}

fn aaguid(text: &str) -> Aaguid {
    text.parse().unwrap()
}

#[test]
fn a_blob_gives_everything_that_is_read_of_an_authenticator() {
    let metadata = read(&json!([entry(AAGUID)]));
    assert_eq!(metadata.number(), 7);
    assert_eq!(metadata.next_update(), Some(1_719_792_000));
    assert_eq!(metadata.legal_header(), Some("Terms"));
    assert_eq!(metadata.entries().len(), 1);
    assert_eq!(metadata.unreadable(), []);

    let entry = metadata.by_aaguid(&aaguid(AAGUID)).unwrap();
    assert_eq!(entry.aaguid(), Some(aaguid(AAGUID)));
    assert_eq!(entry.key_identifiers(), [[0; 20]; 0]);
    assert_eq!(entry.time_of_last_status_change(), 1_704_240_000);

    let [report] = entry.status_reports() else { panic!("not one report") };
    assert_eq!(report.status(), Some(AuthenticatorStatus::FidoCertifiedL1));
    assert_eq!(report.effective_date(), Some(1_704_153_600));
    assert_eq!(report.authenticator_version(), None);
    assert_eq!(report.url(), Some("https://vendor.example"));
    assert_eq!(
        entry.verdict(NOW, &AttestedAuthenticator::default()),
        StatusVerdict::Certified(CertificationLevel::L1)
    );

    let statement = entry.statement().unwrap();
    assert_eq!(statement.description(), "A key");
    assert_eq!(statement.authenticator_version(), 5);
    assert_eq!(statement.protocol_family(), ProtocolFamily::Fido2);
    assert_eq!(statement.attestation_types().collect::<Vec<_>>(), ["basic_full"]);
    assert_eq!(statement.key_protection().collect::<Vec<_>>(), ["hardware", "secure_element"]);
    assert!(!statement.is_key_restricted());
    assert!(statement.is_fresh_user_verification_required());
    assert_eq!(statement.attestation_root_certificates().collect::<Vec<_>>(), [[1, 2, 3], [4, 5, 6]]);
    assert!(statement.has_icon());
}

#[test]
fn a_blob_that_is_signed_with_rsa_verifies_too() {
    let service = Service::rs256();
    let metadata = service.verify(&service.blob(&payload(&json!([entry(AAGUID)]))), |_| ()).unwrap();
    assert_eq!(metadata.entries().len(), 1);
}

#[test]
fn a_line_break_at_the_end_of_the_file_makes_no_difference() {
    let mut blob = SERVICE.blob(&payload(&json!([])));
    blob.extend(b"\r\n");
    assert_eq!(SERVICE.verify(&blob, |_| ()).unwrap().entries(), []);
}

#[test]
fn a_u2f_authenticator_is_found_by_its_attestation_keys() {
    let mut u2f = entry(AAGUID);
    u2f["aaguid"] = Value::Null;
    u2f["attestationCertificateKeyIdentifiers"] = json!([KEY_IDENTIFIER, KEY_IDENTIFIER.replace('1', "F")]);
    let metadata = read(&json!([u2f]));
    let identifier: [u8; 20] = std::array::from_fn(|index| u8::try_from(index).unwrap());
    let entry = metadata.by_key_identifier(&identifier).unwrap();
    assert_eq!(entry.aaguid(), None);
    assert_eq!(entry.key_identifiers().len(), 2);
    assert_eq!(metadata.by_key_identifier(&entry.key_identifiers()[1]).unwrap(), entry);
    assert_eq!(metadata.by_key_identifier(&[0; 20]), Err(LookupError::Unknown));
    assert_eq!(metadata.by_aaguid(&aaguid(AAGUID)), Err(LookupError::Unknown));
}

#[test]
fn the_aaguid_of_no_model_finds_nothing() {
    let metadata = read(&json!([entry(&Aaguid::ZERO.to_string())]));
    assert_eq!(metadata.entries().len(), 1);
    assert_eq!(metadata.by_aaguid(&Aaguid::ZERO), Err(LookupError::Unknown));
}

#[test]
fn members_that_are_not_read_may_hold_anything() {
    let mut odd = entry(AAGUID);
    odd["biometricStatusReports"] = json!("none");
    odd["metadataStatement"]["userVerificationDetails"] = json!({"deep": [[[[[]]]]]});
    odd["metadataStatement"]["cryptoStrength"] = json!(-1.5e300);
    odd["statusReports"][0]["certificateNumber"] = json!(7);
    odd["statusReports"].as_array_mut().unwrap().push(json!({"status": "OF_TOMORROW"}));
    let metadata = read(&json!([odd]));
    assert_eq!(metadata.unreadable(), []);
    assert_eq!(metadata.entries()[0].status_reports()[1].status(), None);
}

#[test]
fn nesting_is_no_danger_where_nothing_is_read() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let payload = format!(
        r#"{{"no":1,"extra":{deep},"entries":[{{"aaguid":"{AAGUID}","extra":{deep},"statusReports":[],"timeOfLastStatusChange":"2024-01-01"}}]}}"#
    );
    let blob = SERVICE.signed(&SERVICE.header(), payload.as_bytes());
    assert_eq!(SERVICE.verify(&blob, |_| ()).unwrap().entries().len(), 1);
}

#[test]
fn an_entry_that_cannot_be_read_is_named_and_its_authenticator_is_not_unknown() {
    type Edit = fn(&mut Value);
    let edits: [(&str, Edit); 12] = [
        ("reports are missing", |entry| drop(entry.as_object_mut().unwrap().remove("statusReports"))),
        ("reports are no list", |entry| entry["statusReports"] = json!({})),
        ("a report is no object", |entry| entry["statusReports"] = json!([["REVOKED"]])),
        ("a report has no status", |entry| entry["statusReports"] = json!([{}])),
        ("a report is of no day", |entry| entry["statusReports"][0]["effectiveDate"] = json!("soon")),
        ("a report's certificate is none", |entry| entry["statusReports"][0]["certificate"] = json!("*")),
        ("too many reports", |entry| entry["statusReports"] = json!(vec![json!({"status": "REVOKED"}); 65])),
        ("the time is missing", |entry| entry["timeOfLastStatusChange"] = Value::Null),
        ("the statement is no object", |entry| entry["metadataStatement"] = json!("none")),
        ("the family is unknown", |entry| entry["metadataStatement"]["protocolFamily"] = json!("fido3")),
        ("a version is negative", |entry| entry["metadataStatement"]["authenticatorVersion"] = json!(-1)),
        ("a root is no base64", |entry| {
            entry["metadataStatement"]["attestationRootCertificates"] = json!(["-_-_"]);
        }),
    ];
    for (what, edit) in edits {
        let mut bad = entry(AAGUID);
        bad["attestationCertificateKeyIdentifiers"] = json!([KEY_IDENTIFIER]);
        edit(&mut bad);
        let metadata = read(&json!([entry(OTHER), bad]));
        let [UnreadableEntry { index, aaguid: about, reason }] = metadata.unreadable() else {
            panic!("{what}: {:?}", metadata.unreadable());
        };
        assert_eq!((*index, *about, reason.is_empty()), (1, Some(aaguid(AAGUID)), false), "{what}");
        assert_eq!(metadata.by_aaguid(&aaguid(AAGUID)), Err(LookupError::Unreadable(1)), "{what}");
        let identifier = std::array::from_fn(|index| u8::try_from(index).unwrap());
        assert_eq!(metadata.by_key_identifier(&identifier), Err(LookupError::Unreadable(1)), "{what}");
        assert!(metadata.by_aaguid(&aaguid(OTHER)).is_ok(), "{what}");
    }
}

#[test]
fn what_two_entries_claim_finds_neither() {
    let mut key = json!({"statusReports": [], "timeOfLastStatusChange": "2024-01-01"});
    key["attestationCertificateKeyIdentifiers"] = json!([KEY_IDENTIFIER]);
    let metadata = read(&json!([entry(AAGUID), key, entry(AAGUID), entry(OTHER), key]));
    assert_eq!(metadata.by_aaguid(&aaguid(AAGUID)), Err(LookupError::Ambiguous(2)));
    let identifier = std::array::from_fn(|index| u8::try_from(index).unwrap());
    assert_eq!(metadata.by_key_identifier(&identifier), Err(LookupError::Ambiguous(4)));
    assert!(metadata.by_aaguid(&aaguid(OTHER)).is_ok());
}

#[test]
fn an_entry_that_says_twice_what_it_is_about_is_found() {
    let mut u2f = entry(AAGUID);
    u2f["attestationCertificateKeyIdentifiers"] = json!([KEY_IDENTIFIER, KEY_IDENTIFIER]);
    let metadata = read(&json!([u2f]));
    let identifier = std::array::from_fn(|index| u8::try_from(index).unwrap());
    assert_eq!(metadata.by_key_identifier(&identifier), Ok(&metadata.entries()[0]));
}

#[test]
fn an_entry_that_does_not_say_what_it_is_about_costs_the_blob() {
    for identity in [
        json!({}),
        json!([]),
        json!({"aaguid": "ea9b8d66"}),
        json!({"aaguid": 1}),
        json!({"attestationCertificateKeyIdentifiers": []}),
        json!({"attestationCertificateKeyIdentifiers": ["0001"]}),
        json!({"attestationCertificateKeyIdentifiers": [KEY_IDENTIFIER.replace('0', "x")]}),
        json!({"aaid": "1234#5678", "aaguid": "ea9b8d66"}),
    ] {
        let entries = json!([entry(AAGUID), identity]);
        assert_eq!(refusal(&payload(&entries)), Some(MetadataError::EntryMalformed(1)), "{identity}");
    }
}

#[test]
fn an_authenticator_of_uaf_has_an_entry_that_nothing_finds() {
    let mut uaf = entry(AAGUID);
    uaf["aaguid"] = Value::Null;
    uaf["aaid"] = json!("1234#5678");
    let metadata = read(&json!([uaf]));
    assert_eq!((metadata.entries().len(), metadata.unreadable().len()), (1, 0));
}

#[test]
fn payloads_of_another_shape_are_refused() {
    for payload in [
        json!([1, []]),
        json!({"entries": []}),
        json!({"no": 1}),
        json!({"no": -1, "entries": []}),
        json!({"no": "1", "entries": []}),
        json!({"no": 1, "entries": {}}),
        json!({"no": 1, "entries": [], "nextUpdate": "soon"}),
        json!({"no": 1, "entries": vec![json!({}); 4097]}),
    ] {
        assert_eq!(refusal(&payload), Some(MetadataError::PayloadMalformed), "{payload}");
    }
    for text in [
        "",
        "{",
        r#"{"no":1,"no":1,"entries":[]}"#,
        r#"{"no":1,"entries":[]}{}"#,
        "{\"no\":1,\"entries\":[\"\u{1}\"]}",
    ] {
        let blob = SERVICE.signed(&SERVICE.header(), text.as_bytes());
        assert_eq!(SERVICE.verify(&blob, |_| ()).err(), Some(MetadataError::PayloadMalformed), "{text}");
    }
}

#[test]
fn an_older_blob_than_the_newest_is_refused_and_the_same_one_is_not() {
    let blob = SERVICE.blob(&payload(&json!([])));
    for (newest, refused) in [(6, None), (7, None), (8, Some(MetadataError::Rollback))] {
        let verified = SERVICE.verify(&blob, |expected| expected.newest_number = Some(newest));
        assert_eq!(verified.err(), refused, "{newest}");
    }
}

#[test]
fn a_blob_is_stale_when_the_day_of_the_next_update_is_over() {
    let blob = SERVICE.blob(&payload(&json!([])));
    let last_second = 1_719_792_000 + 24 * 60 * 60 - 1;
    let at = |now: i64, policy: StaleBlob| {
        SERVICE.verify(&blob, |expected| (expected.now, expected.stale) = (now, policy))
    };
    assert!(!at(last_second, StaleBlob::Refused).unwrap().is_stale(last_second));
    assert!(at(last_second + 1, StaleBlob::Accepted).unwrap().is_stale(last_second + 1));
    assert_eq!(at(last_second + 1, StaleBlob::Refused).err(), Some(MetadataError::Stale));
}

#[test]
fn a_blob_without_a_day_of_the_next_update_is_never_stale() {
    let blob = SERVICE.blob(&json!({"no": 1, "entries": []}));
    let metadata = SERVICE.verify(&blob, |expected| expected.stale = StaleBlob::Refused).unwrap();
    assert_eq!(metadata.next_update(), None);
    assert!(!metadata.is_stale(i64::MAX));
}

#[test]
fn headers_that_break_a_rule_are_refused() {
    let good = SERVICE.header();
    let with = |member: &str, value: Value| {
        let mut header = good.clone();
        header[member] = value;
        header
    };
    let refusals = [
        (with("alg", json!("none")), MetadataError::AlgorithmNotAllowed),
        (with("alg", json!("HS256")), MetadataError::AlgorithmNotAllowed),
        (with("alg", json!("RS256")), MetadataError::BadSignature),
        (with("alg", json!("ES384")), MetadataError::BadSignature),
        (with("typ", json!("at+jwt")), MetadataError::HeaderUnsupported("typ")),
        (with("crit", json!(["b64"])), MetadataError::HeaderUnsupported("crit")),
        (with("x5u", json!("https://mds.fidoalliance.org/")), MetadataError::HeaderUnsupported("x5u")),
        (with("x5c", json!([])), MetadataError::CertificatesMissing),
        (with("x5c", json!(["AQID"])), MetadataError::CertificateMalformed),
        (with("x5c", json!("AQID")), MetadataError::BlobMalformed),
        (with("x5c", json!([SERVICE.signer(|_| ())])), MetadataError::ChainUntrusted),
        (with("x5c", json!([SERVICE.authority()])), MetadataError::ChainUntrusted),
    ];
    for (header, error) in refusals {
        let blob = SERVICE.signed(&header, payload(&json!([])).to_string().as_bytes());
        assert_eq!(SERVICE.verify(&blob, |_| ()).err(), Some(error), "{header}");
    }
}

#[test]
fn signers_that_break_a_rule_are_refused() {
    let refusals = [
        (
            SERVICE.signer(|signer| signer.not_before = date_time_ymd(2024, 6, 2)),
            MetadataError::ChainUntrusted,
        ),
        (
            SERVICE.signer(|signer| signer.not_after = date_time_ymd(2024, 5, 31)),
            MetadataError::ChainUntrusted,
        ),
        (
            SERVICE.signer(|signer| signer.extended_key_usages = vec![ExtendedKeyUsagePurpose::CodeSigning]),
            MetadataError::ChainUntrusted,
        ),
        (
            SERVICE.signer(|signer| signer.is_ca = IsCa::Ca(BasicConstraints::Unconstrained)),
            MetadataError::ChainUntrusted,
        ),
        (SERVICE.signer(|signer| signer.subject_alt_names.clear()), MetadataError::SignerMismatch),
        (
            SERVICE.signer(|signer| {
                signer.subject_alt_names = vec![rcgen::SanType::DnsName("example.com".try_into().unwrap())];
            }),
            MetadataError::SignerMismatch,
        ),
    ];
    for (signer, error) in refusals {
        let mut header = SERVICE.header();
        header["x5c"][0] = json!(signer);
        let blob = SERVICE.signed(&header, payload(&json!([])).to_string().as_bytes());
        assert_eq!(SERVICE.verify(&blob, |_| ()).err(), Some(error), "{error:?}");
    }
}

#[test]
fn a_signer_that_does_not_limit_its_use_is_accepted() {
    let mut header = SERVICE.header();
    header["x5c"][0] = json!(SERVICE.signer(|signer| signer.extended_key_usages.clear()));
    let blob = SERVICE.signed(&header, payload(&json!([])).to_string().as_bytes());
    assert!(SERVICE.verify(&blob, |_| ()).is_ok());
}

#[test]
fn expectations_that_the_blob_does_not_meet_refuse_it() {
    let blob = SERVICE.blob(&payload(&json!([])));
    let other = Service::es256();
    let both = [other.root(), SERVICE.root()];
    let verify = |roots: &[TrustAnchor], signer: &str, now: i64| {
        let stale = StaleBlob::Accepted;
        Metadata::verify(&MetadataExpectations { roots, signer, newest_number: None, now, stale }, &blob)
            .err()
    };
    let name = "mds.fidoalliance.org";
    assert_eq!(verify(&both, name, NOW), None);
    assert_eq!(verify(&both[..1], name, NOW), Some(MetadataError::ChainUntrusted));
    assert_eq!(verify(&[], name, NOW), Some(MetadataError::ChainUntrusted));
    assert_eq!(verify(&both, "fidoalliance.org", NOW), Some(MetadataError::SignerMismatch));
    assert_eq!(verify(&both, "not a name", NOW), Some(MetadataError::SignerMismatch));
    assert_eq!(verify(&both, name, 0), Some(MetadataError::ChainUntrusted));
    assert_eq!(verify(&both, name, -1), Some(MetadataError::ChainUntrusted));
}

#[test]
fn a_signature_over_something_else_is_refused() {
    let header = SERVICE.header();
    let blob = SERVICE.signed(&header, br#"{"no":1,"entries":[]}"#);
    let other = SERVICE.signed(&header, br#"{"no":2,"entries":[]}"#);
    let dot = |blob: &[u8]| blob.iter().rposition(|byte| *byte == b'.').unwrap();
    let mixed = [&blob[..dot(&blob)], &other[dot(&other)..]].concat();
    assert_eq!(SERVICE.verify(&mixed, |_| ()).err(), Some(MetadataError::BadSignature));
    // Signed by a key that the certificate does not have.
    let stranger = Service::es256().signed(&header, br#"{"no":1,"entries":[]}"#);
    assert_eq!(SERVICE.verify(&stranger, |_| ()).err(), Some(MetadataError::BadSignature));
}

#[test]
fn bytes_that_are_no_blob_are_refused() {
    for blob in [&b""[..], b"..", b"{}", b"e30.e30.AAAA", b"e30.e30"] {
        assert_eq!(SERVICE.verify(blob, |_| ()).err(), Some(MetadataError::BlobMalformed), "{blob:?}");
    }
    let large = vec![b'A'; MAX_METADATA_BLOB_BYTES + 1];
    assert_eq!(SERVICE.verify(&large, |_| ()).err(), Some(MetadataError::BlobTooLarge));
}

#[test]
fn every_refusal_has_its_own_rule() {
    let errors = [
        MetadataError::BlobTooLarge,
        MetadataError::BlobMalformed,
        MetadataError::HeaderUnsupported("crit"),
        MetadataError::AlgorithmNotAllowed,
        MetadataError::CertificatesMissing,
        MetadataError::CertificateMalformed,
        MetadataError::ChainUntrusted,
        MetadataError::SignerMismatch,
        MetadataError::BadSignature,
        MetadataError::PayloadMalformed,
        MetadataError::EntryMalformed(0),
        MetadataError::Rollback,
        MetadataError::Stale,
    ];
    let rules: std::collections::HashSet<_> = errors.iter().map(MetadataError::rule).collect();
    assert_eq!(rules.len(), errors.len());
}

fn mutation() -> impl Strategy<Value = Mutation> {
    prop_oneof![
        (any::<usize>(), 1..=u8::MAX).prop_map(|(position, bits)| Mutation::Flip(position, bits)),
        any::<usize>().prop_map(Mutation::Remove),
        (any::<usize>(), any::<u8>()).prop_map(|(position, byte)| Mutation::Insert(position, byte)),
        any::<usize>().prop_map(Mutation::Truncate),
    ]
}

static GOOD: LazyLock<Vec<u8>> = LazyLock::new(|| SERVICE.blob(&payload(&json!([entry(AAGUID)]))));

proptest! {
    #[test]
    fn no_changed_blob_verifies(mutations in prop::collection::vec(mutation(), 1..4)) {
        a_changed_blob_does_not_verify(&SERVICE, &GOOD, &mutations);
    }

    #[test]
    fn no_bytes_make_the_verification_panic(blob in prop::collection::vec(any::<u8>(), 0..512)) {
        prop_assert!(SERVICE.verify(&blob, |_| ()).is_err());
    }

    #[test]
    fn no_signed_payload_makes_the_reading_panic(
        position in any::<usize>(), bits in 1..=u8::MAX, cut in any::<usize>(),
    ) {
        let mut text = payload(&json!([entry(AAGUID)])).to_string().into_bytes();
        let length = text.len();
        text[position % length] ^= bits;
        text.truncate(cut % (2 * length));
        // Either answer is right; what was read is then asked.
        if let Ok(metadata) = SERVICE.verify(&SERVICE.signed(&SERVICE.header(), &text), |_| ()) {
            for entry in metadata.entries() {
                let _ = entry.verdict(NOW, &AttestedAuthenticator::default());
            }
        }
    }
}
