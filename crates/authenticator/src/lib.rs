//! A software authenticator and the browser around it, for tests.
//!
//! [`Authenticator`] takes the options that a relying party sends and answers with what a browser would send back:
//! real keys, real signatures, the JSON of WebAuthn Level 3 section 5.1. It also gives every kind of wrong answer: the
//! `…_with` methods hand over the answer's parts before they are signed, [`edit_bytes`] changes bytes afterwards.
//! Attestations come with certificates of its own authority, whose root [`attestation_root`] is for tests to trust.
//!
//! ```
//! use passflex_authenticator::Authenticator;
//! use serde_json::json;
//!
//! let mut phone = Authenticator::synced();
//! let options = json!({
//!     "rp": {"id": "example.com", "name": "Example"},
//!     "user": {"id": "dXNlcg", "name": "ada", "displayName": "Ada"},
//!     "challenge": "Y2hhbGxlbmdl",
//!     "pubKeyCredParams": [{"type": "public-key", "alg": -7}],
//! });
//! let registration = phone.register(&options, "https://example.com");
//! assert_eq!(registration["type"], "public-key");
//!
//! let options = json!({"challenge": "b3RoZXI", "rpId": "example.com"});
//! let assertion = phone.authenticate(&options, "https://example.com");
//! assert_eq!(assertion["id"], registration["id"]);
//! ```
//!
//! It stands on the other side of the wire, so it shares no code with the verification that it tests. Being a test
//! tool it panics where it is misused.
#![expect(clippy::expect_used, clippy::panic, reason = "a test tool reports its misuse by panicking")]
#![expect(
    clippy::missing_panics_doc,
    reason = "documented where a misuse can cause it, not where a library would have to fail"
)]

mod algorithm;
mod attestation;
mod authenticator;
mod cbor;
mod certificate;
mod draft;
mod edit;
mod key;
mod options;
mod passkey;

pub use algorithm::Algorithm;
pub use attestation::{
    AndroidKey, AndroidSafetynet, Apple, Attestation, AuthorizationList, CertInfo, FidoU2f, KeyDescription,
    Packed, PackedSelf, Parameters, PubArea, Statement, Tpm,
};
pub use authenticator::{Authenticator, Client};
pub use cbor::Cbor;
pub use certificate::{Certificate, Chain, Date, Extension, Name, VERIFICATION_TIME, attestation_root, oid};
pub use draft::{
    AssertionDraft, AttestedCredential, AuthenticatorData, ClientData, RegistrationDraft, flags,
};
pub use edit::{bytes, edit_bytes};
pub use key::SigningKey;
pub use passkey::Passkey;
