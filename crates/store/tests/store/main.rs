//! What a store has to do, and what SQLite and PostgreSQL have to do besides.
//!
//! `contract/` speaks to `dyn Store` alone: a backend is one line at the end of `contract/mod.rs`. `sqlite/` has what
//! only an embedded database can get wrong, `postgres/` what only one across a network can. Every ceremony is a real one: a software authenticator
//! signs it and `passflex-webauthn` verifies it.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod contract;
mod postgres;
mod sqlite;
mod world;
