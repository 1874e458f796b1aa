//! Registrations of authenticators that the metadata knows.

use data_encoding::{BASE64, HEXLOWER};
use passflex_authenticator::{
    Attestation, Authenticator, Certificate, Extension, RegistrationDraft, VERIFICATION_TIME,
    attestation_root,
};
use passflex_webauthn::json::RegistrationResponseJson;
use passflex_webauthn::metadata::{AuthenticatorStatus, CertificationLevel, Metadata, StatusVerdict};
use passflex_webauthn::{
    AttestationExpectations, AttestationPolicy, AttestationTrust, ChainError, RegistrationError,
    RegistrationExpectations, RegistrationResponse, VerifiedRegistration, verify_registration,
};
use serde_json::{Value, json};

use crate::service::{Service, entry, payload};

const MODEL: [u8; 16] = [7; 16];
const MODEL_TEXT: &str = "07070707-0707-0707-0707-070707070707";

/// The answer of an authenticator with this attestation.
fn answer(attestation: Attestation, aaguid: [u8; 16]) -> RegistrationResponse {
    answer_with(attestation, aaguid, |_| {})
}

fn answer_with(
    attestation: Attestation,
    aaguid: [u8; 16],
    edit: impl FnOnce(&mut RegistrationDraft),
) -> RegistrationResponse {
    let options = json!({
        "rp": {"id": "example.com"}, "user": {"id": "dXNlcg"}, "challenge": "Y2hhbGxlbmdl",
        "pubKeyCredParams": [{"type": "public-key", "alg": -7}],
    });
    let answer = Authenticator::security_key().attestation(attestation).aaguid(aaguid).register_with(
        &options,
        "https://example.com",
        edit,
    );
    serde_json::from_value::<RegistrationResponseJson>(answer).unwrap().decode().unwrap()
}

fn verify(
    policy: AttestationPolicy,
    metadata: &Metadata,
    response: &RegistrationResponse,
) -> Result<VerifiedRegistration, RegistrationError> {
    let origins = ["https://example.com".to_owned()];
    let expected = RegistrationExpectations {
        attestation: AttestationExpectations {
            policy,
            anchors: &[],
            metadata: Some(metadata),
            now: VERIFICATION_TIME,
        },
        ..RegistrationExpectations::new(b"challenge", "example.com", &origins)
    };
    verify_registration(&expected, response)
}

/// Metadata of one authenticator, whose root is that of the software authenticator.
fn metadata(edit: impl FnOnce(&mut Value)) -> Metadata {
    let mut entry = entry(MODEL_TEXT);
    entry["metadataStatement"]["attestationRootCertificates"] = json!([BASE64.encode(&attestation_root())]);
    edit(&mut entry);
    let service = Service::es256();
    service.verify(&service.blob(&payload(&json!([entry]))), |_| {}).unwrap()
}

fn reported(status: &str) -> Metadata {
    metadata(|entry| entry["statusReports"] = json!([{"status": status, "effectiveDate": "2025-01-01"}]))
}

#[test]
fn the_metadata_says_who_may_vouch_for_a_model_and_what_it_is_worth() {
    let known = metadata(|_| {});
    let verified =
        verify(AttestationPolicy::RequireTrusted, &known, &answer(Attestation::Packed, MODEL)).unwrap();
    assert_eq!(verified.attestation_trust(), AttestationTrust::Trusted);
    assert_eq!(verified.authenticator_status(), Some(StatusVerdict::Certified(CertificationLevel::L1)));
}

#[test]
fn who_vouches_for_one_model_does_not_vouch_for_another() {
    let known = metadata(|_| {});
    let other = answer(Attestation::Packed, [8; 16]);
    let refused = verify(AttestationPolicy::RequireTrusted, &known, &other);
    assert_eq!(refused, Err(RegistrationError::AttestationUntrusted(ChainError::NoTrustAnchor)));
    let verified = verify(AttestationPolicy::Verify, &known, &other).unwrap();
    assert_eq!(verified.authenticator_status(), None);
}

#[test]
fn an_authenticator_that_is_reported_is_refused_where_trust_is_required_and_else_told_of() {
    let response = answer(Attestation::Tpm, MODEL);
    let compromised = |status| StatusVerdict::Compromised { status, fixed_from: None };
    for (status, verdict) in [
        ("REVOKED", StatusVerdict::Revoked),
        ("RETIRED", StatusVerdict::Retired),
        ("ATTESTATION_KEY_COMPROMISE", compromised(AuthenticatorStatus::AttestationKeyCompromise)),
        ("USER_VERIFICATION_BYPASS", compromised(AuthenticatorStatus::UserVerificationBypass)),
    ] {
        let known = reported(status);
        let refused = verify(AttestationPolicy::RequireTrusted, &known, &response);
        assert_eq!(refused, Err(RegistrationError::AuthenticatorCompromised), "{status}");
        let verified = verify(AttestationPolicy::Verify, &known, &response).unwrap();
        assert_eq!(verified.authenticator_status(), Some(verdict), "{status}");
    }
    let uncertified = reported("NOT_FIDO_CERTIFIED");
    let verified = verify(AttestationPolicy::RequireTrusted, &uncertified, &response).unwrap();
    assert_eq!(verified.authenticator_status(), Some(StatusVerdict::NotCertified));
}

