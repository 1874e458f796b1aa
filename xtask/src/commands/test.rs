//! `cargo xtask test`: everything that has to be right before a change is taken.

use crate::commands::lint;
use crate::needs::{chromium, libfaketime, npm_packages, openssl, postgres, schemathesis};
use crate::steps::Steps;
use crate::workspace::{Workspace, built_program};

/// Lint first, for it is quickest to fail; then the tests, from the inside out.
pub(crate) fn run(workspace: &Workspace, steps: &mut Steps) {
    let [sdk, node, e2e] = ["sdk/js", "sdk/node", "e2e"].map(|path| workspace.folder(path));
    steps.run("Chromium", chromium::install_if_missing);
    steps.run("OpenSSL", openssl::install_if_missing);
    steps.run("PostgreSQL", postgres::install_if_missing);
    steps.run("libfaketime", libfaketime::install_if_missing);
    steps.run("packages of the browser SDK", || npm_packages::install_if_stale(&sdk));
    steps.run("packages of the Node SDK", || npm_packages::install_if_stale(&node));
    steps.run("packages of the browser tests", || npm_packages::install_if_stale(&e2e));

    steps.run("Schemathesis", || schemathesis::install_if_stale(workspace).map(drop));

    lint::run(workspace, steps);

    steps.run("programs", || workspace.cargo(["build", "--workspace", "--bins", "--locked"]).run());
    steps.run("Rust tests", || workspace.cargo(["test", "--workspace", "--locked"]).run());
    steps.run("browser SDK tests", || sdk.npm(["test"]).run());
    steps.run("Node SDK tests", || node.npm(["test"]).env("PASSFLEX_BIN", built_program("passflex")?).run());
    steps.run("browser tests of the whole", || {
        e2e.npm(["test"])
            .env("PASSFLEX_BIN", built_program("passflex")?)
            .env("PASSFLEX_HARNESS_BIN", built_program("passflex-e2e-harness")?)
            .env("SCHEMATHESIS", schemathesis::install_if_stale(workspace)?)
            .run()
    });
}
