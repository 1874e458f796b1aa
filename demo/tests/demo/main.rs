//! The demo over real HTTP and a real database file, with a small stand-in for Passflex that keeps its contract.

mod alike;
mod forgery;
mod passkeys;
mod password;
mod robustness;
mod sessions;
mod sign_up;
mod step_up;
#[cfg(test)]
mod support;
