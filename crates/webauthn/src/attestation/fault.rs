//! What is wrong with an attestation statement or its certificate.

use thiserror::Error;

/// What is wrong with an attestation statement (WebAuthn Level 3 section 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
#[non_exhaustive]
pub enum StatementFault {
    /// A member is missing or of the wrong type.
    #[error("a member is missing or of the wrong type")]
    Syntax,
    /// `alg` is not verified here, or does not go with the key that should have signed.
    #[error("`alg` does not go with the key that signs")]
    Algorithm,
    /// The attestation certificate is not one X.509 certificate in DER.
    #[error("the attestation certificate is malformed")]
    CertificateMalformed,
    /// The certificate, or the TPM's public area, is of another key than the credential's.
    #[error("the statement is of another key than the credential's")]
    PublicKeyMismatch,
    /// The certificate is for another model than the authenticator data names.
    #[error("the attestation certificate names another AAGUID")]
    AaguidMismatch,
    /// Section 8.3: `ver` is not `2.0`.
    #[error("`ver` is not `2.0`")]
    TpmVersion,
    /// Section 8.3: `pubArea` is not a `TPMT_PUBLIC` structure of a signing key.
    #[error("`pubArea` is malformed")]
    TpmPublicArea,
    /// Section 8.3: `certInfo` is not a `TPMS_ATTEST` structure.
    #[error("`certInfo` is malformed")]
    TpmCertInfo,
    /// Section 8.3: `magic` is not `TPM_GENERATED_VALUE`.
    #[error("`certInfo` was not made by a TPM")]
    TpmMagic,
    /// Section 8.3: `type` is not `TPM_ST_ATTEST_CERTIFY`.
    #[error("`certInfo` certifies no key")]
    TpmType,
    /// Section 8.3: `extraData` is not the hash of what the statement is about.
    #[error("`certInfo` is of another ceremony")]
    TpmExtraData,
    /// Section 8.3: `attested` is not the name of the public area.
    #[error("`certInfo` is of another key")]
    TpmName,
    /// Section 8.4: the certificate has no key description, or a malformed one.
    #[error("the certificate's key description is missing or malformed")]
    AndroidKeyDescription,
    /// Section 8.4: `attestationChallenge` is not the hash of the client data.
    #[error("the key description is of another ceremony")]
    AndroidChallenge,
    /// Section 8.4: `allApplications` is there, so the key is not scoped to the relying party.
    #[error("the key may be used by every application")]
    AndroidAllApplications,
    /// Section 8.4: `origin` is not `KM_ORIGIN_GENERATED`.
    #[error("the key was not generated in the key store")]
    AndroidOrigin,
    /// Section 8.4: `purpose` is not `KM_PURPOSE_SIGN`.
    #[error("the key is not for signing")]
    AndroidPurpose,
    /// Section 8.5: `response` is not a response of the `SafetyNet` service.
    #[error("`response` is not a SafetyNet response")]
    SafetyNetResponse,
    /// Section 8.5: `nonce` is not the hash of what the statement is about.
    #[error("the SafetyNet response is of another ceremony")]
    SafetyNetNonce,
    /// Section 8.6: the certificate's key, or the credential's, is not on P-256.
    #[error("a key is not on P-256")]
    U2fKey,
    /// Section 8.8: the nonce in the certificate is missing, malformed, or not the hash of what it is about.
    #[error("the certificate's nonce is of another ceremony")]
    AppleNonce,
}

/// What is wrong with an attestation certificate (WebAuthn Level 3 sections 8.2.1, 8.3.1 and 8.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
#[non_exhaustive]
pub enum CertificateFault {
    /// It is not of version 3.
    #[error("it is not of version 3")]
    Version,
    /// The subject lacks a part, or has one that it should not have.
    #[error("its subject is not as the format demands")]
    Subject,
    /// The basic constraints are missing, or say that it is an authority's.
    #[error("its basic constraints do not say that it is an end entity's")]
    BasicConstraints,
    /// The AAGUID extension is critical, or not 16 bytes.
    #[error("its AAGUID extension is malformed")]
    AaguidExtension,
    /// The subject alternative name does not name a TPM's manufacturer, model and version.
    #[error("its subject alternative name does not describe a TPM")]
    SubjectAlternativeName,
    /// The extended key usage does not have `tcg-kp-AIKCertificate`.
    #[error("its extended key usage is not that of an attestation identity key")]
    ExtendedKeyUsage,
    /// It was not issued to `attest.android.com`.
    #[error("it was not issued to the SafetyNet service")]
    Hostname,
}
