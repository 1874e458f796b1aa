use serde_json::{Value, json};

use super::{AttestedAuthenticator, CertificationLevel, StatusVerdict};
use crate::metadata::{AuthenticatorStatus, Metadata, MetadataEntry};

const AAGUID: &str = "ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4";
/// 2024-06-01.
const NOW: i64 = 1_717_200_000;
const UNKNOWN: AttestedAuthenticator<'_> = AttestedAuthenticator { certificates: &[], version: None };

/// An entry with these reports, whose statement holds from version 5 on.
fn entry(reports: &Value) -> MetadataEntry {
    let payload = json!({"no": 1, "entries": [{
        "aaguid": AAGUID,
        "metadataStatement": {
            "description": "A key", "authenticatorVersion": 5, "protocolFamily": "fido2",
            "attestationTypes": ["basic_full"], "keyProtection": ["hardware"], "attestationRootCertificates": [],
        },
        "statusReports": reports,
        "timeOfLastStatusChange": "2024-01-01",
    }]});
    let metadata = Metadata::read(payload.to_string().as_bytes()).unwrap();
    assert_eq!(metadata.unreadable(), []);
    metadata.entries()[0].clone()
}

fn verdict(reports: &Value) -> StatusVerdict {
    entry(reports).verdict(NOW, &UNKNOWN)
}

fn verdict_of_version(reports: &Value, version: u64) -> StatusVerdict {
    entry(reports).verdict(NOW, &AttestedAuthenticator { version: Some(version), ..UNKNOWN })
}

fn compromised(status: AuthenticatorStatus, fixed_from: Option<u64>) -> StatusVerdict {
    StatusVerdict::Compromised { status, fixed_from }
}

#[test]
fn every_status_alone_has_its_verdict() {
    let certified = StatusVerdict::Certified;
    let verdicts = [
        ("NOT_FIDO_CERTIFIED", StatusVerdict::NotCertified),
        ("SELF_ASSERTION_SUBMITTED", StatusVerdict::NotCertified),
        ("UPDATE_AVAILABLE", StatusVerdict::NotCertified),
        ("FIPS140_CERTIFIED_L1", StatusVerdict::NotCertified),
        ("FIPS140_CERTIFIED_L2", StatusVerdict::NotCertified),
        ("FIPS140_CERTIFIED_L3", StatusVerdict::NotCertified),
        ("FIPS140_CERTIFIED_L4", StatusVerdict::NotCertified),
        ("SOMETHING_NEW", StatusVerdict::NotCertified),
        ("FIDO_CERTIFIED", certified(CertificationLevel::Functional)),
        ("FIDO_CERTIFIED_L1", certified(CertificationLevel::L1)),
        ("FIDO_CERTIFIED_L1plus", certified(CertificationLevel::L1Plus)),
        ("FIDO_CERTIFIED_L2", certified(CertificationLevel::L2)),
        ("FIDO_CERTIFIED_L2plus", certified(CertificationLevel::L2Plus)),
        ("FIDO_CERTIFIED_L3", certified(CertificationLevel::L3)),
        ("FIDO_CERTIFIED_L3plus", certified(CertificationLevel::L3Plus)),
        ("USER_VERIFICATION_BYPASS", compromised(AuthenticatorStatus::UserVerificationBypass, None)),
        ("ATTESTATION_KEY_COMPROMISE", compromised(AuthenticatorStatus::AttestationKeyCompromise, None)),
        ("USER_KEY_REMOTE_COMPROMISE", compromised(AuthenticatorStatus::UserKeyRemoteCompromise, None)),
        ("USER_KEY_PHYSICAL_COMPROMISE", compromised(AuthenticatorStatus::UserKeyPhysicalCompromise, None)),
        ("RETIRED", StatusVerdict::Retired),
        ("REVOKED", StatusVerdict::Revoked),
    ];
    for (status, expected) in verdicts {
        assert_eq!(verdict(&json!([{"status": status}])), expected, "{status}");
    }
    assert_eq!(verdict(&json!([])), StatusVerdict::NotCertified);
}

#[test]
fn a_report_counts_from_its_effective_date_until_its_sunset_date() {
    let at = |start: &str, end: &str| {
        verdict(&json!([{"status": "REVOKED", "effectiveDate": start, "sunsetDate": end}]))
    };
    assert_eq!(at("2024-06-01", "2024-06-02"), StatusVerdict::Revoked);
    assert_eq!(at("2024-06-02", "2024-06-03"), StatusVerdict::NotCertified);
    assert_eq!(at("2024-05-01", "2024-06-01"), StatusVerdict::NotCertified);
}

