//! What holds for any bytes whatever: nothing panics, nothing takes much memory, nothing that was changed after it was
//! signed is accepted. `PROPTEST_CASES` says how many are tried, `fuzz/` tries the same subjects without end.
#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod any_bytes;
mod memory;
mod mutation;
mod signed_assertions;
mod signed_registrations;
mod subjects;
