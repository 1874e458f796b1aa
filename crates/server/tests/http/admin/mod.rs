//! The admin API.

mod apps;
mod events;
mod users;
