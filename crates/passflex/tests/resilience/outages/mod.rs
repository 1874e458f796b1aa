//! A database that cannot be used for a while: every refusal is clear, nothing is half done, and when it can be used
//! again the servers go on as if nothing had been, without a restart.

mod postgres;
mod sqlite;
mod story;
