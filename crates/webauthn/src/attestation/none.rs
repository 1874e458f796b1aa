//! The format `none`: no attestation (WebAuthn Level 3 section 8.7).

use crate::attestation::AttestationType;
use crate::cbor::Map;
use crate::error::RegistrationError;

/// The statement is an empty map.
pub(super) fn verify(statement: &Map<'_>) -> Result<AttestationType, RegistrationError> {
    if statement.is_empty() {
        Ok(AttestationType::None)
    } else {
        Err(RegistrationError::AttestationStatementInvalid)
    }
}
