//! One small error a flow, by what the person can do next. Fields are numbers and enums.
#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "an error that a flow does not name has the flow's general variant"
)]

use countersign_core::app::AppError;
use countersign_core::payload::{Field, Kind, Reason, Vendor};
use countersign_core::push::{EnrolError, PushError};
use countersign_core::vault::{AccountId, SecureKeyError, VaultError, WeakPasscode};

/// Making, opening and changing the vault.
#[derive(Debug, Clone, Copy, thiserror::Error, uniffi::Error)]
pub enum UnlockError {
    /// Type it again.
    #[error("that passcode is wrong")]
    WrongPasscode {
        /// Tries before the passcode is switched off.
        tries_left: u8,
    },
    /// Wait, then type it again.
    #[error("wait before the next try")]
    Wait {
        /// Seconds.
        seconds: u64,
    },
    /// Choose another passcode.
    #[error("choose another passcode")]
    Weak {
        /// Which rule it breaks.
        rule: WeakPasscode,
    },
    /// Unlock another way: the passcode is switched off, the platform's key is lost or was refused.
    #[error("unlock another way")]
    AnotherWay {
        /// Whether the platform's key is gone for good.
        key_lost: bool,
    },
    /// The file cannot be trusted or read; nothing was deleted.
    #[error("the vault file cannot be opened; nothing was deleted")]
    Damaged {
        /// Whether a newer app wrote it: update the app.
        newer: bool,
    },
    /// The device could not do it: no space, no memory, another process. Try again.
    #[error("the device could not do that; try again")]
    Failed {
        /// Whether the device is full.
        full: bool,
    },
}

impl From<AppError> for UnlockError {
    fn from(error: AppError) -> Self {
        let AppError::Vault(error) = error else { return Self::Failed { full: false } };
        match error {
            VaultError::WrongPasscode { tries_left } => Self::WrongPasscode { tries_left },
            VaultError::TooSoon { seconds } => Self::Wait { seconds },
            VaultError::WeakPasscode(rule) => Self::Weak { rule },
            VaultError::PasscodeDisabled | VaultError::NoSuchSlot => {
                Self::AnotherWay { key_lost: false }
            }
            VaultError::SecureKey(cause) => {
                Self::AnotherWay { key_lost: cause == SecureKeyError::Lost }
            }
            VaultError::NewerVersion { .. } => Self::Damaged { newer: true },
            VaultError::Damaged
            | VaultError::HeaderTampered
            | VaultError::RollbackDetected { .. }
            | VaultError::KdfTooCostly { .. }
            | VaultError::KdfTooWeak
            | VaultError::TooLarge => Self::Damaged { newer: false },
            VaultError::DiskFull => Self::Failed { full: true },
            _ => Self::Failed { full: false },
        }
    }
}

/// Adding an account.
#[derive(Debug, Clone, Copy, thiserror::Error, uniffi::Error)]
pub enum AddError {
    /// The code belongs to another app.
    #[error("this code belongs to another app")]
    OtherApp {
        /// Whose.
        vendor: Vendor,
    },
    /// The code sets nothing up.
    #[error("this code sets nothing up")]
    NotAnAccount {
        /// What it is.
        kind: Kind,
    },
    /// The code is damaged, or not one that this app may use.
    #[error("this code is damaged")]
    BadCode {
        /// The part that is wrong.
        field: Field,
        /// What is wrong.
        reason: Reason,
    },
    /// The code was used before, or its time is over: get a new one.
    #[error("get a new code")]
    CodeOver {
        /// Whether it was used.
        used: bool,
    },
    /// It is there already.
    #[error("this account is there already")]
    Exists {
        /// Which account.
        of: AccountId,
    },
    /// The organisation's service could not be reached, or refused.
    #[error("the organisation's service did not answer as it should")]
    Service {
        /// Whether trying again may help.
        try_again: bool,
    },
}

impl From<AppError> for AddError {
    fn from(error: AppError) -> Self {
        let bad_token = Self::BadCode { field: Field::Token, reason: Reason::Unsupported };
        match error {
            AppError::Foreign { vendor } => Self::OtherApp { vendor },
            AppError::NotAnAccount { kind } => Self::NotAnAccount { kind },
            AppError::Malformed(error) => {
                Self::BadCode { field: error.field, reason: error.reason }
            }
            AppError::Export { .. } => {
                Self::BadCode { field: Field::Batch, reason: Reason::Unsupported }
            }
            AppError::Duplicate { of }
            | AppError::SameName { of }
            | AppError::AlreadyRegistered { of } => Self::Exists { of },
            AppError::UnknownProtocol => bad_token,
            AppError::Enrol(error) => match error {
                EnrolError::AlreadyUsed | EnrolError::UsedOrExpired => {
                    Self::CodeOver { used: true }
                }
                EnrolError::CodeExpired => Self::CodeOver { used: false },
                EnrolError::NotHttps => {
                    Self::BadCode { field: Field::Url, reason: Reason::NotHttps }
                }
                EnrolError::WrongIssuer | EnrolError::Redirected | EnrolError::BadToken(_) => {
                    bad_token
                }
                other => Self::Service { try_again: !other.is_final() },
            },
            _ => Self::Service { try_again: true },
        }
    }
}

/// Sign-in requests.
#[derive(Debug, Clone, Copy, thiserror::Error, uniffi::Error)]
pub enum RequestError {
    /// Unlock the app, or unlock for this request.
    #[error("unlock first")]
    Locked,
    /// There is no such request any more.
    #[error("this request is over")]
    Over,
    /// Type the number as the page shows it.
    #[error("type the number that the page shows")]
    Number {
        /// Its length.
        digits: u8,
    },
    /// Another request is in front.
    #[error("another request comes first")]
    NotInFront,
    /// Something else has to be done first.
    #[error("this cannot be done now")]
    OutOfOrder,
    /// The device could not do it. Try again.
    #[error("the device could not do that; try again")]
    Failed,
}

impl From<AppError> for RequestError {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Locked | AppError::NeedsReauth | AppError::Push(PushError::Locked) => {
                Self::Locked
            }
            AppError::NoSuchRequest | AppError::Push(PushError::Over) => Self::Over,
            AppError::Push(PushError::BadNumber { digits }) => Self::Number { digits },
            AppError::Push(PushError::NotInFront) => Self::NotInFront,
            AppError::Push(_) => Self::OutOfOrder,
            _ => Self::Failed,
        }
    }
}

/// The account list.
#[derive(Debug, Clone, Copy, thiserror::Error, uniffi::Error)]
pub enum AccountError {
    /// Unlock the app.
    #[error("unlock first")]
    Locked,
    /// There is no such account any more.
    #[error("there is no such account")]
    NotThere,
    /// The name cannot be used.
    #[error("choose another name")]
    Name,
    /// It could not be stored; nothing was changed.
    #[error("it could not be stored; nothing was changed")]
    NotStored {
        /// Whether the device is full.
        full: bool,
    },
    /// There is no code.
    #[error("this account has no code now")]
    NoCode,
}

impl From<AppError> for AccountError {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Locked | AppError::NeedsReauth => Self::Locked,
            AppError::NoSuchAccount => Self::NotThere,
            AppError::Malformed(_) => Self::Name,
            AppError::Otp(_) | AppError::CounterExhausted => Self::NoCode,
            AppError::Vault(error) => Self::NotStored { full: error == VaultError::DiskFull },
            _ => Self::NotStored { full: false },
        }
    }
}
