//! The JSON that goes to clients and comes from them.
#![expect(clippy::expect_used, reason = "a test that cannot go on panics")]

mod client_extensions;
mod options;
mod responses;