#[test]
fn the_worst_report_decides_whatever_came_later() {
    let certified = json!({"status": "FIDO_CERTIFIED_L2", "effectiveDate": "2024-05-01"});
    let retired = json!({"status": "RETIRED", "effectiveDate": "2023-01-01"});
    let bypass = json!({"status": "USER_VERIFICATION_BYPASS", "effectiveDate": "2022-01-01"});
    let revoked = json!({"status": "REVOKED", "effectiveDate": "2021-01-01"});
    assert_eq!(verdict(&json!([certified, retired])), StatusVerdict::Retired);
    assert_eq!(
        verdict(&json!([certified, retired, bypass])),
        compromised(AuthenticatorStatus::UserVerificationBypass, None)
    );
    assert_eq!(verdict(&json!([certified, retired, bypass, revoked])), StatusVerdict::Revoked);
}

#[test]
fn no_update_takes_a_revocation_back() {
    let reports = json!([
        {"status": "REVOKED", "effectiveDate": "2022-01-01"},
        {"status": "UPDATE_AVAILABLE", "effectiveDate": "2022-02-01", "authenticatorVersion": 9},
    ]);
    assert_eq!(verdict_of_version(&reports, 9), StatusVerdict::Revoked);
}

#[test]
fn a_compromise_is_mended_from_the_version_of_a_later_update_on() {
    let reports = json!([
        {"status": "FIDO_CERTIFIED_L1", "effectiveDate": "2021-01-01"},
        {"status": "UPDATE_AVAILABLE", "effectiveDate": "2022-02-01", "authenticatorVersion": 9},
        {"status": "USER_KEY_REMOTE_COMPROMISE", "effectiveDate": "2022-01-01"},
    ]);
    let still = compromised(AuthenticatorStatus::UserKeyRemoteCompromise, Some(9));
    assert_eq!(verdict_of_version(&reports, 8), still);
    assert_eq!(verdict_of_version(&reports, 9), StatusVerdict::Certified(CertificationLevel::L1));
    assert_eq!(verdict(&reports), still);
}

#[test]
fn an_update_before_the_compromise_or_one_of_an_unknown_day_mends_nothing() {
    let with = |compromise: Value, update: Value| {
        verdict_of_version(
            &json!([
                {"status": "USER_VERIFICATION_BYPASS", "effectiveDate": compromise},
                {"status": "UPDATE_AVAILABLE", "effectiveDate": update, "authenticatorVersion": 9},
            ]),
            10,
        )
    };
    let still = compromised(AuthenticatorStatus::UserVerificationBypass, None);
    assert_eq!(with(json!("2022-02-01"), json!("2022-01-31")), still);
    assert_eq!(with(Value::Null, json!("2022-02-01")), still);
    assert_eq!(with(json!("2022-02-01"), Value::Null), still);
    assert_eq!(with(json!("2022-02-01"), json!("2024-06-02")), still);
    assert_eq!(with(json!("2022-02-01"), json!("2022-02-01")), StatusVerdict::NotCertified);
}

#[test]
fn an_update_is_trusted_from_the_statements_version_on_at_the_earliest() {
    let with = |update: &Value| {
        verdict(&json!([
            {"status": "USER_VERIFICATION_BYPASS", "effectiveDate": "2022-01-01"},
            {"status": "UPDATE_AVAILABLE", "effectiveDate": "2022-02-01", "authenticatorVersion": update},
        ]))
    };
    for (update, fixed_from) in [(json!(9), 9), (json!(3), 5), (Value::Null, 5)] {
        let expected = compromised(AuthenticatorStatus::UserVerificationBypass, Some(fixed_from));
        assert_eq!(with(&update), expected, "{update}");
    }
}

#[test]
fn a_compromise_that_no_update_mends_is_named_before_one_that_is_mended() {
    let reports = json!([
        {"status": "USER_VERIFICATION_BYPASS", "effectiveDate": "2022-01-01"},
        {"status": "UPDATE_AVAILABLE", "effectiveDate": "2022-02-01", "authenticatorVersion": 9},
        {"status": "USER_KEY_PHYSICAL_COMPROMISE", "effectiveDate": "2022-03-01"},
    ]);
    let expected = compromised(AuthenticatorStatus::UserKeyPhysicalCompromise, None);
    assert_eq!(verdict(&reports), expected);
    assert_eq!(verdict_of_version(&reports, 9), expected);
}

