//! cargo-deny, which judges the dependency tree by `deny.toml`.

use crate::program::Program;

/// The version that is installed; any other that is there already will do.
const VERSION: &str = "0.20.2";

/// Builds cargo-deny into cargo's own folder, once. It takes minutes.
pub(crate) fn install_if_missing() -> anyhow::Result<()> {
    if Program::new("cargo", ["deny", "--version"]).succeeds() {
        return Ok(());
    }
    Program::new("cargo", ["install", "cargo-deny", "--locked", "--version", VERSION]).run()
}
