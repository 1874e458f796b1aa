//! The format `none`: no attestation (WebAuthn Level 3 section 8.7).

use super::StatementFault;
use super::statement::{AttestationType, Conveyed, Statement, VerificationInputs};
use crate::error::RegistrationError;

/// The statement is an empty map.
pub(super) fn verify(
    statement: &Statement<'_>,
    inputs: &VerificationInputs<'_>,
) -> Result<Conveyed, RegistrationError> {
    if statement.is_empty() {
        Ok(Conveyed {
            attestation_type: AttestationType::None,
            model: inputs.credential.aaguid,
            trust_path: Vec::new(),
        })
    } else {
        Err(StatementFault::Syntax.into())
    }
}
