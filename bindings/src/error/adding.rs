//! Adding an account.

use countersign_core::account::AccountId;
use countersign_core::app::{self, Conflict, SaveError};
use countersign_core::net::UnreachableCause;
use countersign_core::payload::{Detail, Field, NonAccountKind, Reason, Vendor};

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
        kind: NonAccountKind,
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
    /// Unlock the app.
    #[error("unlock first")]
    Locked,
    /// Set date and time right.
    #[error("the phone's clock is off")]
    ClockWrong,
    /// Update the app.
    #[error("this app is too old for the sign-in service")]
    AppTooOld,
    /// It was removed while it was being added.
    #[error("this account was removed meanwhile")]
    Removed,
    /// It could not be stored; nothing was added.
    #[error("it could not be stored; nothing was added")]
    NotStored {
        /// Whether the device is full.
        full: bool,
    },
    /// It was begun and goes on: look at the list.
    #[error("it goes on; look at the list")]
    Unheard,
    /// The device could not do it. Try again.
    #[error("the device could not do that; try again")]
    Failed,
}

impl From<app::AddError> for AddError {
    fn from(error: app::AddError) -> Self {
        use app::AddError as Core;
        match error {
            Core::Locked => Self::Locked,
            Core::OtherApp { vendor } => Self::OtherApp { vendor },
            Core::NotAnAccount { kind } => Self::NotAnAccount { kind },
            Core::BadCode { finding } => match finding.detail {
                Some(Detail::CertificateUnchecked) => Self::CertificateUnchecked,
                Some(Detail::TooManyAccounts { .. } | Detail::TooManyParts { .. }) => {
                    Self::ExportTooLarge
                }
                None => Self::BadCode { field: finding.field, reason: finding.reason },
            },
            Core::Export { count } => Self::Export { count: count.into() },
            Core::UnknownProtocol => Self::UnknownProtocol,
            Core::There { conflict } => Self::Exists { of: of(conflict) },
            Core::Used | Core::UsedOrExpired => Self::CodeOver { used: true },
            Core::Expired => Self::CodeOver { used: false },
            Core::NotHttps => Self::BadCode { field: Field::Url, reason: Reason::NotHttps },
            Core::WrongIssuer | Core::Redirected | Core::BadToken { .. } => BAD_TOKEN,
            Core::Unreachable { why, .. } => Self::Unreachable { why },
            Core::ClockWrong { .. } => Self::ClockWrong,
            Core::AppTooOld { .. } => Self::AppTooOld,
            Core::ClientMissing | Core::NameTaken | Core::Refused { .. } => {
                Self::Service { try_again: false }
            }
            Core::Removed => Self::Removed,
            Core::NotStored { why } => Self::NotStored { full: why == SaveError::DiskFull },
            Core::Failed => Self::Failed,
        }
    }
}

fn of(conflict: Conflict) -> AccountId {
    match conflict {
        Conflict::Same { of }
        | Conflict::SameSecret { of }
        | Conflict::SameName { of }
        | Conflict::Registered { of } => of,
    }
}

const BAD_TOKEN: AddError = AddError::BadCode { field: Field::Token, reason: Reason::Unsupported };
