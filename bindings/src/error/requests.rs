//! Sign-in requests.

use countersign_core::app::{self, SaveError};

/// Sign-in requests.
#[derive(Debug, Clone, Copy, thiserror::Error, uniffi::Error)]
pub enum RequestError {
    /// Unlock the app, or unlock for this request.
    #[error("unlock first")]
    Locked,
    /// There is no such request any more.
    #[error("this request is over")]
    Ended,
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

impl From<app::RequestError> for RequestError {
    fn from(error: app::RequestError) -> Self {
        use app::RequestError as Core;
        match error {
            Core::Locked | Core::NeedsUnlock => Self::Locked,
            Core::NoSuchRequest | Core::Ended => Self::Ended,
            Core::BadNumber { digits } => Self::Number { digits },
            Core::NotInFront => Self::NotInFront,
            Core::NothingPicked
            | Core::OtherSignIn
            | Core::NotConfirmed
            | Core::OutOfOrder
            | Core::NotSupported => Self::OutOfOrder,
            Core::NotStored { why } => Self::NotStored { full: why == SaveError::DiskFull },
            Core::Failed => Self::Failed,
        }
    }
}
