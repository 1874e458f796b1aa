//! The console's pages.

mod doors;
mod guard;
