//! The reference sign-in service as a program; see the library of the same name.

use std::process::ExitCode;

fn main() -> ExitCode {
    countersign_signin::cli::run(std::env::args_os())
}
