//! What a store has to do, and what SQLite has to do besides.
//!
//! `contract/` speaks to `dyn Store` alone: a second backend is one more line at the end of `contract/mod.rs`.
//! `sqlite/` has what only an embedded database can get wrong. Every ceremony is a real one: a software authenticator
//! signs it and `passflex-webauthn` verifies it.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod contract;
mod sqlite;
mod world;
