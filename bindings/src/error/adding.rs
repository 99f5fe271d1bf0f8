//! Adding an account.

use countersign_core::account::AccountId;
use countersign_core::app::AppError;
use countersign_core::net::UnreachableCause;
use countersign_core::payload::{Detail, Field, Kind, Reason, Vendor};
use countersign_core::push::EnrolError;

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
    /// The code is an export of several accounts: show each account's own code at its service.
    #[error("this code is an export of several accounts")]
    Export {
        /// How many it holds.
        count: u64,
    },
    /// The code is part of an export that is larger than one may be.
    #[error("this export is too large")]
    ExportTooLarge,
    /// The code asks not to check the server's certificate, which is never done.
    #[error("this code asks not to check the server's certificate")]
    CertificateUnchecked,
    /// The code is for a way of confirming sign-ins that this version does not speak.
    #[error("this app does not speak this organisation's protocol yet")]
    UnknownProtocol,
    /// It is there already.
    #[error("this account is there already")]
    Exists {
        /// Which account.
        of: AccountId,
    },
    /// The organisation's service could not be reached.
    #[error("the organisation's service could not be reached")]
    Unreachable {
        /// Why.
        why: UnreachableCause,
    },
    /// The organisation's service refused.
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
            AppError::Malformed(error) => match error.detail {
                Some(Detail::CertificateUnchecked) => Self::CertificateUnchecked,
                Some(Detail::TooManyAccounts { .. } | Detail::TooManyParts { .. }) => {
                    Self::ExportTooLarge
                }
                None => Self::BadCode { field: error.field, reason: error.reason },
            },
            AppError::Export { count } => Self::Export { count: count.into() },
            AppError::UnknownProtocol => Self::UnknownProtocol,
            AppError::Duplicate { of }
            | AppError::SameSecret { of }
            | AppError::SameName { of }
            | AppError::AlreadyRegistered { of } => Self::Exists { of },
            AppError::Enrol(error) => error.into(),
            AppError::Locked
            | AppError::Vault(_)
            | AppError::Otp(_)
            | AppError::CounterExhausted
            | AppError::NotCounterBased
            | AppError::NoCodes
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
            EnrolError::Unreachable { why, .. } => Self::Unreachable { why },
            EnrolError::ClientMissing
            | EnrolError::NameTaken
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
