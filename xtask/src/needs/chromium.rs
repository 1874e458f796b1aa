//! A Chromium for the browser tests.

use std::path::Path;

use anyhow::{Context, ensure};

use crate::program::Program;

/// Where Debian's package puts it, and where the tests look for it unless `CHROMIUM` names another.
const DEBIANS: &str = "/usr/bin/chromium";

/// Installs Debian's Chromium, with a font to draw text in. That takes root's rights.
pub(crate) fn install_if_missing() -> anyhow::Result<()> {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        ensure!(Path::new(&named).exists(), "CHROMIUM names {}, which is not there", named.display());
        return Ok(());
    }
    if Path::new(DEBIANS).exists() {
        return Ok(());
    }
    install().context("Chromium is missing: install it, or name one in CHROMIUM")
}

fn install() -> anyhow::Result<()> {
    apt_get(["update"]).run()?;
    apt_get(["install", "--yes", "--no-install-recommends", "chromium", "fonts-liberation"]).run()
}

fn apt_get<const N: usize>(arguments: [&str; N]) -> Program {
    Program::new("apt-get", arguments).env("DEBIAN_FRONTEND", "noninteractive")
}
