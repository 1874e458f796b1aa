//! `cargo xtask gen`: writes again what is generated and committed. A test of each proves that it is current.

use crate::needs::npm_packages;
use crate::steps::Steps;
use crate::workspace::Workspace;

/// `openapi.json`, the test vectors of `passflex-webauthn`, and the browser SDK's `dist`, which the server embeds so that
/// it builds without Node.
pub(crate) fn run(workspace: &Workspace, steps: &mut Steps) {
    steps.run("openapi.json", || {
        let example = ["run", "--quiet", "--locked", "--package", "passflex-server", "--example", "openapi"];
        workspace.cargo(example).output_to(&workspace.folder(".").file("openapi.json"))
    });
    steps.run("WebAuthn test vectors", || {
        let folder = "crates/webauthn/tests/vectors";
        let example =
            ["run", "--quiet", "--locked", "--package", "passflex-webauthn", "--example", "vectors", folder];
        workspace.cargo(example).run()
    });
    steps.run("browser SDK: dist", || {
        let package = workspace.folder("sdk/js");
        npm_packages::install_if_stale(&package)?;
        package.npm(["run", "build"]).run()
    });
}
