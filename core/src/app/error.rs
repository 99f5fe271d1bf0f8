//! One error for the facade, with the kind that scripts match on and the sentence that people read.
#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "an error that is not named has the general kind and its own sentence"
)]

use crate::account::AccountId;
use crate::device::{Exposed, Exposure};
use crate::net::UnreachableCause;
use crate::otp::OtpError;
use crate::payload::{Kind, Malformed, Vendor};
use crate::push::{EnrolError, PushError};
use crate::vault::VaultError;

/// Why the facade refused. Fields are numbers and enums, never text of the outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AppError {
    /// The vault is not open.
    #[error("unlock the app first")]
    Locked,
    /// The vault refused.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// There is no code.
    #[error(transparent)]
    Otp(#[from] OtpError),
    /// The account cannot make another code.
    #[error("this account has used up its counter; set it up again")]
    CounterExhausted,
    /// The scanned code belongs to another vendor's app.
    #[error("this code belongs to another app")]
    Foreign {
        /// Whose.
        vendor: Vendor,
    },
    /// The scanned code sets nothing up.
    #[error("this code sets nothing up")]
    NotAnAccount {
        /// What it is.
        kind: Kind,
    },
    /// The scanned code is ours and wrong.
    #[error("this code is damaged")]
    Malformed(#[from] Malformed),
    /// Codes of the account change with the time: there is no next one to ask for.
    #[error("this account makes a new code by itself as time passes: look at the list of codes")]
    NotCounterBased,
    /// The account answers sign-ins and has no codes.
    #[error("this account confirms sign-ins and makes no codes")]
    NoCodes,
    /// An export of several accounts.
    #[error(
        "this code is an export of {count} accounts; at each service show the account's own set-up code and scan that"
    )]
    Export {
        /// How many accounts.
        count: u32,
    },
    /// A push protocol that this version does not speak.
    #[error("this app does not speak this organisation's protocol yet; ask IT for one-time codes")]
    UnknownProtocol,
    /// The account is there already.
    #[error("this account is there already; nothing was added")]
    Duplicate {
        /// Which one.
        of: AccountId,
    },
    /// The same secret is there with another name or other parameters.
    #[error(
        "an account with this key is there already, under another name or with other settings; nothing was added"
    )]
    SameSecret {
        /// Which one.
        of: AccountId,
    },
    /// An account with these names and another secret is there.
    #[error("an account with this name is there already; nothing was added")]
    SameName {
        /// Which one.
        of: AccountId,
    },
    /// This phone is registered there already.
    #[error("this phone is registered there already; nothing was added")]
    AlreadyRegistered {
        /// Which account.
        of: AccountId,
    },
    /// Setting up failed.
    #[error(transparent)]
    Enrol(#[from] EnrolError),
    /// A sign-in request, or a call about an account, failed.
    #[error(transparent)]
    Push(#[from] PushError),
    /// No account has this id.
    #[error("there is no such account; list the accounts")]
    NoSuchAccount,
    /// No request has this id.
    #[error("there is no such sign-in request; refresh the list")]
    NoSuchRequest,
    /// The fresh unlock was made for something else.
    #[error("unlock again for this")]
    NeedsReauth,
    /// A thread died while it changed the state; start again.
    #[error("the app must be started again")]
    Poisoned,
}

impl AppError {
    /// The kind, in the command's vocabulary.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Vault(error) => vault_kind(*error),
            Self::Foreign { .. } => "foreign",
            Self::NotAnAccount { .. } => "not_an_account",
            Self::Malformed(error) if error.reason == crate::payload::Reason::NotHttps => {
                "not_https"
            }
            Self::Malformed(_) => "malformed",
            Self::Export { .. } => "several_codes",
            Self::Duplicate { .. }
            | Self::SameSecret { .. }
            | Self::SameName { .. }
            | Self::AlreadyRegistered { .. } => "duplicate",
            Self::Enrol(error) => error.kind(),
            Self::Push(error) => push_kind(*error),
            Self::NoSuchAccount => "no_such_account",
            Self::NoSuchRequest => "no_such_request",
            Self::Otp(OtpError::PinNeeded) => "needs_pin",
            Self::Otp(OtpError::BadPin { .. }) => "bad_number",
            Self::Locked
            | Self::Otp(_)
            | Self::CounterExhausted
            | Self::NotCounterBased
            | Self::NoCodes
            | Self::UnknownProtocol
            | Self::NeedsReauth
            | Self::Poisoned => "refused",
        }
    }

    /// The part of a scanned text that is wrong.
    #[must_use]
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Self::Malformed(error) => Some(error.field.name()),
            _ => None,
        }
    }

    /// Why a service was not reached, where that is the reason.
    #[must_use]
    pub fn why(&self) -> Option<UnreachableCause> {
        match self {
            Self::Push(PushError::Unreachable { why, .. })
            | Self::Enrol(EnrolError::Unreachable { why, .. }) => Some(*why),
            _ => None,
        }
    }

    /// Whether the app must be updated.
    #[must_use]
    pub fn is_app_too_old(&self) -> bool {
        matches!(
            self,
            Self::Push(PushError::AppTooOld { .. }) | Self::Enrol(EnrolError::AppTooOld { .. })
        )
    }

    /// One sentence: what happened and what to do next.
    #[must_use]
    pub fn advice(&self) -> String {
        match self {
            Self::Foreign { vendor } => vendor.advice().to_owned(),
            Self::NotAnAccount { kind } => kind.advice().to_owned(),
            Self::Malformed(error) => error.advice(),
            Self::Vault(error) => vault_advice(*error),
            other => sentence(&other.to_string()),
        }
    }
}

