//! Why a response's JSON is refused.

use thiserror::Error;

/// What is wrong with a response's JSON, before anything in it is verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum JsonError {
    /// `type` is not `public-key` (section 5.1).
    #[error("`type` is not `public-key`")]
    CredentialType,
    /// `id` and `rawId` name different credentials (section 5.1).
    #[error("`id` and `rawId` name different credentials")]
    CredentialIdMismatch,
    /// The credential id is empty.
    #[error("the credential id is empty")]
    CredentialIdInvalid,
    /// The credential id is longer than [`crate::limits::MAX_CREDENTIAL_ID_BYTES`] (section 7.1 step 25).
    #[error("the credential id is too long")]
    CredentialIdTooLong,
    /// This member is not base64url.
    #[error("`{0}` is not base64url")]
    NotBase64Url(&'static str),
    /// This member is beyond its bound in [`crate::limits`].
    #[error("`{0}` is too large")]
    TooLarge(&'static str),
}

impl JsonError {
    /// The failed rule's name: one lower-case word of a closed list, stable across versions.
    pub const fn rule(&self) -> &'static str {
        match self {
            Self::CredentialType => "credential_type",
            Self::CredentialIdMismatch => "credential_id_mismatch",
            Self::CredentialIdInvalid => "credential_id_invalid",
            Self::CredentialIdTooLong => "credential_id_too_long",
            Self::NotBase64Url(_) => "response_malformed",
            Self::TooLarge(_) => "response_too_large",
        }
    }
}
