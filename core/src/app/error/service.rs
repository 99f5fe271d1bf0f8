//! What a service was asked for besides requests.

use super::super::fault::Fault;
use super::SaveError;
use crate::net::UnreachableCause;
use crate::push::{PushError, Version};

/// Why an account's service did not do what it was asked for.
///
/// ```
/// use countersign_core::app::ServiceError;
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, shop) = testing::phone().await?;
///
/// let error = app.services().activity(shop).await.unwrap_err();
/// assert_eq!(error, ServiceError::NoSuchAccount, "it only makes codes");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ServiceError {
    /// Unlock the app.
    #[error("unlock the app first")]
    Locked,
    /// Look at the list: there is no such account, or it is one that makes codes.
    #[error("there is no such account that confirms sign-ins; list the accounts")]
    NoSuchAccount,
    /// Look at the activity again: that was no approval of this phone.
    #[error("this phone approved no such sign-in lately; look at the activity again")]
    NoSuchRequest,
    /// Ask IT: the service has no such function.
    #[error("this sign-in service does not offer that")]
    NotOffered,
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
    /// Set the account up again: the service no longer knows this phone.
    #[error("this account is no longer linked to this phone; set it up again")]
    Unlinked,
    /// Call IT: the account was reported.
    #[error("this account was reported and is blocked; IT must unblock it")]
    Blocked,
    /// Update the app.
    #[error("this app is too old for the sign-in service; update the app")]
    AppTooOld {
        /// The version needed, if known.
        needed: Option<Version>,
    },
    /// Ask IT.
    #[error("the sign-in service refused; ask IT")]
    Refused {
        /// HTTP status, when there was one.
        status: Option<u16>,
    },
    /// It takes longer than its caller waits, and goes on. Callers that stop waiting say so; the core itself
    /// does not.
    #[error("it goes on; look again in a moment")]
    GoesOn,
    /// It could not be stored.
    #[error("{why}")]
    NotStored {
        /// Why.
        why: SaveError,
    },
    /// Try again: the device could not do it.
    #[error("the device could not do that; try again")]
    Failed,
}

impl From<PushError> for ServiceError {
    fn from(error: PushError) -> Self {
        match error {
            PushError::Unreachable { why, retry_after } => Self::Unreachable { why, retry_after },
            PushError::ClockWrong { seconds, certain } => Self::ClockWrong { seconds, certain },
            PushError::Unlinked { .. } => Self::Unlinked,
            PushError::Blocked => Self::Blocked,
            PushError::AppTooOld { needed } => Self::AppTooOld { needed },
            PushError::Refused { status } => Self::Refused { status },
            PushError::NotSupported => Self::NotOffered,
            PushError::NoSuchRequest | PushError::Ended => Self::NoSuchRequest,
            PushError::NotInFront
            | PushError::BadNumber { .. }
            | PushError::NothingPicked
            | PushError::OtherSignIn
            | PushError::Locked
            | PushError::NotConfirmed
            | PushError::OutOfOrder
            | PushError::Key(_)
            | PushError::Random(_) => Self::Failed,
        }
    }
}

impl From<Fault> for ServiceError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Locked => Self::Locked,
            Fault::NoSuchAccount => Self::NoSuchAccount,
            Fault::NoSuchRequest => Self::NoSuchRequest,
            Fault::Push(error) => error.into(),
            Fault::Vault(error) => Self::NotStored { why: error.into() },
            Fault::Otp(_)
            | Fault::CounterExhausted
            | Fault::NotCounterBased
            | Fault::NoCodes
            | Fault::Foreign { .. }
            | Fault::NotAnAccount { .. }
            | Fault::Malformed(_)
            | Fault::Export { .. }
            | Fault::UnknownProtocol
            | Fault::Conflict(_)
            | Fault::Enrol(_)
            | Fault::NeedsReauth
            | Fault::Protected
            | Fault::Poisoned => Self::Failed,
        }
    }
}
