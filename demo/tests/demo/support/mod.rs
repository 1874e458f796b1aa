//! A running demo, a stand-in for Passflex, and browsers to visit with.

mod browser;
mod passflex;
mod site;

pub(crate) use browser::{Answer, Browser};
pub(crate) use passflex::StandIn;
pub(crate) use site::{Site, start};

pub(crate) const PASSWORD: &str = "correct horse battery";
