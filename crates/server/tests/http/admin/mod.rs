//! The admin API.

mod apps;
mod audit;
mod events;
mod keys;
mod native_clients;
mod team;
mod users;
