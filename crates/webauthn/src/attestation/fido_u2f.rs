//! The format `fido-u2f` (WebAuthn Level 3 section 8.6).

use super::StatementFault;
use super::statement::{
    AttestationType, Conveyed, Statement, VerificationInputs, attestation_certificate, check_signature,
    vouched_for,
};
use crate::aaguid::Aaguid;
use crate::algorithm::Algorithm;
use crate::error::RegistrationError;
use crate::public_key::{Curve, KeyMaterial};

/// The verification procedure of section 8.6.
pub(super) fn verify(
    statement: &Statement<'_>,
    inputs: &VerificationInputs<'_>,
) -> Result<Conveyed, RegistrationError> {
    // Step 1: the statement has the format's syntax.
    let signature = statement.bytes("sig")?;
    let certificates = statement.certificates()?;
    // Step 2: exactly one certificate, and its key is on P-256.
    if certificates.len() != 1 {
        return Err(StatementFault::Syntax.into());
    }
    let certificate = attestation_certificate(&certificates)?;
    if certificate.public_key(Algorithm::Es256).is_none() {
        return Err(StatementFault::U2fKey.into());
    }
    // Steps 3 and 4: the credential's key as an uncompressed point, which is how keys of P-256 are kept here.
    let public_key_u2f = match inputs.credential_key.material() {
        KeyMaterial::Ec(point) if point.curve() == Curve::P256 => point.as_bytes(),
        _ => return Err(StatementFault::U2fKey.into()),
    };
    // Step 5.
    let verification_data = [
        &[0x00],
        &inputs.rp_id_hash[..],
        inputs.client_data_hash,
        inputs.credential.credential_id,
        public_key_u2f,
    ]
    .concat();
    // Step 6.
    check_signature(&certificate, Algorithm::Es256, &verification_data, signature)?;
    // Steps 7 and 8. Nothing that was signed names a model: U2F has none, and an AAGUID was put there by somebody else.
    Ok(vouched_for(AttestationType::Basic, Aaguid::ZERO, &certificates))
}
