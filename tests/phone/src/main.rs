//! The phone as a command: the third shell over the core's facade, for scripts, interop tests and
//! people at a terminal. It has no rules of its own.

mod advice;
mod backup_folder;
mod cli;
mod commands;
mod country;
mod input;
mod memory;
mod output;
mod quiet;
mod session;
mod timing;

use std::cell::OnceCell;
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
    let by_recovery = cli.recovery || env::var_os(session::RECOVERY).is_some();
    // Kept for what follows the command.
    let made = OnceCell::new();
    let phone = || {
        let phone = session::authenticator(cli)?;
        let _first = made.set(phone.clone());
        // `vault` opens it by itself: what it is for may not open otherwise.
        if by_recovery && !matches!(cli.command, Command::Vault { .. }) {
            session::recover(&phone)?;
        }
        Ok::<_, Failure>(phone)
    };
    let report = match &cli.command {
        Command::Scan(scan) => commands::scan::run(scan),
        Command::Inspect { text, reveal } => commands::inspect::run(text, *reveal),
        Command::Add(add) => commands::add::run(&phone()?, add).await,
        Command::Accounts => commands::accounts::list(&phone()?),
        Command::Codes { id: Some(id), .. } => commands::accounts::one_code(&phone()?, id),
        Command::Codes { id: None, at } => commands::accounts::codes(&phone()?, *at),
        Command::Reveal { id } => commands::details::reveal(&phone()?, id),
        Command::Kind { id, kind } => commands::details::kind(&phone()?, id, *kind),
        Command::Set { id, changes } => commands::details::set(&phone()?, id, changes),
        Command::Clock { corrected, phone: own } => {
            commands::details::clock(&phone()?, *corrected, *own)
        }
        Command::Next { id } => commands::accounts::next(&phone()?, id),
        Command::Requests { watch: true } => commands::requests::watch(phone()?, cli.json).await,
        Command::Requests { watch: false } => commands::requests::list(&phone()?, cli.json).await,
        Command::Approve { id, value } => {
            commands::requests::approve(&phone()?, id, value.as_deref(), cli.json).await
        }
        Command::Deny { id, report, yes } => {
            commands::requests::deny(&phone()?, id, *report, *yes, cli.json).await
        }
        Command::Match { text } => commands::requests::scan(&phone()?, text, cli.json).await,
        Command::Activity { id } => commands::activity::list(&phone()?, id).await,
        Command::Undo { id, cid } => commands::activity::undo(&phone()?, id, cid).await,
        Command::RenewKey { id } => commands::activity::renew_key(&phone()?, id).await,
        Command::Remove { id } => commands::accounts::remove(&phone()?, id).await,
        Command::Trash(trash) => commands::trash::run(&phone()?, trash),
        Command::RestoreAccount { id } => commands::trash::take_back(&phone()?, id),
        Command::Vault { action } => commands::vault::run(&phone()?, action, by_recovery),
        Command::Export(export) => commands::leave::export(&phone()?, export, cli.json),
        Command::Backup(backup) => commands::leave::backup(&phone()?, backup, cli.json),
        Command::Restore(restore) => commands::import::restore(&phone()?, restore),
        Command::Import(import) => commands::import::run(&phone()?, import),
        Command::UndoImport { commit } => commands::import::undo(&phone()?, commit),
        Command::Recovery { yes } => commands::recovery::run(&phone()?, *yes),
        Command::Passcode => commands::passcode::run(&phone()?),
    };
    if let Some(phone) = made.get() {
        commands::leave::automatic(phone);
    }
    report
}
