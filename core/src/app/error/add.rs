//! Adding an account.

use super::super::conflict::Conflict;
use super::super::fault::Fault;
use super::SaveError;
use crate::net::UnreachableCause;
use crate::payload::{Malformed, NonAccountKind, Vendor};
use crate::push::{EnrolError, PushError, TokenFault, Version};

/// Why an account was not added. Nothing was added, but for [`AddError::Unreachable`] after "continue":
/// what was begun goes on with the next refresh.
///
/// ```
/// use countersign_core::app::AddError;
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
///
/// let error = app.accounts().preview(b"WIFI:T:WPA;S:Home;P:secret;;").await.unwrap_err();
/// assert!(matches!(error, AddError::NotAnAccount { .. }), "it sets nothing up: {error}");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddError {
    /// Unlock the app.
    #[error("unlock the app first")]
    Locked,
    /// Use the other app: the code is for it.
    #[error("this code belongs to another app")]
    OtherApp {
        /// Whose.
        vendor: Vendor,
    },
    /// Scan another code: this one sets nothing up.
    #[error("this code sets nothing up")]
    NotAnAccount {
        /// What it is.
        kind: NonAccountKind,
    },
    /// Get another code: this one is damaged, or not one that this app may use.
    #[error("{finding}")]
    BadCode {
        /// What is wrong where.
        finding: Malformed,
    },
    /// Show each account's own code at its service: this one is an export of several.
    #[error(
        "this code is an export of {count} accounts; at each service show the account's own set-up code and scan that"
    )]
    Export {
        /// How many.
        count: u32,
    },
    /// Ask IT for one-time codes: this version does not speak the organisation's protocol.
    #[error("this app does not speak this organisation's protocol yet; ask IT for one-time codes")]
    UnknownProtocol,
    /// Look at the one that is there, or keep both.
    #[error("{}", conflict_words(.conflict))]
    There {
        /// What is there.
        conflict: Conflict,
    },
    /// Get a new code: it was used.
    #[error("this code was already used, get a new one")]
    Used,
    /// Get a new code: its time is over.
    #[error("this code has expired, get a new one")]
    Expired,
    /// Get a new code: a plain server does not tell the two apart.
    #[error("this code was used or has expired, get a new one")]
    UsedOrExpired,
    /// Compare address and code with the page: the service knows no such code, or it is a used one that it
    /// has forgotten.
    #[error("the sign-in service knows no such code; compare what you typed with the page")]
    NoSuchCode,
    /// Ask IT for a secure code.
    #[error("this code names an address that is not https; nothing was added")]
    NotHttps,
    /// Get the code from the organisation's own page.
    #[error("this code was not issued by the service that it names; nothing was added")]
    WrongIssuer,
    /// Ask IT: the service sends the app elsewhere.
    #[error("the sign-in service redirects to another address; nothing was added")]
    Redirected,
    /// Get a new code: this one is damaged or forged.
    #[error("this code is damaged or forged; get a new code")]
    BadToken {
        /// What is wrong with it.
        fault: TokenFault,
    },
    /// Ask IT: the code lacks the app's client.
    #[error("this code lacks the app's client id; ask IT")]
    ClientMissing,
    /// Give the phone another name, then get a new code.
    #[error("this phone's name is already registered; get a new code")]
    NameTaken,
    /// Try again when the service is reached.
    #[error("{why}")]
    Unreachable {
        /// Why it is not.
        why: UnreachableCause,
        /// Seconds to wait, if the service said so.
        retry_after: Option<u64>,
    },
    /// Set date and time right.
    #[error("the phone's clock is off; check date and time in the settings")]
    ClockWrong {
        /// Server time minus phone time, if known.
        seconds: Option<i64>,
        /// It is the clock. Otherwise, if date and time are right, IT must check the service's public
        /// address.
        certain: bool,
    },
    /// Update the app.
    #[error("this app is too old for the sign-in service; update the app")]
    AppTooOld {
        /// The version needed, if known.
        needed: Option<Version>,
    },
    /// Get a new code, or ask IT.
    #[error("the sign-in service refused; get a new code or ask IT")]
    Refused {
        /// HTTP status, when there was one.
        status: Option<u16>,
    },
    /// It takes longer than its caller waits, and goes on: look at the list. Callers that stop waiting say so;
    /// the core itself does not.
    #[error("it goes on; look at the list")]
    GoesOn,
    /// The person removed it while it was being added.
    #[error("this account was removed meanwhile")]
    Removed,
    /// It could not be stored.
    #[error("{why}; nothing was added")]
    NotStored {
        /// Why.
        why: SaveError,
    },
    /// Try again: the device could not do it.
    #[error("the device could not do that; nothing was added; try again")]
    Failed,
}

