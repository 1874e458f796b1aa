//! The format `packed` (WebAuthn Level 3 section 8.2).

use x509_parser::x509::{AttributeTypeAndValue, X509Name};

use super::statement::{
    AttestationType, Conveyed, Statement, VerificationInputs, attestation_certificate, check_aaguid,
    check_end_entity, check_signature, vouched_for,
};
use super::{CertificateFault, StatementFault};
use crate::algorithm::Algorithm;
use crate::certificate::Certificate;
use crate::error::RegistrationError;

/// The verification procedure of section 8.2.
pub(super) fn verify(
    statement: &Statement<'_>,
    inputs: &VerificationInputs<'_>,
) -> Result<Conveyed, RegistrationError> {
    // Step 1: the statement has the format's syntax.
    let algorithm = statement.algorithm()?;
    let signature = statement.bytes("sig")?;
    if statement.has("x5c") {
        verify_certified(statement, algorithm, signature, inputs)
    } else {
        verify_self(algorithm, signature, inputs)
    }
}

/// Step 2: `x5c` is present.
fn verify_certified(
    statement: &Statement<'_>,
    algorithm: Algorithm,
    signature: &[u8],
    inputs: &VerificationInputs<'_>,
) -> Result<Conveyed, RegistrationError> {
    let certificates = statement.certificates()?;
    let certificate = attestation_certificate(&certificates)?;
    check_certificate(&certificate)?;
    check_signature(&certificate, algorithm, inputs.signed, signature)?;
    check_aaguid(&certificate, inputs.credential)?;
    Ok(vouched_for(AttestationType::Basic, inputs.credential.aaguid, &certificates))
}

/// Step 3: self attestation.
fn verify_self(
    algorithm: Algorithm,
    signature: &[u8],
    inputs: &VerificationInputs<'_>,
) -> Result<Conveyed, RegistrationError> {
    // `alg` is the algorithm of the credential's key …
    if algorithm != inputs.credential_key.algorithm() {
        return Err(StatementFault::Algorithm.into());
    }
    // … which signed the authenticator data and the hash of the client data.
    if !inputs.credential_key.verifies(inputs.signed, signature) {
        return Err(RegistrationError::AttestationSignatureInvalid);
    }
    Ok(Conveyed {
        attestation_type: AttestationType::SelfAttestation,
        model: inputs.credential.aaguid,
        trust_path: Vec::new(),
    })
}

/// Section 8.2.1. The strings' ASN.1 types are not compared, because shipped certificates differ in them.
fn check_certificate(certificate: &Certificate<'_>) -> Result<(), CertificateFault> {
    check_end_entity(certificate)?;
    let subject: &X509Name<'_> = certificate.subject();
    let country_ok = texts(subject.iter_country())
        .any(|code| code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_alphabetic()));
    let unit_ok = texts(subject.iter_organizational_unit()).any(|unit| unit == "Authenticator Attestation");
    let organization_ok = texts(subject.iter_organization()).any(|name| !name.is_empty());
    let name_ok = texts(subject.iter_common_name()).any(|name| !name.is_empty());
    if country_ok && unit_ok && organization_ok && name_ok { Ok(()) } else { Err(CertificateFault::Subject) }
}

fn texts<'n, 'a: 'n>(
    attributes: impl Iterator<Item = &'n AttributeTypeAndValue<'a>>,
) -> impl Iterator<Item = &'n str> {
    attributes.filter_map(|attribute| attribute.as_str().ok())
}
