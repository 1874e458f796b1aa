//! The format `none`: no attestation (WebAuthn Level 3 section 8.7).

use super::StatementFault;
use super::statement::{AttestationType, Conveyed, Statement};
use crate::error::RegistrationError;

/// The statement is an empty map.
pub(super) fn verify(statement: &Statement<'_>) -> Result<Conveyed, RegistrationError> {
    if statement.is_empty() {
        Ok(Conveyed { attestation_type: AttestationType::None, trust_path: Vec::new() })
    } else {
        Err(StatementFault::Syntax.into())
    }
}
