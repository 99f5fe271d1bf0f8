//! Sign-in requests.

use super::super::fault::Fault;
use super::SaveError;
use crate::push::PushError;

/// Why nothing was done to a request. What a service says to an answer is no error: it stands in the
/// request's snapshot.
///
/// ```
/// use countersign_core::app::RequestError;
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _work, service) = testing::registered_phone().await?;
/// # let id = service.ask()?;
/// # testing::refresh(&app).await?;
///
/// app.requests().open(&id).await?;
/// let error = app.requests().approve(&id).await.unwrap_err();
/// assert_eq!(error, RequestError::BadNumber { digits: 2 }, "{error}");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// Unlock the app.
    #[error("unlock the app first")]
    Locked,
    /// Refresh the list: no request of that id is known.
    #[error("there is no such sign-in request; refresh the list")]
    NoSuchRequest,
    /// Look at what became of it: the request is over.
    #[error("this sign-in request is over")]
    Ended,
    /// Answer the one in front first; this one can only be denied.
    #[error("another sign-in request comes first; this one can only be denied")]
    NotInFront,
    /// Type the number as the page shows it.
    #[error("type the {digits} digits that the sign-in page shows")]
    BadNumber {
        /// Its length.
        digits: u8,
    },
    /// Pick one of the numbers.
    #[error("pick the number that the sign-in page shows")]
    NothingPicked,
    /// Scan the code on the page of this sign-in.
    #[error("this code belongs to another sign-in; nothing was sent; scan the one of this sign-in")]
    OtherSignIn,
    /// Scan the code beside the number: this is another one.
    #[error("this is not the code beside the number; scan that one, or type the number")]
    NotTheCode,
    /// Unlock for this request.
    #[error("unlock first")]
    NeedsUnlock,
    /// Answer "Are you signing in right now?" first.
    #[error("confirm first that you are signing in right now")]
    NotConfirmed,
    /// Something else has to be done first.
    #[error("this cannot be done now")]
    OutOfOrder,
    /// Ask IT: the service has no such function.
    #[error("this sign-in service does not offer that")]
    NotSupported,
    /// Nothing was sent: that an answer is about to leave could not be stored.
    #[error("{why}; nothing was sent")]
    NotStored {
        /// Why.
        why: SaveError,
    },
    /// Try again: the device could not do it.
    #[error("the device could not do that; try again")]
    Failed,
}

impl From<PushError> for RequestError {
    fn from(error: PushError) -> Self {
        match error {
            PushError::NoSuchRequest => Self::NoSuchRequest,
            PushError::Ended => Self::Ended,
            PushError::NotInFront => Self::NotInFront,
            PushError::BadNumber { digits } => Self::BadNumber { digits },
            PushError::NothingPicked => Self::NothingPicked,
            PushError::OtherSignIn => Self::OtherSignIn,
            PushError::Locked => Self::NeedsUnlock,
            PushError::NotConfirmed => Self::NotConfirmed,
            PushError::OutOfOrder => Self::OutOfOrder,
            PushError::NotSupported => Self::NotSupported,
            PushError::Unreachable { .. }
            | PushError::ClockWrong { .. }
            | PushError::Unlinked { .. }
            | PushError::Blocked
            | PushError::AppTooOld { .. }
            | PushError::Refused { .. }
            | PushError::Key(_)
            | PushError::Random(_) => Self::Failed,
        }
    }
}

impl From<Fault> for RequestError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Locked => Self::Locked,
            Fault::NoSuchRequest => Self::NoSuchRequest,
            Fault::NeedsReauth => Self::NeedsUnlock,
            Fault::Push(error) => error.into(),
            Fault::Vault(error) => Self::NotStored { why: error.into() },
            // Its account was removed meanwhile.
            Fault::NoSuchAccount => Self::Ended,
            Fault::Malformed(_) => Self::NotTheCode,
            Fault::Otp(_)
            | Fault::CounterExhausted
            | Fault::NotCounterBased
            | Fault::NoCodes
            | Fault::Foreign { .. }
            | Fault::NotAnAccount { .. }
            | Fault::Export { .. }
            | Fault::UnknownProtocol
            | Fault::Conflict(_)
            | Fault::Enrol(_)
            | Fault::Protected
            | Fault::Poisoned => Self::Failed,
        }
    }
}
