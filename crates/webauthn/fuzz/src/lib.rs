//! The subjects of the tests' properties, for the fuzz targets.
//!
//! Each target feeds one subject; what has to hold is written there, so that a finding becomes a test by giving its
//! bytes to the same function. `CONTRIBUTING.md` says how to run them.

#[path = "../../tests/properties/subjects/mod.rs"]
mod subjects;

/// Checks the property of the subject of this name.
///
/// # Panics
/// If it does not hold, or there is no such subject.
pub fn check(subject: &str, bytes: &[u8]) {
    (subjects::subject(subject).check)(bytes);
}

/// Every subject's name and the bytes that a fuzzer may begin with.
pub fn seeds() -> impl Iterator<Item = (&'static str, Vec<Vec<u8>>)> {
    subjects::ALL.iter().map(|subject| (subject.name, (subject.seeds)()))
}
