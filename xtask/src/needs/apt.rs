//! Debian's packages.

use crate::program::Program;

/// Installs packages, and nothing that they only recommend. That takes root's rights.
pub(crate) fn install(packages: &[&str]) -> anyhow::Result<()> {
    apt_get(&["update"]).run()?;
    apt_get(&[&["install", "--yes", "--no-install-recommends"], packages].concat()).run()
}

fn apt_get(arguments: &[&str]) -> Program {
    Program::new("apt-get", arguments).env("DEBIAN_FRONTEND", "noninteractive")
}