fn conflict_words(conflict: &Conflict) -> &'static str {
    match conflict {
        Conflict::Same { .. } => "this account is there already; nothing was added",
        Conflict::SameSecret { .. } => {
            "an account with this key is there already, under another name or with other settings; nothing was added"
        }
        Conflict::SameName { .. } => {
            "an account with this name is there already; nothing was added"
        }
        Conflict::Registered { .. } => "this phone is registered there already; nothing was added",
    }
}

impl From<EnrolError> for AddError {
    fn from(error: EnrolError) -> Self {
        match error {
            EnrolError::NotHttps => Self::NotHttps,
            EnrolError::WrongIssuer => Self::WrongIssuer,
            EnrolError::Redirected => Self::Redirected,
            EnrolError::BadToken(fault) => Self::BadToken { fault },
            EnrolError::ClientMissing => Self::ClientMissing,
            EnrolError::AlreadyUsed => Self::Used,
            EnrolError::CodeExpired => Self::Expired,
            EnrolError::UsedOrExpired => Self::UsedOrExpired,
            EnrolError::NoSuchCode => Self::NoSuchCode,
            EnrolError::NameTaken => Self::NameTaken,
            EnrolError::Unreachable { why, retry_after } => Self::Unreachable { why, retry_after },
            EnrolError::ClockWrong { seconds, certain } => Self::ClockWrong { seconds, certain },
            EnrolError::AppTooOld { needed } => Self::AppTooOld { needed },
            EnrolError::Refused { status } => Self::Refused { status },
            EnrolError::NotEnrolling | EnrolError::Key(_) | EnrolError::Random(_) => Self::Failed,
        }
    }
}

impl From<Fault> for AddError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Locked => Self::Locked,
            Fault::Vault(error) => Self::NotStored { why: error.into() },
            Fault::Foreign { vendor } => Self::OtherApp { vendor },
            Fault::NotAnAccount { kind } => Self::NotAnAccount { kind },
            Fault::Malformed(finding) => Self::BadCode { finding },
            Fault::Export { count } => Self::Export { count },
            Fault::UnknownProtocol => Self::UnknownProtocol,
            Fault::Conflict(conflict) => Self::There { conflict },
            Fault::NoSuchAccount => Self::Removed,
            Fault::Enrol(error) => error.into(),
            // A set-up whose reply was lost is asked for by the poll that comes after it.
            Fault::Push(error) => match error {
                PushError::Unreachable { why, retry_after } => {
                    Self::Unreachable { why, retry_after }
                }
                PushError::ClockWrong { seconds, certain } => Self::ClockWrong { seconds, certain },
                PushError::AppTooOld { needed } => Self::AppTooOld { needed },
                PushError::Refused { status } => Self::Refused { status },
                PushError::Unlinked { .. } | PushError::Blocked | PushError::NotSupported => {
                    Self::Refused { status: None }
                }
                PushError::NoSuchRequest
                | PushError::Ended
                | PushError::NotInFront
                | PushError::BadNumber { .. }
                | PushError::NothingPicked
                | PushError::OtherSignIn
                | PushError::Locked
                | PushError::NotConfirmed
                | PushError::OutOfOrder
                | PushError::Key(_)
                | PushError::Random(_) => Self::Failed,
            },
            Fault::Otp(_)
            | Fault::CounterExhausted
            | Fault::NotCounterBased
            | Fault::NoCodes
            | Fault::NoSuchRequest
            | Fault::NeedsReauth
            | Fault::Protected
            | Fault::Poisoned => Self::Failed,
        }
    }
}
