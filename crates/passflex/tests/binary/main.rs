//! The program as a person starts it: in a folder of its own, from a shell.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod admins;
mod attestation;
mod dev;
mod files;
mod people;
mod proxies;
mod serve;
mod tls;
mod transcripts;
#[cfg(test)]
mod world;
