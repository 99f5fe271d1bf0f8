//! The phone as a command: the third shell over the core's facade, for scripts, interop tests and
//! people at a terminal. It has no rules of its own.

mod advice;
mod cli;
mod commands;
mod country;
mod input;
mod memory;
mod output;
mod session;
mod timing;

use std::env;
use std::process::ExitCode;

use clap::Parser;

use cli::{Cli, Command};
use output::{Failure, Report};

fn main() -> ExitCode {
    let mut arguments: Vec<_> = env::args_os().collect();
    // `cargo phone -- accounts` passes the separator on.
    if arguments.get(1).is_some_and(|first| first == "--") {
        arguments.remove(1);
    }
    let cli = Cli::parse_from(arguments);
    let outcome = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(run(&cli)),
        Err(_) => Err(Failure::new("refused", "The system gave no event loop.")),
    };
    let outcome = outcome.map_err(|failure| advice::for_this_computer(failure, &cli));
    ExitCode::from(output::print(outcome, cli.json))
}

async fn run(cli: &Cli) -> Result<Report, Failure> {
    let phone = || session::authenticator(cli);
    match &cli.command {
        Command::Scan(scan) => commands::scan::run(scan),
        Command::Inspect { text, reveal } => commands::inspect::run(text, *reveal),
        Command::Add(add) => commands::add::run(&phone()?, add).await,
        Command::Accounts => commands::accounts::list(&phone()?),
        Command::Codes { at } => commands::accounts::codes(&phone()?, *at),
        Command::Next { id } => commands::accounts::next(&phone()?, id),
        Command::Requests { watch: true } => commands::requests::watch(phone()?, cli.json).await,
        Command::Requests { watch: false } => commands::requests::list(&phone()?, cli.json).await,
        Command::Approve { id, value } => {
            commands::requests::approve(&phone()?, id, value.as_deref(), cli.json).await
        }
        Command::Deny { id, report, yes } => {
            commands::requests::deny(&phone()?, id, *report, *yes, cli.json).await
        }
        Command::Remove { id } => commands::accounts::remove(&phone()?, id).await,
        Command::Vault { action } => commands::vault::run(&phone()?, action),
        Command::Import(import) => commands::import::run(&phone()?, import),
        Command::UndoImport { commit } => commands::import::undo(&phone()?, commit),
        Command::Passcode => commands::passcode::run(&phone()?),
    }
}
