//! What stands between a request and its handler: who asks, from where, and what the answer may load.

mod browser;
mod cookies;
mod forgery;
mod headers;
mod sign_in;

pub(crate) use browser::{Browser, KnownBrowser, introduce};
pub(crate) use forgery::{Guarded, GuardedJson, same_origin_only};
pub(crate) use headers::protect;
pub(crate) use sign_in::{sign_in, sign_out};
