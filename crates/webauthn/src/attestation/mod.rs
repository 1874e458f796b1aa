//! Attestation: what an authenticator says about itself (WebAuthn Level 3 sections 6.5 and 8).

mod none;
mod object;
mod packed;

use crate::cose::PublicKey;
use crate::error::RegistrationError;

pub(crate) use object::AttestationObject;

/// What an attestation statement proves (WebAuthn Level 3 section 6.5.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AttestationType {
    /// Nothing: there is no statement.
    None,
    /// That whoever sent the statement holds the credential's own key. Nothing about the authenticator's model.
    SelfAttestation,
    /// Nothing: the statement is of a kind that was not verified, and is only recorded.
    Unverified,
}

impl AttestationType {
    /// The type's name: one lower-case word, stable across versions.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::SelfAttestation => "self",
            Self::Unverified => "unverified",
        }
    }
}

/// Section 7.1 steps 21 and 22: chooses the format by its exact name and runs its verification procedure.
///
/// `signed` is the authenticator data followed by the hash of the client data, which is what statements sign.
pub(crate) fn verify_statement(
    object: &AttestationObject<'_>,
    signed: &[u8],
    credential_key: &PublicKey<'_>,
) -> Result<AttestationType, RegistrationError> {
    match object.format {
        "none" => none::verify(&object.statement),
        "packed" => packed::verify(&object.statement, signed, credential_key),
        _ => Ok(AttestationType::Unverified),
    }
}
