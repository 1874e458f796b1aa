//! `cargo xtask soak`: what is too long for every change.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::Context;

use crate::steps::Steps;
use crate::workspace::Workspace;

/// What is killed, by the name of its tests, and how often unless `PASSFLEX_SOAK_ROUNDS` says it.
const KILLS: [(&str, &str, &str); 2] = [
    ("kills of a server", "survives_kills_of_a_server", "50"),
    ("kills of PostgreSQL", "survives_kills_of_postgresql", "20"),
];

const HEADING: &str = "\
| what | kills | registrations | sign-ins | revocations | deactivations | nonces taken | answers lost | time | seed |
| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: |
";

/// The rounds of `crates/passflex/tests/resilience/crash`, many times. What they found is printed as a table, to be put
/// into `bench/RESULTS.md`.
pub(crate) fn run(workspace: &Workspace, steps: &mut Steps) {
    let report = workspace.folder("target").file("soak.md");
    steps.run("figures of an earlier time", || remove(&report));
    for (name, tests, rounds) in KILLS {
        steps.run(name, || {
            let rounds = std::env::var("PASSFLEX_SOAK_ROUNDS").unwrap_or_else(|_| rounds.to_owned());
            let test =
                workspace.cargo(["test", "--package", "passflex", "--test", "resilience", "--locked", tests]);
            test.env("PASSFLEX_SOAK_ROUNDS", rounds).env("PASSFLEX_SOAK_REPORT", &report).run()
        });
    }
    steps.run("figures", || print(&report));
}

fn remove(report: &Path) -> anyhow::Result<()> {
    match fs::remove_file(report) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", report.display()))
        }
        _ => Ok(()),
    }
}

#[expect(clippy::print_stdout, reason = "a program for people at a terminal")]
fn print(report: &Path) -> anyhow::Result<()> {
    let rows = fs::read_to_string(report).context("no test has finished its rounds")?;
    print!("{HEADING}{rows}");
    Ok(())
}
