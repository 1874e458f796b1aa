//! Why a ceremony was refused.
//!
//! One variant for each step of the specification that can fail. [`RegistrationError::rule`] and
//! [`AuthenticationError::rule`] name it by a word of a closed list that stores and consoles may keep; an error's
//! sentence is for a log, and neither is for the person whose ceremony failed.

use thiserror::Error;

use crate::attestation::{CertificateFault, StatementFault};
use crate::certificate::ChainError;

/// The step at which a registration failed (WebAuthn Level 3 section 7.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RegistrationError {
    /// A part of the response is beyond its bound in [`crate::limits`].
    #[error("the response's {0} is too large")]
    ResponseTooLarge(&'static str),
    /// Steps 5 and 6: the client data is not one JSON object in UTF-8 with the members that it needs.
    #[error("the client data is malformed")]
    ClientDataMalformed,
    /// Step 7: the client data is of another ceremony.
    #[error("the client data's type is not `webauthn.create`")]
    ClientDataType,
    /// Step 8: the response answers another challenge.
    #[error("the challenge is not the one that was issued")]
    ChallengeMismatch,
    /// Step 9: the ceremony ran on an origin that is not the relying party's.
    #[error("the origin is not one of the relying party's")]
    OriginMismatch,
    /// Step 10: the ceremony ran in a cross-origin frame that no listed page vouches for.
    #[error("the ceremony ran in a cross-origin frame, which is not allowed")]
    CrossOriginNotAllowed,
    /// Step 11: the frame's top-level page is not one that the relying party expects.
    #[error("the top-level origin is not allowed to frame the relying party")]
    TopOriginNotAllowed,
    /// Step 13: the attestation object, or something in it, is not CBOR of the profile that is accepted.
    #[error("the attestation object is not well-formed CBOR")]
    CborMalformed,
    /// Step 13: a CBOR map has a key twice.
    #[error("a CBOR map has a key twice")]
    CborDuplicateKey,
    /// Step 13: bytes follow the attestation object.
    #[error("bytes follow the attestation object")]
    CborTrailingBytes,
    /// Step 13: the attestation object lacks a member, or has one of the wrong type (section 6.5.4).
    #[error("the attestation object lacks a member or has one of the wrong type")]
    AttestationObjectMalformed,
    /// Section 6.1: the authenticator data does not have the layout that its flags announce.
    #[error("the authenticator data does not have the layout that its flags announce")]
    AuthenticatorDataMalformed,
    /// Section 6.1: the authenticator data of a registration attests no credential.
    #[error("the authenticator data attests no credential")]
    AttestedCredentialDataMissing,
    /// Step 14: the credential was made for another relying party.
    #[error("the RP id hash is that of another relying party")]
    RpIdHashMismatch,
    /// Step 15: nobody was present.
    #[error("the user was not present")]
    UserNotPresent,
    /// Step 16: verification was required and the person was not verified.
    #[error("the user was not verified, which was required")]
    UserNotVerified,
    /// Step 17: the credential says that it is backed up although it cannot be.
    #[error("the credential is backed up but not eligible for backup")]
    BackupFlagsInvalid,
    /// Sections 5.8.5 and 6.5.1: the credential's COSE key is incomplete, inconsistent or not a valid key.
    #[error("the credential's public key is malformed")]
    CoseMalformed,
    /// Step 20: the key's algorithm was not offered.
    #[error("the key's algorithm was not offered")]
    AlgorithmNotAllowed,
    /// Step 21: the statement's format is not one that this crate verifies.
    #[error("the attestation statement's format is not known")]
    AttestationFormatUnknown,
    /// Step 22: the attestation statement does not follow its format, or contradicts the rest of the registration.
    #[error("the attestation statement does not follow its format: {0}")]
    AttestationStatementInvalid(#[from] StatementFault),
    /// Step 22: the attestation certificate is not one that the format allows.
    #[error("the attestation certificate is not acceptable: {0}")]
    AttestationCertificateInvalid(#[from] CertificateFault),
    /// Step 22: the attestation signature does not verify.
    #[error("the attestation signature does not verify")]
    AttestationSignatureInvalid,
    /// Step 24: attestation is required, and no certificate vouches for the authenticator.
    #[error("no certificate vouches for the authenticator, which is required")]
    AttestationMissing,
    /// Step 24: trusted attestation is required, and the certificates lead to no trust anchor.
    #[error("the attestation is not trusted: {0}")]
    AttestationUntrusted(ChainError),
    /// Step 24: the metadata reports the authenticator as revoked, compromised or retired.
    #[error("the metadata reports the authenticator as revoked, compromised or retired")]
    AuthenticatorCompromised,
    /// Step 24: the metadata's entry on the authenticator cannot be read, and may hold a revocation.
    #[error("the metadata's entry on the authenticator cannot be read")]
    MetadataUnreadable,
    /// The relying party does not accept authenticators of this model.
    #[error("the authenticator's model is not one that the relying party accepts")]
    AaguidNotAllowed,
    /// Step 25: the credential id is longer than [`crate::limits::MAX_CREDENTIAL_ID_BYTES`].
    #[error("the credential id is too long")]
    CredentialIdTooLong,
    /// Section 6.5.1: the credential id is empty.
    #[error("the credential id is empty")]
    CredentialIdInvalid,
    /// Section 5.1: the response's `rawId` is not the id that the authenticator attests.
    #[error("the response's id is not the id that the authenticator attests")]
    CredentialIdMismatch,
}

impl RegistrationError {
    /// The failed rule's name: one lower-case word of a closed list, stable across versions.
    pub const fn rule(&self) -> &'static str {
        match self {
            Self::ResponseTooLarge(_) => "response_too_large",
            Self::ClientDataMalformed => "client_data_malformed",
            Self::ClientDataType => "client_data_type",
            Self::ChallengeMismatch => "challenge_mismatch",
            Self::OriginMismatch => "origin_mismatch",
            Self::CrossOriginNotAllowed => "cross_origin_not_allowed",
            Self::TopOriginNotAllowed => "top_origin_not_allowed",
            Self::CborMalformed => "cbor_malformed",
            Self::CborDuplicateKey => "cbor_duplicate_key",
            Self::CborTrailingBytes => "cbor_trailing_bytes",
            Self::AttestationObjectMalformed => "attestation_object_malformed",
            Self::AuthenticatorDataMalformed => "auth_data_malformed",
            Self::AttestedCredentialDataMissing => "attested_credential_data_missing",
            Self::RpIdHashMismatch => "rp_id_hash_mismatch",
            Self::UserNotPresent => "user_not_present",
            Self::UserNotVerified => "user_not_verified",
            Self::BackupFlagsInvalid => "backup_flags_invalid",
            Self::CoseMalformed => "cose_malformed",
            Self::AlgorithmNotAllowed => "alg_not_allowed",
            Self::AttestationFormatUnknown => "attestation_format_unknown",
            Self::AttestationStatementInvalid(_) => "attestation_statement_invalid",
            Self::AttestationCertificateInvalid(_) => "attestation_cert_invalid",
            Self::AttestationSignatureInvalid => "attestation_signature_invalid",
            Self::AttestationMissing => "attestation_missing",
            Self::AttestationUntrusted(_) => "attestation_untrusted",
            Self::AuthenticatorCompromised => "authenticator_compromised",
            Self::MetadataUnreadable => "metadata_unreadable",
            Self::AaguidNotAllowed => "aaguid_not_allowed",
            Self::CredentialIdTooLong => "credential_id_too_long",
            Self::CredentialIdInvalid => "credential_id_invalid",
            Self::CredentialIdMismatch => "credential_id_mismatch",
        }
    }
}

/// The step at which an assertion failed (WebAuthn Level 3 section 7.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum AuthenticationError {
    /// A part of the response is beyond its bound in [`crate::limits`].
    #[error("the response's {0} is too large")]
    ResponseTooLarge(&'static str),
    /// Step 5: the response is of another credential than the record.
    #[error("the response is of another credential than the record")]
    CredentialNotAllowed,
    /// Step 6: the response names no user although it has to.
    #[error("the response names no user")]
    UserHandleMissing,
    /// Step 6: the response names another user than the credential's owner.
    #[error("the response names another user than the credential's owner")]
    UserHandleMismatch,
    /// Steps 8 and 9: the client data is not one JSON object in UTF-8 with the members that it needs.
    #[error("the client data is malformed")]
    ClientDataMalformed,
    /// Step 10: the client data is of another ceremony.
    #[error("the client data's type is not `webauthn.get`")]
    ClientDataType,
    /// Step 11: the response answers another challenge.
    #[error("the challenge is not the one that was issued")]
    ChallengeMismatch,
    /// Step 12: the ceremony ran on an origin that is not the relying party's.
    #[error("the origin is not one of the relying party's")]
    OriginMismatch,
    /// Step 13: the ceremony ran in a cross-origin frame that no listed page vouches for.
    #[error("the ceremony ran in a cross-origin frame, which is not allowed")]
    CrossOriginNotAllowed,
    /// Step 14: the frame's top-level page is not one that the relying party expects.
    #[error("the top-level origin is not allowed to frame the relying party")]
    TopOriginNotAllowed,
    /// Section 6.1: the authenticator data does not have the layout that its flags announce.
    #[error("the authenticator data does not have the layout that its flags announce")]
    AuthenticatorDataMalformed,
    /// Section 6.1: a CBOR map of the authenticator data has a key twice.
    #[error("a CBOR map has a key twice")]
    CborDuplicateKey,
    /// Step 15: the assertion was made for another relying party.
    #[error("the RP id hash is that of another relying party")]
    RpIdHashMismatch,
    /// Step 16: nobody was present.
    #[error("the user was not present")]
    UserNotPresent,
    /// Step 17: verification was required and the person was not verified.
    #[error("the user was not verified, which was required")]
    UserNotVerified,
    /// Step 18: the credential says that it is backed up although it cannot be.
    #[error("the credential is backed up but not eligible for backup")]
    BackupFlagsInvalid,
    /// Step 19: the credential's backup eligibility is not what it was at registration.
    #[error("the credential's backup eligibility has changed")]
    BackupEligibilityChanged,
    /// Step 21: the record's public key is not a COSE key that this crate verifies with. Whether it is a point on its
    /// curve was checked when it was registered.
    #[error("the record's public key is malformed")]
    StoredPublicKeyInvalid,
    /// Step 21: the signature does not verify.
    #[error("the signature does not verify")]
    BadSignature,
    /// Step 22: the signature counter has not grown.
    #[error("the signature counter has not grown")]
    CounterRegression,
}

impl AuthenticationError {
    /// The failed rule's name: one lower-case word of a closed list, stable across versions.
    pub const fn rule(&self) -> &'static str {
        match self {
            Self::ResponseTooLarge(_) => "response_too_large",
            Self::CredentialNotAllowed => "credential_not_allowed",
            Self::UserHandleMissing => "user_handle_missing",
            Self::UserHandleMismatch => "user_handle_mismatch",
            Self::ClientDataMalformed => "client_data_malformed",
            Self::ClientDataType => "client_data_type",
            Self::ChallengeMismatch => "challenge_mismatch",
            Self::OriginMismatch => "origin_mismatch",
            Self::CrossOriginNotAllowed => "cross_origin_not_allowed",
            Self::TopOriginNotAllowed => "top_origin_not_allowed",
            Self::AuthenticatorDataMalformed => "auth_data_malformed",
            Self::CborDuplicateKey => "cbor_duplicate_key",
            Self::RpIdHashMismatch => "rp_id_hash_mismatch",
            Self::UserNotPresent => "user_not_present",
            Self::UserNotVerified => "user_not_verified",
            Self::BackupFlagsInvalid => "backup_flags_invalid",
            Self::BackupEligibilityChanged => "backup_eligibility_changed",
            Self::StoredPublicKeyInvalid => "stored_public_key_invalid",
            Self::BadSignature => "bad_signature",
            Self::CounterRegression => "counter_regression",
        }
    }
}