#[test]
fn a_compromise_counts_from_its_own_version_on() {
    let reports = json!([{"status": "USER_VERIFICATION_BYPASS", "authenticatorVersion": 3}]);
    let affected = compromised(AuthenticatorStatus::UserVerificationBypass, None);
    assert_eq!(verdict_of_version(&reports, 2), StatusVerdict::NotCertified);
    assert_eq!(verdict_of_version(&reports, 3), affected);
    assert_eq!(verdict(&reports), affected);
}

#[test]
fn an_attestation_key_compromise_counts_for_the_batch_that_it_names() {
    let affected = compromised(AuthenticatorStatus::AttestationKeyCompromise, None);
    for member in ["certificate", "batchCertificate"] {
        let entry = entry(&json!([{"status": "ATTESTATION_KEY_COMPROMISE", member: "AQID"}]));
        let of = |certificates| entry.verdict(NOW, &AttestedAuthenticator { certificates, version: None });
        assert_eq!(of(&[&[9], &[1, 2, 3]]), affected, "{member}");
        assert_eq!(of(&[&[9], &[1, 2]]), StatusVerdict::NotCertified, "{member}");
        assert_eq!(of(&[]), affected, "{member}");
    }
    for nothing in [json!(""), Value::Null] {
        let entry = entry(&json!([{"status": "ATTESTATION_KEY_COMPROMISE", "certificate": nothing}]));
        let of = |certificates| entry.verdict(NOW, &AttestedAuthenticator { certificates, version: None });
        assert_eq!(of(&[&[9]]), affected, "{nothing}");
    }
}

#[test]
fn a_certificate_restricts_no_other_compromise() {
    let entry = entry(&json!([{"status": "USER_KEY_REMOTE_COMPROMISE", "certificate": "AQID"}]));
    let attested = AttestedAuthenticator { certificates: &[&[9]], version: None };
    assert_eq!(
        entry.verdict(NOW, &attested),
        compromised(AuthenticatorStatus::UserKeyRemoteCompromise, None)
    );
}

#[test]
fn no_update_mends_an_attestation_key_that_others_have() {
    let reports = json!([
        {"status": "ATTESTATION_KEY_COMPROMISE", "effectiveDate": "2022-01-01"},
        {"status": "UPDATE_AVAILABLE", "effectiveDate": "2022-02-01", "authenticatorVersion": 9},
    ]);
    assert_eq!(
        verdict_of_version(&reports, 9),
        compromised(AuthenticatorStatus::AttestationKeyCompromise, None)
    );
}

#[test]
fn the_latest_certification_counts_and_of_one_day_the_highest() {
    let verdict_of = |first: (&str, &str), second: (&str, &str)| {
        verdict(&json!([
            {"status": first.0, "effectiveDate": first.1}, {"status": second.0, "effectiveDate": second.1},
        ]))
    };
    let l1 = StatusVerdict::Certified(CertificationLevel::L1);
    assert_eq!(verdict_of(("FIDO_CERTIFIED_L1", "2022-01-01"), ("FIDO_CERTIFIED_L2", "2021-01-01")), l1);
    assert_eq!(verdict_of(("FIDO_CERTIFIED_L2", "2021-01-01"), ("FIDO_CERTIFIED_L1", "2022-01-01")), l1);
    assert_eq!(verdict_of(("FIDO_CERTIFIED_L1", "2022-01-01"), ("FIDO_CERTIFIED", "2022-01-01")), l1);
    assert_eq!(
        verdict_of(("FIDO_CERTIFIED_L1", "2022-01-01"), ("NOT_FIDO_CERTIFIED", "2023-01-01")),
        StatusVerdict::NotCertified
    );
}

#[test]
fn a_certification_of_later_versions_does_not_count() {
    let reports = json!([
        {"status": "FIDO_CERTIFIED_L1", "effectiveDate": "2021-01-01", "authenticatorVersion": 2},
        {"status": "FIDO_CERTIFIED_L2", "effectiveDate": "2022-01-01", "authenticatorVersion": 4},
    ]);
    let at = |version| verdict_of_version(&reports, version);
    assert_eq!(at(1), StatusVerdict::NotCertified);
    assert_eq!(at(3), StatusVerdict::Certified(CertificationLevel::L1));
    assert_eq!(at(4), StatusVerdict::Certified(CertificationLevel::L2));
    assert_eq!(verdict(&reports), StatusVerdict::Certified(CertificationLevel::L2));
}
