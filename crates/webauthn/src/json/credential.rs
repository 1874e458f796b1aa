//! What both kinds of response have in common (section 5.1).

use super::descriptor::PublicKeyCredentialType;
use super::{JsonError, base64};
use crate::attachment::AuthenticatorAttachment;
use crate::limits::MAX_CREDENTIAL_ID_BYTES;

/// The credential's id, after checking that the credential is a public key and that `id` and `rawId` agree.
pub(super) fn decode_credential_id(
    credential_type: &str,
    id: &str,
    raw_id: &str,
) -> Result<Vec<u8>, JsonError> {
    if credential_type != PublicKeyCredentialType::NAME {
        return Err(JsonError::CredentialType);
    }
    let credential_id = decode_id(raw_id, "rawId")?;
    // Clients send one text twice, which need not be decoded twice.
    if id != raw_id && decode_id(id, "id")? != credential_id {
        return Err(JsonError::CredentialIdMismatch);
    }
    if credential_id.is_empty() { Err(JsonError::CredentialIdInvalid) } else { Ok(credential_id) }
}

/// The attachment, if it is one that the specification knows; section 5.1 has relying parties ignore others.
pub(super) fn known_attachment(name: Option<&str>) -> Option<AuthenticatorAttachment> {
    name.and_then(AuthenticatorAttachment::from_name)
}

fn decode_id(text: &str, member: &'static str) -> Result<Vec<u8>, JsonError> {
    base64::decode(text, member, MAX_CREDENTIAL_ID_BYTES).map_err(|error| match error {
        JsonError::TooLarge(_) => JsonError::CredentialIdTooLong,
        other => other,
    })
}
