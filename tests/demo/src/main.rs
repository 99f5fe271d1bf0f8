//! `cargo demo`: the reference sign-in service and a phone in one process.

use std::process::ExitCode;

fn main() -> ExitCode {
    countersign_demo::cli::run(std::env::args_os())
}
