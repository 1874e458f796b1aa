//! The format `android-safetynet`, of credentials from before Android had passkeys (WebAuthn Level 3 section 8.5).

use aws_lc_rs::digest;
use data_encoding::BASE64;
use serde::Deserialize;
use x509_parser::extensions::{GeneralName, ParsedExtension};
use x509_parser::oid_registry;

use super::statement::{
    AttestationType, Conveyed, Statement, VerificationInputs, attestation_certificate, vouched_for,
};
use super::{CertificateFault, StatementFault};
use crate::certificate::Certificate;
use crate::error::RegistrationError;
use crate::jws::Jws;
use crate::strict::Object;

/// Whom Google's certificate has to name.
const SERVICE: &str = "attest.android.com";

/// The payload's part that decides something. What it says of the device's integrity is not in section 8.5.
#[derive(Deserialize)]
struct Payload {
    nonce: String,
}

/// The verification procedure of section 8.5.
pub(super) fn verify(
    statement: &Statement<'_>,
    inputs: &VerificationInputs<'_>,
) -> Result<Conveyed, RegistrationError> {
    // The statement has the format's syntax. `ver` is reserved: there is one kind of response only.
    if statement.text("ver")?.is_empty() {
        return Err(StatementFault::Syntax.into());
    }
    let response = Jws::parse(statement.bytes("response")?).map_err(|_| StatementFault::SafetyNetResponse)?;
    let payload = response.payload().map_err(|_| StatementFault::SafetyNetResponse)?;
    let Object::<Payload>(payload) =
        serde_json::from_slice(&payload).map_err(|_| StatementFault::SafetyNetResponse)?;
    // The nonce is of this ceremony.
    let nonce = digest::digest(&digest::SHA256, inputs.signed);
    if payload.nonce != BASE64.encode(nonce.as_ref()) {
        return Err(StatementFault::SafetyNetNonce.into());
    }
    // The response came from the service: its certificate is the service's, and its key signed.
    let certificates: Vec<&[u8]> = response.certificates().iter().map(Vec::as_slice).collect();
    let certificate = attestation_certificate(&certificates)?;
    if !is_issued_to_service(&certificate) {
        return Err(CertificateFault::Hostname.into());
    }
    if !response.is_signed_by(certificate.subject_public_key_info()) {
        return Err(RegistrationError::AttestationSignatureInvalid);
    }
    Ok(vouched_for(AttestationType::Basic, inputs.credential.aaguid, &certificates))
}

fn is_issued_to_service(certificate: &Certificate<'_>) -> bool {
    match certificate.parsed_extension(&oid_registry::OID_X509_EXT_SUBJECT_ALT_NAME) {
        Some(ParsedExtension::SubjectAlternativeName(names)) => names
            .general_names
            .iter()
            .any(|name| matches!(name, GeneralName::DNSName(host) if host.eq_ignore_ascii_case(SERVICE))),
        _ => false,
    }
}
