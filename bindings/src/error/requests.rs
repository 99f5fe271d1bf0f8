//! Sign-in requests.

use countersign_core::app::AppError;
use countersign_core::push::PushError;
use countersign_core::vault::VaultError;

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
    /// Nothing was sent: that an answer is about to leave could not be stored.
    #[error("nothing was sent, because nothing can be stored")]
    NotStored {
        /// Whether the device is full.
        full: bool,
    },
    /// The device could not do it. Try again.
    #[error("the device could not do that; try again")]
    Failed,
}

impl From<AppError> for RequestError {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Locked | AppError::NeedsReauth => Self::Locked,
            AppError::NoSuchRequest => Self::Over,
            AppError::Push(error) => error.into(),
            AppError::Vault(error) => Self::NotStored { full: error == VaultError::DiskFull },
            AppError::Otp(_)
            | AppError::CounterExhausted
            | AppError::NotCounterBased
            | AppError::NoCodes
            | AppError::Foreign { .. }
            | AppError::NotAnAccount { .. }
            | AppError::Malformed(_)
            | AppError::Export { .. }
            | AppError::UnknownProtocol
            | AppError::Duplicate { .. }
            | AppError::SameSecret { .. }
            | AppError::SameName { .. }
            | AppError::AlreadyRegistered { .. }
            | AppError::Enrol(_)
            | AppError::NoSuchAccount
            | AppError::Poisoned => Self::Failed,
        }
    }
}

impl From<PushError> for RequestError {
    fn from(error: PushError) -> Self {
        match error {
            PushError::Locked => Self::Locked,
            PushError::Over | PushError::NoSuchRequest => Self::Over,
            PushError::BadNumber { digits } => Self::Number { digits },
            PushError::NotInFront => Self::NotInFront,
            PushError::NothingPicked
            | PushError::OtherSignIn
            | PushError::NotConfirmed
            | PushError::OutOfOrder
            | PushError::NotSupported => Self::OutOfOrder,
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
