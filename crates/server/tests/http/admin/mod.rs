//! The admin API.

mod apps;
