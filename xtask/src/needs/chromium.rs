//! A Chromium for the browser tests.

use std::path::Path;

use anyhow::{Context, ensure};

use crate::needs::apt;

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
    apt::install(&["chromium", "fonts-liberation"])
        .context("Chromium is missing: install it, or name one in CHROMIUM")
}
