//! The console's pages.

mod apps;
mod clients;
mod dashboard;
mod doors;
mod guard;
mod keys;
mod try_it;
