//! Texts, pictures and passcodes from outside.

use std::env;
use std::fs::File;
use std::io::{self, IsTerminal, Read, Write};

use countersign_core::secret::SecretString;

use crate::output::Failure;

/// More than any picture that the reader takes.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// A whole file, or standard input for `-`.
pub(crate) fn read_file(name: &str) -> Result<Vec<u8>, Failure> {
    let failed = |error: io::Error| {
        Failure::new("malformed", format!("{name} could not be read: {}", error.kind()))
    };
    let mut bytes = Vec::new();
    let source: Box<dyn Read> = if name == "-" {
        Box::new(io::stdin())
    } else {
        Box::new(File::open(name).map_err(failed)?)
    };
    source.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > MAX_BYTES {
        return Err(Failure::new("malformed", format!("{name} is larger than 64 MiB")));
    }
    Ok(bytes)
}

/// A text argument; `-` is standard input.
pub(crate) fn read_text(argument: &str) -> Result<Vec<u8>, Failure> {
    if argument == "-" { read_file("-") } else { Ok(argument.as_bytes().to_vec()) }
}

/// A passcode from `variable`, else typed without echo.
pub(crate) fn passcode(variable: &str, question: &str) -> Result<SecretString, Failure> {
    if let Some(value) = env::var_os(variable) {
        let text = value.into_string().map_err(|_| {
            Failure::new("weak_passcode", format!("{variable} is not valid UTF-8 text"))
        })?;
        return Ok(SecretString::new(text));
    }
    if !io::stdin().is_terminal() {
        return Err(Failure::new(
            "wrong_passcode",
            format!("No passcode was given. Set {variable}, or run the command in a terminal."),
        ));
    }
    let typed = rpassword::prompt_password(question)
        .map_err(|_| Failure::new("wrong_passcode", "The passcode could not be read."))?;
    Ok(SecretString::new(typed))
}

/// Asks a yes-or-no question at the terminal; no terminal is a no.
pub(crate) fn confirmed(question: &str) -> bool {
    if !io::stdin().is_terminal() {
        return false;
    }
    let mut errors = io::stderr();
    let _closed = write!(errors, "{question} [y/N] ").and_then(|()| errors.flush());
    let mut answer = String::new();
    io::stdin().read_line(&mut answer).is_ok()
        && matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes")
}
