//! The format `packed` (WebAuthn Level 3 section 8.2).

use crate::attestation::AttestationType;
use crate::cbor::{Item, Key, Map};
use crate::cose::PublicKey;
use crate::error::RegistrationError;

/// A statement without certificates is self attestation and is verified. One with certificates has to have the
/// format's syntax and is otherwise left unverified.
pub(super) fn verify(
    statement: &Map<'_>,
    signed: &[u8],
    credential_key: &PublicKey<'_>,
) -> Result<AttestationType, RegistrationError> {
    let member = |name| statement.get(Key::Text(name));
    // Verification procedure, step 1: the statement has the format's syntax.
    let algorithm = member("alg").and_then(Item::as_int).ok_or(INVALID)?;
    let signature = member("sig").and_then(Item::as_bytes).ok_or(INVALID)?;
    if let Some(certificates) = member("x5c") {
        return match certificates.array_len() {
            None | Some(0) => Err(INVALID),
            Some(_) => Ok(AttestationType::Unverified),
        };
    }
    // Step 3, self attestation: `alg` is the algorithm of the credential's key …
    if algorithm != credential_key.algorithm().cose_id() {
        return Err(INVALID);
    }
    // … which signed the authenticator data and the hash of the client data.
    if credential_key.verifies(signed, signature) {
        Ok(AttestationType::SelfAttestation)
    } else {
        Err(RegistrationError::AttestationSignatureInvalid)
    }
}

const INVALID: RegistrationError = RegistrationError::AttestationStatementInvalid;
