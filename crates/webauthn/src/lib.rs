//! `WebAuthn` Level 3 verification for relying parties: bytes in, verdict out.
//!
//! [`verify_registration`] and [`verify_authentication`] follow sections 7.1 and 7.2 of the
//! [specification](https://www.w3.org/TR/webauthn-3/) step by step. Nothing here does input or output, reads a clock,
//! draws random numbers or logs: what a ceremony has to satisfy comes in as data, and what comes out is either the
//! step that failed or a `Verified…` value that only verification can make.
//!
//! ```
//! use passflex_webauthn::json::RegistrationResponseJson;
//! use passflex_webauthn::{Algorithm, RegistrationExpectations, UserVerificationRequirement, verify_registration};
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
//!     &RegistrationExpectations {
//!         challenge: b"challenge",
//!         rp_id: "example.com",
//!         origins: &["https://example.com".to_owned()],
//!         top_origins: &[],
//!         user_verification: UserVerificationRequirement::Required,
//!         algorithms: &[Algorithm::Es256],
//!     },
//!     &response.decode()?,
//! )?;
//! assert_eq!(verified.algorithm(), Algorithm::Es256);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! - [`json`]: the JSON of section 5.1 that browsers take and give, with the tolerance that shipped clients need.
//! - [`limits`]: the bounds of everything that a client sends.
//!
//! Statement formats: `none` and `packed` self attestation are verified; a statement of any other kind is recorded as
//! [`AttestationType::Unverified`]. Algorithms: see [`Algorithm`].

mod aaguid;
mod algorithm;
mod attachment;
mod attestation;
mod authentication;
mod authenticator_data;
mod cbor;
mod client_data;
mod cose;
mod error;
mod flags;
pub mod json;
#[cfg_attr(not(test), expect(dead_code, reason = "the formats and the metadata that use it follow"))]
mod jws;
pub mod limits;
mod policy;
mod registration;
mod strict;

pub use aaguid::Aaguid;
pub use algorithm::Algorithm;
pub use attachment::AuthenticatorAttachment;
pub use attestation::AttestationType;
pub use authentication::{
    AuthenticationExpectations, AuthenticationResponse, CredentialRecord, SignCountStatus,
    VerifiedAuthentication, verify_authentication,
};
pub use authenticator_data::{AttestedCredentialData, AuthenticatorData, AuthenticatorDataError};
pub use error::{AuthenticationError, RegistrationError};
pub use flags::Flags;
pub use policy::{SignCountPolicy, UserHandleRule, UserVerificationRequirement};
pub use registration::{
    RegistrationExpectations, RegistrationResponse, VerifiedRegistration, verify_registration,
};
