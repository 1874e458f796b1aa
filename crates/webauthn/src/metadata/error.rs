//! Why metadata was refused, and why none was found.

use thiserror::Error;

use crate::jws::JwsError;

/// The step at which a BLOB failed (section 3.2 of the FIDO Metadata Service).
///
/// Whoever gets one keeps the metadata that is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MetadataError {
    /// The BLOB is longer than [`crate::limits::MAX_METADATA_BLOB_BYTES`].
    #[error("the metadata BLOB is too large")]
    BlobTooLarge,
    /// It is not a JWS in the compact serialization with a well-formed header.
    #[error(
        "the metadata BLOB is not a signed document of the FIDO Metadata Service: load `blob.jwt` as it was served"
    )]
    BlobMalformed,
    /// The header has a member that asks for something that is not done here. It is named.
    #[error("the metadata BLOB's header has a `{0}` that is not supported")]
    HeaderUnsupported(&'static str),
    /// The BLOB is signed with an algorithm that is not on the list.
    #[error("the metadata BLOB is signed with an algorithm that is not allowed")]
    AlgorithmNotAllowed,
    /// The header has no certificates.
    #[error("the metadata BLOB brings no certificate of its signer")]
    CertificatesMissing,
    /// The signer's certificate is not an X.509 certificate.
    #[error("the certificate of the metadata BLOB's signer is malformed")]
    CertificateMalformed,
    /// No chain of valid certificates leads from the signer to a root.
    #[error("no chain of valid certificates leads from the metadata BLOB's signer to a configured root")]
    ChainUntrusted,
    /// The signer is trusted, but it is not the one that the metadata has to come from.
    #[error("the metadata BLOB was signed by somebody else than the expected signer")]
    SignerMismatch,
    /// The signature is not the signer's.
    #[error("the metadata BLOB's signature does not verify")]
    BadSignature,
    /// The payload is not JSON of the specified shape, or has more entries than are accepted.
    #[error("the metadata BLOB's payload is malformed")]
    PayloadMalformed,
    /// The entry at this index, counted from 0, does not say what it is about.
    #[error("entry {0} of the metadata BLOB does not say which authenticator it is about")]
    EntryMalformed(usize),
    /// The BLOB is older than the one that it was to replace.
    #[error("the metadata BLOB is older than the one in force: fetch the current one")]
    Rollback,
    /// The date of the next update has passed, and the caller wants none such.
    #[error("the metadata BLOB is out of date: fetch the current one")]
    Stale,
}

impl MetadataError {
    /// The failed rule's name: one lower-case word of a closed list, stable across versions.
    pub const fn rule(&self) -> &'static str {
        match self {
            Self::BlobTooLarge => "blob_too_large",
            Self::BlobMalformed => "blob_malformed",
            Self::HeaderUnsupported(_) => "header_unsupported",
            Self::AlgorithmNotAllowed => "alg_not_allowed",
            Self::CertificatesMissing => "certificates_missing",
            Self::CertificateMalformed => "certificate_malformed",
            Self::ChainUntrusted => "chain_untrusted",
            Self::SignerMismatch => "signer_mismatch",
            Self::BadSignature => "bad_signature",
            Self::PayloadMalformed => "payload_malformed",
            Self::EntryMalformed(_) => "entry_malformed",
            Self::Rollback => "rollback",
            Self::Stale => "stale",
        }
    }
}

impl From<JwsError> for MetadataError {
    fn from(error: JwsError) -> Self {
        match error {
            JwsError::Malformed => Self::BlobMalformed,
            JwsError::HeaderUnsupported(member) => Self::HeaderUnsupported(member),
            JwsError::AlgorithmNotAllowed => Self::AlgorithmNotAllowed,
            JwsError::CertificatesMissing => Self::CertificatesMissing,
        }
    }
}

/// Why there is no metadata of an authenticator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum LookupError {
    /// No entry is about it.
    #[error("the metadata has no entry for the authenticator")]
    Unknown,
    /// The entry at this index, counted from 0, is about it and cannot be read. What it reports may be bad.
    #[error("the authenticator's entry of the metadata, number {0}, cannot be read")]
    Unreadable(usize),
    /// More than one entry is about it, the last of them at this index.
    #[error("more than one entry of the metadata is about the authenticator, the last of them number {0}")]
    Ambiguous(usize),
}