/// Capital letter in front, full stop behind.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    let rest = letters.as_str();
    let stop = if text.ends_with('.') { "" } else { "." };
    format!("{first}{rest}{stop}")
}

fn vault_kind(error: VaultError) -> &'static str {
    match error {
        VaultError::WrongPasscode { .. }
        | VaultError::WrongRecoveryCode
        | VaultError::TooSoon { .. } => "wrong_passcode",
        VaultError::PasscodeDisabled => "passcode_disabled",
        VaultError::WeakPasscode(_) => "weak_passcode",
        VaultError::Damaged | VaultError::KdfTooCostly { .. } | VaultError::TooLarge => "damaged",
        VaultError::HeaderTampered | VaultError::KdfTooWeak => "header_tampered",
        VaultError::RollbackDetected { .. } | VaultError::ReadOnly => "rollback",
        VaultError::NewerVersion { .. } => "newer_version",
        VaultError::DiskFull => "disk_full",
        VaultError::LockedByOther => "locked_by_other",
        VaultError::NoVault
        | VaultError::AlreadyExists
        | VaultError::NoSuchSlot
        | VaultError::LastSlot
        | VaultError::PasscodeAlone
        | VaultError::SlotsChanged
        | VaultError::TooManySlots
        | VaultError::OutOfMemory
        | VaultError::DeviceKeyMissing { .. }
        | VaultError::Exposed(_)
        | VaultError::SecureKey(_)
        | VaultError::Random(_)
        | VaultError::Crypto
        | VaultError::Io => "refused",
    }
}

fn vault_advice(error: VaultError) -> String {
    let more = match error {
        VaultError::Damaged => {
            " Nothing was deleted. Put a copy of the file back, or accept the save before it (vault.prev)."
        }
        VaultError::HeaderTampered => {
            " Nothing was deleted. Put the file back that this app saved last."
        }
        VaultError::RollbackDetected { .. } => " Put the newer copy back, or accept this one.",
        VaultError::ReadOnly => " It was copied here, or what this device kept about it is gone.",
        VaultError::DeviceKeyMissing { .. } => {
            " Bring the vault's state folder along, or unlock with the recovery code."
        }
        VaultError::Exposed(Exposed { why, .. }) => match why {
            Exposure::OthersCanWrite => " Take that right away (chmod go-w) and try again.",
            Exposure::OfAnotherUser => " Use a folder of your own.",
            Exposure::Link | Exposure::NotAFile => " Put the file itself there and try again.",
        },
        VaultError::DiskFull => " Free some space and try again.",
        VaultError::LockedByOther => " Close it and try again.",
        VaultError::Io => " Check that the folder exists and that you may write to it.",
        _ => "",
    };
    if let VaultError::WeakPasscode(why) = error {
        return format!("Choose another passcode: {why}.");
    }
    sentence(&error.to_string()) + more
}

fn push_kind(error: PushError) -> &'static str {
    match error {
        PushError::Unreachable { .. } => "unreachable",
        PushError::ClockWrong { .. } => "clock_wrong",
        PushError::NoSuchRequest => "no_such_request",
        PushError::BadNumber { .. } => "bad_number",
        _ => "refused",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::WeakPasscode;

    #[test]
    fn errors_have_a_kind_and_say_what_to_do() {
        let offline = UnreachableCause::Offline;
        let cases: [(AppError, &str, &str); 10] = [
            (OtpError::PinNeeded.into(), "needs_pin", "PIN"),
            (OtpError::BadPin { min: 4, max: 4 }.into(), "bad_number", "4 to 4 digits"),
            (AppError::NotCounterBased, "refused", "list of codes"),
            (
                PushError::Unreachable { why: offline, retry_after: None }.into(),
                "unreachable",
                "Your codes keep working",
            ),
            (
                EnrolError::Unreachable { why: offline, retry_after: None }.into(),
                "unreachable",
                "when you are online",
            ),
            (VaultError::DiskFull.into(), "disk_full", "Free some space"),
            (VaultError::WrongPasscode { tries_left: 3 }.into(), "wrong_passcode", "3 tries"),
            (VaultError::WeakPasscode(WeakPasscode::TooShort).into(), "weak_passcode", "six"),
            (PushError::BadNumber { digits: 2 }.into(), "bad_number", "Type the 2 digits"),
            (EnrolError::AlreadyUsed.into(), "already_used", "already used, get a new one"),
        ];
        for (error, kind, part) in cases {
            assert_eq!(error.kind(), kind);
            assert!(error.advice().contains(part), "{}", error.advice());
            assert!(error.advice().ends_with('.'), "{}", error.advice());
        }
    }
}
