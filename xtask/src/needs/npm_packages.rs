//! The packages that a `package-lock.json` names.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use crate::workspace::Folder;

/// Installs them as they are locked, unless that was done since the lock was last changed.
pub(crate) fn install_if_stale(package: &Folder) -> anyhow::Result<()> {
    // npm writes its own copy of the lock as the last thing of an installation.
    let installed = changed(&package.file("node_modules/.package-lock.json"));
    let locked = changed(&package.file("package-lock.json"));
    if installed.is_some() && installed >= locked {
        return Ok(());
    }
    package.npm(["ci"]).run()
}

fn changed(file: &Path) -> Option<SystemTime> {
    fs::metadata(file).and_then(|metadata| metadata.modified()).ok()
}
