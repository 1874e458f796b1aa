//! The console's pages.

mod dashboard;
mod doors;
mod guard;
mod try_it;
