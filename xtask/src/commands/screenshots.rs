//! `cargo xtask screenshots`: a picture of every page of the console, to be looked at after a change to how it looks.

use crate::needs::{chromium, npm_packages};
use crate::program::Program;
use crate::steps::Steps;
use crate::workspace::{Workspace, built_program};

/// In `target/screenshots`, in both schemes and two widths.
pub(crate) fn run(workspace: &Workspace, steps: &mut Steps) {
    let e2e = workspace.folder("e2e");
    let pictures = workspace.folder("target").file("screenshots");
    steps.run("Chromium", chromium::install_if_missing);
    steps.run("packages of the browser tests", || npm_packages::install_if_stale(&e2e));
    steps
        .run("harness", || workspace.cargo(["build", "--package", "passflex-e2e-harness", "--locked"]).run());
    steps.run("screenshots", || {
        Program::new("node", [e2e.file("screenshots.mjs"), pictures])
            .env("PASSFLEX_HARNESS_BIN", built_program("passflex-e2e-harness")?)
            .run()
    });
}
