//! What the command prints: JSON or plain sentences, and the one shape of an error.

use std::io::{self, Write};

use countersign_core::app::{
    AccountError, AccountTrouble, AddError, RequestError, SaveError, ServiceError, SettingsError,
    TransferError, UnlockError,
};
use countersign_core::device::{Exposed, VaultId};
use countersign_core::net::UnreachableCause;
use countersign_phone::words::Told;
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
    /// What of this computer it is about.
    pub(crate) local: Option<Local>,
}

impl Failure {
    /// A refusal without a field.
    pub(crate) fn new(kind: &'static str, advice: impl Into<String>) -> Self {
        Self { kind, field: None, why: None, advice: advice.into(), local: None }
    }
}

/// What a refusal is about that lies on this computer.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Local {
    /// A folder or file that others could have a hand in.
    Exposed(Exposed),
    /// The state folder of a vault that was copied here without it.
    DeviceKeyMissing(VaultId),
    /// A copy of the vault that is to be accepted first.
    NotAccepted,
    /// A vault that does not open; the save before it may.
    DoesNotOpen,
}

impl Failure {
    fn of(error: &impl Told, local: Option<Local>) -> Self {
        let why = error.why().map(UnreachableCause::name);
        Self { kind: error.kind(), field: error.field(), why, advice: error.advice(), local }
    }
}

#[allow(clippy::wildcard_enum_match_arm, reason = "the others are about nothing on this computer")]
impl From<UnlockError> for Failure {
    fn from(error: UnlockError) -> Self {
        let local = match error {
            UnlockError::Exposed(exposed) => Some(Local::Exposed(exposed)),
            UnlockError::DeviceKeyMissing { vault } => Some(Local::DeviceKeyMissing(vault)),
            UnlockError::OlderCopy { .. } => Some(Local::NotAccepted),
            UnlockError::Damaged | UnlockError::Tampered => Some(Local::DoesNotOpen),
            UnlockError::NotStored { why } => not_stored(why),
            _ => None,
        };
        Self::of(&error, local)
    }
}

#[allow(clippy::wildcard_enum_match_arm, reason = "the others are about nothing on this computer")]
fn not_stored(why: SaveError) -> Option<Local> {
    match why {
        SaveError::ReadOnly => Some(Local::NotAccepted),
        SaveError::Exposed(exposed) => Some(Local::Exposed(exposed)),
        _ => None,
    }
}

impl From<AddError> for Failure {
    fn from(error: AddError) -> Self {
        let why = if let AddError::NotStored { why } = error { not_stored(why) } else { None };
        Self::of(&error, why)
    }
}

impl From<AccountError> for Failure {
    fn from(error: AccountError) -> Self {
        let why = if let AccountError::NotStored { why } = error { not_stored(why) } else { None };
        Self::of(&error, why)
    }
}

impl From<RequestError> for Failure {
    fn from(error: RequestError) -> Self {
        let why = if let RequestError::NotStored { why } = error { not_stored(why) } else { None };
        Self::of(&error, why)
    }
}

impl From<ServiceError> for Failure {
    fn from(error: ServiceError) -> Self {
        let why = if let ServiceError::NotStored { why } = error { not_stored(why) } else { None };
        Self::of(&error, why)
    }
}

impl From<SettingsError> for Failure {
    fn from(error: SettingsError) -> Self {
        match error {
            SettingsError::NotUnlocked { why } => why.into(),
            SettingsError::NotStored { why } => Self::of(&error, not_stored(why)),
            SettingsError::Locked
            | SettingsError::NoSuchAccount
            | SettingsError::BadText { .. }
            | SettingsError::NotForThisAccount
            | SettingsError::Protected
            | SettingsError::CounterBased
            | SettingsError::UnlockNeeded
            | SettingsError::PinNeeded
            | SettingsError::BadPin { .. }
            | SettingsError::BadSecret
            | SettingsError::Failed => Self::of(&error, None),
        }
    }
}

impl From<TransferError> for Failure {
    fn from(error: TransferError) -> Self {
        if let TransferError::NotUnlocked { why } = error {
            return why.into();
        }
        let why = if let TransferError::NotStored { why } = error { not_stored(why) } else { None };
        Self::of(&error, why)
    }
}

impl From<AccountTrouble> for Failure {
    fn from(trouble: AccountTrouble) -> Self {
        Self::of(&trouble, None)
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
