//! Adding an account.

use countersign_core::app::AppError;
use countersign_core::payload::{Field, Kind, Reason, Vendor};
use countersign_core::push::EnrolError;
use countersign_core::vault::AccountId;

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
        match error {
            AppError::Foreign { vendor } => Self::OtherApp { vendor },
            AppError::NotAnAccount { kind } => Self::NotAnAccount { kind },
            AppError::Malformed(error) => {
                Self::BadCode { field: error.field, reason: error.reason }
            }
            AppError::Export { .. } => {
                Self::BadCode { field: Field::Batch, reason: Reason::Unsupported }
            }
            AppError::UnknownProtocol => BAD_TOKEN,
            AppError::Duplicate { of }
            | AppError::SameSecret { of }
            | AppError::SameName { of }
            | AppError::AlreadyRegistered { of } => Self::Exists { of },
            AppError::Enrol(error) => error.into(),
            AppError::Locked
            | AppError::Vault(_)
            | AppError::Otp(_)
            | AppError::CounterExhausted
            | AppError::Push(_)
            | AppError::NoSuchAccount
            | AppError::NoSuchRequest
            | AppError::NeedsReauth
            | AppError::Poisoned => Self::Service { try_again: true },
        }
    }
}

impl From<EnrolError> for AddError {
    fn from(error: EnrolError) -> Self {
        match error {
            EnrolError::AlreadyUsed | EnrolError::UsedOrExpired => Self::CodeOver { used: true },
            EnrolError::CodeExpired => Self::CodeOver { used: false },
            EnrolError::NotHttps => Self::BadCode { field: Field::Url, reason: Reason::NotHttps },
            EnrolError::WrongIssuer | EnrolError::Redirected | EnrolError::BadToken(_) => BAD_TOKEN,
            EnrolError::ClientMissing
            | EnrolError::NameTaken
            | EnrolError::Unreachable { .. }
            | EnrolError::ClockWrong { .. }
            | EnrolError::AppTooOld { .. }
            | EnrolError::Refused { .. }
            | EnrolError::NotEnrolling
            | EnrolError::Key(_)
            | EnrolError::Random(_) => Self::Service { try_again: !error.is_final() },
        }
    }
}

const BAD_TOKEN: AddError = AddError::BadCode { field: Field::Token, reason: Reason::Unsupported };
