//! The admin API.

mod apps;
mod events;
mod keys;
mod native_clients;
mod team;
mod users;
