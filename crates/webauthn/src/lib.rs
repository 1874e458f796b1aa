//! `WebAuthn` Level 3 verification for relying parties: bytes in, verdict out.
//!
//! [`verify_registration`] and [`verify_authentication`] follow sections 7.1 and 7.2 of the
//! [specification](https://www.w3.org/TR/webauthn-3/) step by step. Nothing here does input or output, reads a clock,
//! draws random numbers or logs: what a ceremony has to satisfy comes in as data, and what comes out is either the
//! step that failed or a `Verified…` value that only verification can make.
//!
//! ```
//! use passflex_webauthn::json::RegistrationResponseJson;
//! use passflex_webauthn::{Algorithm, RegistrationExpectations, verify_registration};
//! # use serde_json::json;
//! # let options = json!({
//! #     "rp": {"id": "example.com"}, "user": {"id": "dXNlcg"}, "challenge": "Y2hhbGxlbmdl",
//! #     "pubKeyCredParams": [{"type": "public-key", "alg": -7}],
//! # });
//! # let mut browser = passflex_authenticator::Authenticator::synced();
//! # let body = browser.register(&options, "https://example.com").to_string();
//!
//! let response: RegistrationResponseJson = serde_json::from_str(&body)?;
//! let verified = verify_registration(
//!     &RegistrationExpectations::new(b"challenge", "example.com", &["https://example.com".to_owned()]),
//!     &response.decode()?,
//! )?;
//! assert_eq!(verified.algorithm(), Algorithm::Es256);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! - [`json`]: the JSON of section 5.1 that browsers take and give, with the tolerance that shipped clients need.
//! - [`extensions`]: what a ceremony's extensions came to, the signed outputs apart from the client's advice.
//! - [`limits`]: the bounds of everything that a client sends.
//! - [`metadata`]: the FIDO Metadata Service: what is stated and reported of authenticators.
//!
//! Statement formats: `none`, `packed`, `tpm`, `android-key`, `android-safetynet`, `fido-u2f`, `apple` and `compound`.
//! Algorithms: see [`Algorithm`]; those of FIPS 204 need the feature `ml-dsa`.

mod aaguid;
mod algorithm;
mod attachment;
mod attestation;
mod authentication;
mod authenticator_data;
mod cbor;
mod certificate;
mod client_data;
mod cose;
mod error;
pub mod extensions;
mod flags;
pub mod json;
mod jws;
pub mod limits;
pub mod metadata;
mod policy;
mod public_key;
mod registration;
mod strict;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

pub use aaguid::{Aaguid, AaguidError};
pub use algorithm::Algorithm;
pub use attachment::AuthenticatorAttachment;
pub use attestation::{
    AttestationExpectations, AttestationTrust, AttestationType, CertificateFault, StatementFault,
};
pub use authentication::{
    AuthenticationExpectations, AuthenticationResponse, CredentialRecord, SignCountStatus,
    VerifiedAuthentication, verify_authentication,
};
pub use authenticator_data::{AttestedCredentialData, AuthenticatorData, AuthenticatorDataError};
pub use certificate::{ChainError, TrustAnchor, TrustAnchorError};
pub use error::{AuthenticationError, RegistrationError};
pub use flags::Flags;
pub use policy::{
    AaguidPolicy, AttestationPolicy, BackupEligibilityPolicy, CrossOriginPolicy, SignCountPolicy,
    UserHandleRule, UserPresenceRequirement, UserVerificationRequirement,
};
pub use registration::{
    RegistrationExpectations, RegistrationResponse, VerifiedRegistration, verify_registration,
};
