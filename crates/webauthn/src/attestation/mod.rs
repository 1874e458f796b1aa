//! Attestation: what an authenticator says about itself (WebAuthn Level 3 sections 6.5 and 8).
//!
//! [`statement`] runs a format's verification procedure, which says what the statement conveys; [`trust`] then says
//! whether anybody should believe it.

mod android_key;
mod android_safetynet;
mod apple;
mod compound;
mod fault;
mod fido_u2f;
mod none;
mod object;
mod packed;
mod statement;
mod tpm;
mod trust;

pub use fault::{CertificateFault, StatementFault};
pub(crate) use object::AttestationObject;
pub use statement::AttestationType;
pub(crate) use statement::{VerificationInputs, verify_statement};
pub(crate) use trust::{Assessment, assess};
pub use trust::{AttestationExpectations, AttestationTrust};
