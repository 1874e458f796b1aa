//! `libfaketime`, which gives one server of a test another clock.

use std::path::Path;

use anyhow::Context;

use crate::needs::apt;

/// Debian has a folder for each architecture in it.
const LIBRARIES: &str = "/usr/lib";

/// Installs Debian's. That takes root's rights.
pub(crate) fn install_if_missing() -> anyhow::Result<()> {
    let folders = Path::new(LIBRARIES).read_dir().into_iter().flatten().flatten();
    if folders.into_iter().any(|folder| folder.path().join("faketime/libfaketime.so.1").exists()) {
        return Ok(());
    }
    apt::install(&["libfaketime"]).context("libfaketime is missing: install it")
}
