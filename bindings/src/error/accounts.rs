//! The account list.

use countersign_core::app::AppError;
use countersign_core::otp::OtpError;
use countersign_core::vault::VaultError;

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
}

impl From<AppError> for AccountError {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Locked | AppError::NeedsReauth => Self::Locked,
            AppError::NoSuchAccount => Self::NotThere,
            AppError::Malformed(_) => Self::Name,
            AppError::Otp(OtpError::PinNeeded) => Self::PinNeeded,
            AppError::Otp(_)
            | AppError::CounterExhausted
            | AppError::NotCounterBased
            | AppError::NoCodes => Self::NoCode,
            AppError::Vault(error) => Self::NotStored { full: error == VaultError::DiskFull },
            AppError::Foreign { .. }
            | AppError::NotAnAccount { .. }
            | AppError::Export { .. }
            | AppError::UnknownProtocol
            | AppError::Duplicate { .. }
            | AppError::SameSecret { .. }
            | AppError::SameName { .. }
            | AppError::AlreadyRegistered { .. }
            | AppError::Enrol(_)
            | AppError::Push(_)
            | AppError::NoSuchRequest
            | AppError::Poisoned => Self::NotStored { full: false },
        }
    }
}
