//! The console's pages.

mod apps;
mod clients;
mod dashboard;
mod doors;
mod guard;
mod keys;
mod people;
mod try_it;
