//! Authenticator extension outputs: signed, in the authenticator data.

use serde::{Deserialize, Serialize};

use crate::cbor::{self, Key};

/// The authenticator extension outputs that this crate knows (WebAuthn Level 3 section 6.1, CTAP 2.1 section 12). `None`
/// where an output is absent, of the wrong type or out of its bounds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AuthenticatorExtensionOutputs {
    /// `credProtect`, at a registration: how the authenticator protects the credential, whatever was asked for.
    pub cred_protect: Option<CredentialProtectionPolicy>,
    /// `minPinLength`, at a registration: the shortest PIN that the authenticator accepts, in Unicode code points, 4
    /// to 63.
    pub min_pin_length: Option<u8>,
    /// `hmac-secret`, at a registration: whether the credential has the secret on which `prf` is built.
    pub hmac_secret: Option<bool>,
    /// `credBlob`, at a registration: whether the blob was stored.
    pub cred_blob: Option<bool>,
}

/// How an authenticator protects a credential against use without verification of the user (CTAP 2.1 section 12.1). The
/// later, the stricter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum CredentialProtectionPolicy {
    /// 1: none.
    #[serde(rename = "userVerificationOptional")]
    UserVerificationOptional,
    /// 2: without verification it is used only by those who name it.
    #[serde(rename = "userVerificationOptionalWithCredentialIDList")]
    UserVerificationOptionalWithCredentialIdList,
    /// 3: it is used only after verification.
    #[serde(rename = "userVerificationRequired")]
    UserVerificationRequired,
}

impl AuthenticatorExtensionOutputs {
    /// Reads the outputs from the encoding of one CBOR map, which authenticator data has shown it to be.
    pub(crate) fn read(map: &[u8]) -> Self {
        let Ok(Some(map)) = cbor::whole_map(map) else {
            return Self::default();
        };
        let output = |identifier| map.get(Key::Text(identifier));
        Self {
            cred_protect: output("credProtect")
                .and_then(cbor::Item::as_int)
                .and_then(CredentialProtectionPolicy::from_output),
            min_pin_length: output("minPinLength")
                .and_then(cbor::Item::as_int)
                .and_then(|length| u8::try_from(length).ok())
                .filter(|length| (4..=63).contains(length)),
            hmac_secret: output("hmac-secret").and_then(cbor::Item::as_bool),
            cred_blob: output("credBlob").and_then(cbor::Item::as_bool),
        }
    }
}

impl CredentialProtectionPolicy {
    fn from_output(value: i64) -> Option<Self> {
        match value {
            1 => Some(Self::UserVerificationOptional),
            2 => Some(Self::UserVerificationOptionalWithCredentialIdList),
            3 => Some(Self::UserVerificationRequired),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::AuthenticatorExtensionOutputs;

    #[test]
    fn bytes_that_are_no_map_have_no_outputs() {
        for bytes in [&b""[..], b"\x01", b"\xa1", b"\xa0\x00"] {
            assert_eq!(
                AuthenticatorExtensionOutputs::read(bytes),
                AuthenticatorExtensionOutputs::default(),
                "{bytes:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in any::<Vec<u8>>()) {
            AuthenticatorExtensionOutputs::read(&bytes);
        }
    }
}
