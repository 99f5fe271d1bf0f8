//! What the command prints: JSON or plain sentences, and the one shape of an error.

use std::io::{self, Write};

use countersign_core::app::AppError;
use countersign_core::net::UnreachableCause;
use countersign_core::vault::VaultError;
use serde_json::{Value, json};

/// A refusal: exit status 1.
#[derive(Debug)]
pub(crate) struct Failure {
    /// One of the kinds of the command's contract.
    pub(crate) kind: &'static str,
    /// Which part of a scanned text is wrong.
    pub(crate) field: Option<&'static str>,
    /// Why a service was not reached.
    pub(crate) why: Option<&'static str>,
    /// What happened and what to do next.
    pub(crate) advice: String,
    /// What the vault said, where it was the vault.
    pub(crate) vault: Option<VaultError>,
}

impl Failure {
    /// A refusal without a field.
    pub(crate) fn new(kind: &'static str, advice: impl Into<String>) -> Self {
        Self { kind, field: None, why: None, advice: advice.into(), vault: None }
    }
}

impl From<AppError> for Failure {
    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "what is not of the vault has its own sentence"
    )]
    fn from(error: AppError) -> Self {
        let vault = match error {
            AppError::Vault(error) => Some(error),
            _ => None,
        };
        let why = error.why().map(UnreachableCause::name);
        Self { kind: error.kind(), field: error.field(), why, advice: error.advice(), vault }
    }
}

/// What a command did: whether it counts as done, as JSON and as text.
#[derive(Debug)]
pub(crate) struct Report {
    /// Exit status 0 or 1.
    pub(crate) done: bool,
    /// JSON values, one a line.
    pub(crate) json: Vec<Value>,
    /// Text lines.
    pub(crate) text: Vec<String>,
}

impl Report {
    /// Done, with one JSON value.
    pub(crate) fn done(json: Value, text: Vec<String>) -> Self {
        Self { done: true, json: vec![json], text }
    }
}

/// Prints the outcome of a command and returns its exit status.
pub(crate) fn print(outcome: Result<Report, Failure>, as_json: bool) -> u8 {
    match outcome {
        Ok(report) => {
            if as_json {
                report.json.iter().for_each(|value| line(&value.to_string()));
            } else {
                report.text.iter().for_each(|text| line(text));
            }
            u8::from(!report.done)
        }
        Err(failure) => {
            if as_json {
                let mut error = json!({ "kind": failure.kind, "advice": failure.advice });
                for (name, value) in [("field", failure.field), ("why", failure.why)] {
                    if let Some(value) = value {
                        error[name] = json!(value);
                    }
                }
                line(&json!({ "error": error }).to_string());
            } else {
                note(&failure.advice);
            }
            1
        }
    }
}

/// One line on standard output. A reader that went away is no error of ours.
pub(crate) fn line(text: &str) {
    let _closed = writeln!(io::stdout().lock(), "{text}");
}

/// One line on standard error.
pub(crate) fn note(text: &str) {
    let _closed = writeln!(io::stderr().lock(), "{text}");
}
