//! What tests are made of: a database of their own, a clock that they set, apps, and people with authenticators.

mod clock;
mod database;
mod person;
mod randomness;
mod site;

use std::fmt::Debug;

pub(crate) use clock::TestClock;
pub(crate) use database::Database;
pub(crate) use person::Person;
pub(crate) use randomness::Recorder;
pub(crate) use site::{ORIGIN, RP_ID, Site, settings};

/// Why a verb said no: its error as it is written in code.
///
/// # Panics
/// If the verb said yes.
pub(crate) fn refusal<T: Debug>(answer: passflex_flex::Result<T>) -> String {
    match answer {
        Err(error) => format!("{error:?}"),
        Ok(answer) => panic!("expected a refusal, got {answer:?}"),
    }
}

/// How many of these answers said yes, and why the others said no, each reason once.
pub(crate) fn tally<T>(answers: Vec<passflex_flex::Result<T>>) -> (usize, Vec<String>) {
    let (mut granted, mut reasons) = (0, Vec::new());
    for answer in answers {
        match answer {
            Ok(_) => granted += 1,
            Err(error) => reasons.push(format!("{error:?}")),
        }
    }
    reasons.sort();
    reasons.dedup();
    (granted, reasons)
}
