//! What tests are made of: a server of their own, a clock that they set, apps, and people with authenticators.

mod answer;
mod app;
mod clock;
mod person;
mod server;

pub(crate) use answer::{Answer, refusal, refusals};
pub(crate) use app::{App, ORIGIN};
pub(crate) use clock::TestClock;
pub(crate) use person::{Person, Started};
pub(crate) use server::Server;
