//! What steps need of the machine, put there where it is missing.

mod apt;
pub(crate) mod cargo_deny;
pub(crate) mod chromium;
pub(crate) mod libfaketime;
pub(crate) mod npm_packages;
pub(crate) mod openssl;
pub(crate) mod postgres;
pub(crate) mod schemathesis;
