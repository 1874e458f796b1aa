//! The console's pages.

mod account;
mod apps;
mod audit;
mod clients;
mod dashboard;
mod doors;
mod guard;
mod keys;
mod people;
mod team;
mod try_it;
