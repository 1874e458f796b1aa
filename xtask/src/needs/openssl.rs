//! The `openssl` program, which makes the certificates of the browser tests.

use anyhow::Context;

use crate::needs::apt;
use crate::program::Program;

/// Installs Debian's. That takes root's rights.
pub(crate) fn install_if_missing() -> anyhow::Result<()> {
    if Program::new("openssl", ["version"]).succeeds() {
        return Ok(());
    }
    apt::install(&["openssl"]).context("the program `openssl` is missing: install it")
}
