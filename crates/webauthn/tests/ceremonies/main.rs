//! Whole ceremonies: the software authenticator answers, the verification decides.
#![expect(clippy::expect_used, reason = "a test that cannot go on panics")]

mod attestation;
mod authentication;
mod authentication_refused;
mod extensions;
mod registration;
mod registration_refused;
mod support;
