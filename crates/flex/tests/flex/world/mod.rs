//! What tests are made of: a database of their own, a clock that they set, apps, and people with authenticators.

mod clock;
mod console;
mod crowd;
mod database;
mod person;
mod randomness;
mod site;

pub(crate) use clock::TestClock;
pub(crate) use console::Console;
pub(crate) use crowd::{all_at_once, tally};
pub(crate) use database::Database;
pub(crate) use person::Person;
pub(crate) use randomness::Recorder;
pub(crate) use site::{ORIGIN, RP_ID, Site, settings};

/// Why a verb said no: its error as it is written in code.
///
/// # Panics
/// If the verb said yes.
pub(crate) fn refusal<T>(answer: passflex_flex::Result<T>) -> String {
    match answer {
        Err(error) => format!("{error:?}"),
        Ok(_) => panic!("expected a refusal, got a {}", std::any::type_name::<T>()),
    }
}
