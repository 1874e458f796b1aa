//! The `passflex` program: the server, the development mode and the command line.

mod attestation_files;
mod certificate;
mod cli;
mod commands;
mod config;
mod confirm;
mod console;
mod database;
mod expiry;
mod failure;
mod files;
mod folder;
mod logging;
mod master_key_file;
mod new_file;
mod output;
mod ports;
mod providers_file;
mod signals;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::Cli;
use crate::output::Output;

// musl's and glibc's allocators lose to it under many small allocations from several threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            Output::new(std::env::args().any(|argument| argument == "--json")).misunderstood(&error);
            return if error.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS };
        }
    };
    let output = Output::new(cli.common.json);
    match commands::run(cli, &output).and_then(|()| output.written()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            output.failure(&error);
            failure::exit_code(&error)
        }
    }
}
