//! What the tests are made of: an installation, servers on it, and those who call them.

mod caller;
mod installation;
mod people;
mod server;

pub(crate) use caller::{Answer, Caller, Kind, Lost};
pub(crate) use installation::Installation;
pub(crate) use people::{Happening, Person, Step};
pub(crate) use server::{Server, Starting};

/// Where the pages of the app are.
pub(crate) const ORIGIN: &str = "https://example.com";
