//! The account list.

use countersign_core::app::{self, SaveError};

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
    /// There is no code without the account's PIN.
    #[error("this account makes its codes with a PIN")]
    PinNeeded,
    /// It was begun and goes on: look at the list.
    #[error("it goes on; look at the list")]
    Unheard,
    /// The device could not do it. Try again.
    #[error("the device could not do that; try again")]
    Failed,
}

impl From<app::AccountError> for AccountError {
    fn from(error: app::AccountError) -> Self {
        use app::AccountError as Core;
        match error {
            Core::Locked => Self::Locked,
            Core::NoSuchAccount => Self::NotThere,
            Core::BadName { .. } => Self::Name,
            Core::PinNeeded | Core::BadPin { .. } => Self::PinNeeded,
            Core::NotCounterBased
            | Core::CounterBased
            | Core::NoCodes
            | Core::UnlockNeeded
            | Core::CounterExhausted
            | Core::BadSecret => Self::NoCode,
            Core::NotStored { why } => Self::NotStored { full: why == SaveError::DiskFull },
            Core::Failed => Self::Failed,
        }
    }
}
