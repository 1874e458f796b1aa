//! The format `apple` (WebAuthn Level 3 section 8.8).

use aws_lc_rs::digest;
use x509_parser::asn1_rs::{Oid, oid};

use super::StatementFault;
use super::statement::{
    AttestationType, Conveyed, Statement, VerificationInputs, attestation_certificate, check_same_key,
    vouched_for,
};
use crate::error::RegistrationError;

/// Where Apple's authority puts the nonce.
const NONCE: Oid<'static> = oid!(1.2.840.113635.100.8.2);

/// What stands around the nonce's 32 bytes: `SEQUENCE { [1] EXPLICIT OCTET STRING }`.
const NONCE_PREFIX: [u8; 6] = [0x30, 0x24, 0xa1, 0x22, 0x04, 0x20];

/// The verification procedure of section 8.8.
pub(super) fn verify(
    statement: &Statement<'_>,
    inputs: &VerificationInputs<'_>,
) -> Result<Conveyed, RegistrationError> {
    // Step 1: the statement has the format's syntax. Older devices add an `alg`, which means nothing.
    let certificates = statement.certificates()?;
    let certificate = attestation_certificate(&certificates)?;
    // Steps 2 and 3.
    let nonce = digest::digest(&digest::SHA256, inputs.signed);
    // Step 4.
    let extension = certificate.extension(&NONCE).ok_or(StatementFault::AppleNonce)?;
    if extension.value.strip_prefix(&NONCE_PREFIX) != Some(nonce.as_ref()) {
        return Err(StatementFault::AppleNonce.into());
    }
    // Step 5.
    check_same_key(&certificate, inputs.credential_key)?;
    // Step 6.
    Ok(vouched_for(AttestationType::AnonCa, inputs.credential.aaguid, &certificates))
}
