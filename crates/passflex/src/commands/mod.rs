//! The commands.

mod admin;
mod admin_token;
mod app;
mod apply;
mod audit;
mod backup;
mod client;
mod completions;
mod config;
mod dev;
mod event;
mod key;
mod master_key;
mod passkey;
mod sealing_key;
mod serve;
mod user;

use crate::cli::{Cli, Command, ConfigCommand, LogFormat, MasterKeyCommand};
use crate::config::ConfigFile;
use crate::database::Location;
use crate::logging;
use crate::output::Output;

/// Runs what was typed.
pub(crate) fn run(cli: Cli, output: &Output) -> anyhow::Result<()> {
    match &cli.command {
        Command::Dev(_) => logging::start(LogFormat::Text, "warn,passflex::access=info"),
        Command::Serve(args) => logging::start(args.log_format, "info"),
        _ => logging::start(LogFormat::Text, "warn"),
    }
    // `dev` has a place of its own, whatever is configured for the server.
    let place = || -> anyhow::Result<_> {
        let file = ConfigFile::read(&cli.common)?;
        let location = Location::choose(&cli.common, &file)?;
        Ok((file, location))
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        match cli.command {
            Command::Dev(args) => dev::run(args, output).await,
            Command::Serve(args) => {
                let (file, location) = place()?;
                serve::run(&args, &file, &location, output).await
            }
            Command::App(command) => app::run(command, &place()?.1.open().await?, output).await,
            Command::Key(command) => key::run(command, &place()?.1.open().await?, output).await,
            Command::Client(command) => client::run(command, &place()?.1.open().await?, output).await,
            Command::Apply(args) => apply::run(&args, &place()?.1.open().await?, output).await,
            Command::User(command) => user::run(command, &place()?.1.open().await?, output).await,
            Command::Passkey(command) => passkey::run(command, &place()?.1.open().await?, output).await,
            Command::Event(command) => event::run(command, &place()?.1.open().await?, output).await,
            Command::Admin(command) => admin::run(command, &place()?.1.open().await?, output).await,
            Command::Audit(command) => audit::run(command, &place()?.1.open().await?, output).await,
            Command::Backup(args) => backup::make(args, &place()?.1, output).await,
            Command::Restore(args) => backup::restore(args, &place()?.1, output).await,
            Command::Completions { shell } => completions::run(shell, output),
            Command::MasterKey(MasterKeyCommand::Generate) => master_key::generate(output),
            Command::MasterKey(MasterKeyCommand::Rotate { yes }) => {
                let location = place()?.1;
                master_key::rotate(yes, &location, &location.open().await?, output).await
            }
            Command::Config(ConfigCommand::Check(args)) => {
                let (file, location) = place()?;
                config::check(&args, &file, &location, output).await
            }
            Command::SealingKey(command) => {
                sealing_key::run(command, &place()?.1.open().await?, output).await
            }
        }
    })
}
