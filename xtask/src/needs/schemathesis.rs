//! Schemathesis, which plays `openapi.json` against a server.

use std::fs;
use std::path::PathBuf;

use anyhow::Context;

use crate::program::Program;
use crate::workspace::Workspace;

/// Installs what `e2e/openapi/requirements.txt` pins into a Python environment under `target`, unless that is done.
/// Where the program is then.
pub(crate) fn install_if_stale(workspace: &Workspace) -> anyhow::Result<PathBuf> {
    let pinned = workspace.folder("e2e/openapi").file("requirements.txt");
    let environment = workspace.folder("target/schemathesis");
    let installed = environment.file("installed.txt");
    let wanted = fs::read_to_string(&pinned).context("cannot read the pinned packages")?;
    if fs::read_to_string(&installed).is_ok_and(|text| text == wanted) {
        return Ok(environment.file("bin/schemathesis"));
    }
    Program::new("python3", ["-m".as_ref(), "venv".as_ref(), "--clear".as_ref(), environment.path()])
        .run()
        .context("Python's venv is missing: on Debian, install python3-venv")?;
    let pip = environment.file("bin/pip");
    let requirement = ["install".as_ref(), "--quiet".as_ref(), "--requirement".as_ref(), pinned.as_os_str()];
    Program::new(&pip, requirement).run()?;
    fs::write(&installed, wanted).context("cannot note what is installed")?;
    Ok(environment.file("bin/schemathesis"))
}
