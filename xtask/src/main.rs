//! The chores of this repository, started with `cargo xtask`.
//!
//! Each command is a list of steps, in `commands/`. A step is a program that somebody could as well type; it is named
//! and timed, and what it prints goes straight to the terminal. What a step needs of the machine is in `needs`.

mod commands;
mod needs;
mod program;
mod steps;
mod workspace;

use std::process::ExitCode;

use crate::steps::Steps;
use crate::workspace::Workspace;

const USAGE: &str = "\
Usage: cargo xtask COMMAND

  test    everything that has to be right before a change is taken: lint, and all tests of all languages
  lint    formatting, clippy, documentation, licences and banned crates
  gen     writes again what is generated and committed
  screenshots
          a picture of every page of the console, in target/screenshots
  soak    what is too long for every change: kills of servers and of PostgreSQL under load, with figures";

#[expect(clippy::print_stderr, reason = "a program for people at a terminal")]
fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let command: fn(&Workspace, &mut Steps) = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..]
    {
        ["test"] => commands::test::run,
        ["lint"] => commands::lint::run,
        ["gen"] => commands::generate::run,
        ["screenshots"] => commands::screenshots::run,
        ["soak"] => commands::soak::run,
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    let mut steps = Steps::default();
    command(&Workspace::here(), &mut steps);
    steps.finish()
}
