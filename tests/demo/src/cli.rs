//! The command line: `COMMANDS.md`, section `cargo demo`.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

use crate::auto;
use crate::server::Demo;

/// The whole story on one machine: a sign-in page and a phone, side by side in the browser.
#[derive(Parser)]
#[command(name = "cargo demo", version)]
struct Cli {
    /// Play the story by itself, print each step, and end.
    #[arg(long)]
    auto: bool,
    /// The port of the page [default: 8400; with --auto any free one]
    #[arg(long, value_name = "N")]
    port: Option<u16>,
    /// Keep both sides in this folder [default: a fresh one, printed at start]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

/// Runs the demo; a leading `--` is skipped. Exit 0 = done, 1 = a step of the story failed, 2 = wrong
/// usage or it cannot start.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let mut arguments: Vec<_> = arguments.into_iter().collect();
    if arguments.get(1).is_some_and(|first| first == "--") {
        arguments.remove(1);
    }
    let cli = Cli::parse_from(arguments);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(_) => return fail(2, "the system gave no event loop"),
    };
    runtime.block_on(start(cli))
}

async fn start(cli: Cli) -> ExitCode {
    let port = cli.port.unwrap_or(if cli.auto { 0 } else { 8400 });
    let demo = match Demo::new(port, cli.data.as_deref()).await {
        Ok(demo) => demo,
        Err(error) => return fail(2, &error.to_string()),
    };
    if cli.auto {
        let (user, password) = demo.person();
        let story = auto::Story::new(demo.origin(), user, password);
        let serving = tokio::spawn(demo.serve());
        let played = story.play(&mut |line| say(line)).await;
        serving.abort();
        return match played {
            Ok(()) => ExitCode::SUCCESS,
            Err(reason) => fail(1, &reason),
        };
    }
    introduce(&demo);
    match demo.serve().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(2, &error.to_string()),
    }
}

fn introduce(demo: &Demo) {
    let (user, password) = demo.person();
    let (admin, admin_password) = demo.admin();
    let origin = demo.origin();
    say(&format!("Countersign demo: open {origin} in a browser."));
    say("");
    say(&format!("  Sign in as     {user}   password  {password}"));
    say(&format!("  IT's own page  {origin}/admin   {admin}   password  {admin_password}"));
    say(&format!("  Both sides are kept in {}", demo.folder().display()));
    say("");
    say("Stop it with Ctrl-C. `cargo demo -- --auto` plays the story by itself.");
}

/// A reader that went away is no error of ours.
fn say(line: &str) {
    let _closed = writeln!(io::stdout().lock(), "{line}");
}

fn fail(code: u8, reason: &str) -> ExitCode {
    let _closed = writeln!(io::stderr().lock(), "{reason}");
    ExitCode::from(code)
}
