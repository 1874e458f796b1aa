//! The addresses that `static/passkeys.js` calls, one file per ceremony.
//!
//! All of them follow one rule: what a browser hands in counts only together with what this site noted when it
//! handed the transaction out, and only as far as Passflex confirms it.

pub(crate) mod register;
pub(crate) mod sign_in;
pub(crate) mod step_up;

use serde::{Deserialize, Serialize};

/// A transaction for the browser to carry out; `None` where there is nothing to carry out.
#[derive(Serialize)]
pub(crate) struct Started {
    transaction_id: Option<String>,
}

/// What a ceremony ends with.
#[derive(Deserialize)]
pub(crate) struct Nonce {
    nonce: String,
}

/// Where the browser is to go next.
#[derive(Serialize)]
pub(crate) struct Finished {
    location: &'static str,
}
