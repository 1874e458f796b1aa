//! `cargo xtask lint`: what can be judged without running it.

use crate::needs::cargo_deny;
use crate::program::Program;
use crate::steps::Steps;
use crate::workspace::Workspace;

/// Formatting, clippy and rustdoc without a warning, and a dependency tree as `deny.toml` wants it.
///
/// Documentation is that of the libraries: in the command line's comments `clap` reads plain text, not Markdown.
pub(crate) fn run(workspace: &Workspace, steps: &mut Steps) {
    steps.run("formatting", || workspace.cargo(["fmt", "--all", "--check"]).run());
    steps.run("clippy", || {
        workspace
            .cargo(["clippy", "--workspace", "--all-targets", "--locked", "--", "--deny", "warnings"])
            .run()
    });
    steps.run("documentation", || {
        workspace
            .cargo(["doc", "--workspace", "--lib", "--no-deps", "--document-private-items", "--locked"])
            .env("RUSTDOCFLAGS", "--deny warnings")
            .run()
    });
    steps.run("licences and bans", || {
        cargo_deny::install_if_missing()?;
        deny(workspace).run()
    });
}

/// Everything that cargo-deny checks, save the advisories: they change by the day, so the same commit would pass
/// today and fail tomorrow.
fn deny(workspace: &Workspace) -> Program {
    workspace.cargo(["deny", "--log-level", "error", "check", "licenses", "bans", "sources"])
}
