//! What tests are made of: a server of their own, a clock that they set, apps, and people with authenticators.

mod admin_routes;
mod answer;
mod app;
mod certificate;
mod clock;
mod console;
mod console_routes;
mod log;
mod person;
mod program;
mod routes;
mod server;
mod tls_server;
mod wire;

pub(crate) use admin_routes::{ADMIN_ROUTES, AdminRoute};
pub(crate) use answer::{Answer, refusal, refusals};
pub(crate) use app::{App, ORIGIN};
pub(crate) use certificate::Certificate;
pub(crate) use clock::TestClock;
pub(crate) use console::{Browser, Console, cookie};
pub(crate) use console_routes::{CONSOLE_ROUTES, ConsoleRoute, Demand};
pub(crate) use log::Log;
pub(crate) use person::{Person, Started};
pub(crate) use program::Program;
pub(crate) use routes::{ROUTES, Route, allowed, page_routes};
pub(crate) use server::Server;
pub(crate) use tls_server::TlsServer;
pub(crate) use wire::Wire;

/// A text for a path segment or a query value, with every byte escaped.
pub(crate) fn percent_encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |escaped, byte| escaped + &format!("%{byte:02X}"))
}
