//! PostgreSQL, of which tests start servers of their own (`crates/test-postgres`).

use std::path::Path;

use anyhow::Context;

use crate::needs::apt;

/// Where Debian has one folder for each version.
const DEBIAN: &str = "/usr/lib/postgresql";

/// Installs Debian's. That takes root's rights.
pub(crate) fn install_if_missing() -> anyhow::Result<()> {
    let versions = Path::new(DEBIAN).read_dir().into_iter().flatten().flatten();
    if versions.into_iter().any(|version| version.path().join("bin/initdb").exists()) {
        return Ok(());
    }
    apt::install(&["postgresql"]).context("PostgreSQL is missing: install it")
}
