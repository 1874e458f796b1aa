//! The admin API.

mod apps;
mod events;
mod team;
mod users;
