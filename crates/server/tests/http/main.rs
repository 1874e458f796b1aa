//! The server over real HTTP, on a real database file, with a software authenticator for a browser.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod admin;
mod apps;
mod attestation;
mod authenticate_finish;
mod authenticate_start;
mod bodies;
mod connections;
mod console;
mod cors;
mod devices;
mod events;
mod garbage;
mod health;
mod icons;
mod keys;
mod observability;
mod openapi;
mod published_clients;
mod rate_limit;
mod register_finish;
mod register_start;
mod roles;
mod routes;
mod sdk;
mod story;
mod tenants;
mod tls;
mod transactions;
mod user_changes;
mod user_list;
mod users;
mod verify;
#[cfg(test)]
mod world;
