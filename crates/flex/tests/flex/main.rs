//! The product's rules, told as stories: a real SQLite file, a software authenticator that signs for real, and a clock
//! that stands still until a test moves it.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod activity;
mod administrators;
mod api_keys;
mod apps;
mod attestation;
mod audit;
mod audit_chain;
mod backup;
mod backup_of_many;
mod counters;
mod events;
mod expiry;
mod forgetting;
mod garbage;
mod master_key;
mod native_clients;
mod nonces;
mod options;
mod passkeys;
mod people_and_events;
mod races;
mod replicas;
mod restore;
mod revocation;
mod rotation;
mod sealed_demands;
mod secrets_at_rest;
mod single_use;
mod story;
mod tenants;
mod transaction_at_finish;
mod user_handles;
mod user_search;
mod world;
mod writes;