#[test]
fn a_compromise_of_one_batch_is_none_of_another() {
    let response = answer(Attestation::Packed, MODEL);
    let batch = |certificate: &[u8]| {
        let report = json!({
            "status": "ATTESTATION_KEY_COMPROMISE",
            "effectiveDate": "2025-01-01",
            "batchCertificate": BASE64.encode(certificate),
        });
        metadata(move |entry| entry["statusReports"] = json!([report]))
    };
    let refused = verify(AttestationPolicy::RequireTrusted, &batch(&attestation_root()), &response);
    assert_eq!(refused, Err(RegistrationError::AuthenticatorCompromised), "the root counts as well");
    let other = Certificate { serial: 99, ..Certificate::root() }.encode();
    let verified = verify(AttestationPolicy::RequireTrusted, &batch(&other), &response).unwrap();
    assert_eq!(verified.authenticator_status(), Some(StatusVerdict::NotCertified));
}

#[test]
fn a_compromise_of_later_firmware_is_none_of_an_earlier_one() {
    let known = metadata(|entry| {
        entry["statusReports"] = json!([{
            "status": "USER_VERIFICATION_BYPASS", "effectiveDate": "2025-01-01", "authenticatorVersion": 5,
        }]);
    });
    let of_version = |version: u8| {
        let fw_version = Extension {
            oid: &[1, 3, 6, 1, 4, 1, 45724, 1, 1, 5],
            critical: false,
            value: vec![0x02, 0x01, version],
        };
        let response = answer_with(Attestation::Packed, MODEL, |draft| {
            draft.edit_statement(|statement| statement.chain().leaf().extensions.push(fw_version));
        });
        verify(AttestationPolicy::RequireTrusted, &known, &response).map(drop)
    };
    assert_eq!(of_version(4), Ok(()));
    assert_eq!(of_version(5), Err(RegistrationError::AuthenticatorCompromised));
}

#[test]
fn an_authenticator_without_a_model_is_found_by_its_attestation_key() {
    let response = answer(Attestation::FidoU2f, [0; 16]);
    let unknown = metadata(|_| {});
    let leaf = verify(AttestationPolicy::Verify, &unknown, &response).unwrap().trust_path()[0].clone();
    let (_, leaf) = x509_parser::parse_x509_certificate(&leaf).unwrap();
    let key = &leaf.tbs_certificate.subject_pki.subject_public_key.data;
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA1_FOR_LEGACY_USE_ONLY, key);
    let known = metadata(|entry| {
        entry.as_object_mut().unwrap().remove("aaguid");
        entry["attestationCertificateKeyIdentifiers"] = json!([HEXLOWER.encode(digest.as_ref())]);
        let statement = entry["metadataStatement"].as_object_mut().unwrap();
        statement.remove("aaguid");
        statement.insert("protocolFamily".to_owned(), json!("u2f"));
        statement.insert(
            "attestationCertificateKeyIdentifiers".to_owned(),
            json!([HEXLOWER.encode(digest.as_ref())]),
        );
    });
    let verified = verify(AttestationPolicy::RequireTrusted, &known, &response).unwrap();
    assert_eq!(verified.authenticator_status(), Some(StatusVerdict::Certified(CertificationLevel::L1)));
    let refused = verify(AttestationPolicy::RequireTrusted, &unknown, &response);
    assert_eq!(refused, Err(RegistrationError::AttestationUntrusted(ChainError::NoTrustAnchor)));
}

#[test]
fn a_u2f_authenticator_is_not_the_model_that_somebody_wrote_into_its_data() {
    let known = metadata(|_| {});
    let refused = verify(AttestationPolicy::RequireTrusted, &known, &answer(Attestation::FidoU2f, MODEL));
    assert_eq!(refused, Err(RegistrationError::AttestationUntrusted(ChainError::NoTrustAnchor)));
}

#[test]
fn an_entry_that_cannot_be_read_may_be_a_revocation() {
    let unreadable = metadata(|entry| entry["statusReports"] = json!("none"));
    let response = answer(Attestation::Packed, MODEL);
    let refused = verify(AttestationPolicy::RequireTrusted, &unreadable, &response);
    assert_eq!(refused, Err(RegistrationError::MetadataUnreadable));
    let verified = verify(AttestationPolicy::Verify, &unreadable, &response).unwrap();
    assert_eq!(verified.authenticator_status(), None);
}

#[test]
fn an_authenticator_that_nobody_vouches_for_is_not_asked_about() {
    let known = metadata(|_| {});
    let response = answer(Attestation::PackedSelf, MODEL);
    assert_eq!(
        verify(AttestationPolicy::RequireTrusted, &known, &response),
        Err(RegistrationError::AttestationMissing)
    );
}
