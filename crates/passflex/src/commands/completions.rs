//! `passflex completions …`.

use clap::CommandFactory as _;
use clap_complete::Shell;
use serde_json::json;

use crate::cli::Cli;
use crate::output::Output;

pub(crate) fn run(shell: Shell, output: &Output) -> anyhow::Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "passflex", &mut script);
    let script = String::from_utf8(script)?;
    output.result(&json!({ "shell": shell.to_string(), "script": script }), &script);
    Ok(())
}
