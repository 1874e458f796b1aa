//! The format `tpm` (WebAuthn Level 3 section 8.3).

mod certificate;
mod structures;

use aws_lc_rs::digest;

use super::StatementFault;
use super::statement::{
    AttestationType, Conveyed, Statement, VerificationInputs, attestation_certificate, check_aaguid,
    check_signature_of_any_algorithm, vouched_for,
};
use crate::error::RegistrationError;
use structures::{Attest, PublicArea};

/// The only version of the format.
const VERSION: &str = "2.0";
const TPM_GENERATED_VALUE: u32 = 0xff54_4347;
const TPM_ST_ATTEST_CERTIFY: u16 = 0x8017;

/// The verification procedure of section 8.3.
pub(super) fn verify(
    statement: &Statement<'_>,
    inputs: &VerificationInputs<'_>,
) -> Result<Conveyed, RegistrationError> {
    // The statement has the format's syntax, and `x5c` is present.
    if statement.text("ver")? != VERSION {
        return Err(StatementFault::TpmVersion.into());
    }
    let algorithm = statement.algorithm()?;
    let certificates = statement.certificates()?;
    let signature = statement.bytes("sig")?;
    let cert_info = statement.bytes("certInfo")?;
    let public_area = statement.bytes("pubArea")?;

    // The key of the public area is the credential's.
    let area = PublicArea::parse(public_area).ok_or(StatementFault::TpmPublicArea)?;
    if !area.is_of(inputs.credential_key.material()) {
        return Err(StatementFault::PublicKeyMismatch.into());
    }

    // The integrity of `certInfo`.
    let aik = attestation_certificate(&certificates)?;
    certificate::check(&aik)?;
    check_aaguid(&aik, inputs.credential)?;
    check_signature_of_any_algorithm(&aik, algorithm, cert_info, signature)?;

    // The validity of `certInfo`.
    let attest = Attest::parse(cert_info)?;
    let hash = algorithm.hash().ok_or(StatementFault::Algorithm)?;
    if attest.extra_data != digest::digest(hash, inputs.signed).as_ref() {
        return Err(StatementFault::TpmExtraData.into());
    }
    if !area.is_named(attest.name, public_area) {
        return Err(StatementFault::TpmName.into());
    }
    Ok(vouched_for(AttestationType::AttCa, inputs.credential.aaguid, &certificates))
}
