//! Making, opening and changing the vault.

use countersign_core::app::AppError;
use countersign_core::device::SecureKeyError;
use countersign_core::vault::{VaultError, WeakPasscode};

/// Making, opening and changing the vault.
#[derive(Debug, Clone, Copy, thiserror::Error, uniffi::Error)]
pub enum UnlockError {
    /// Type it again.
    #[error("that passcode is wrong")]
    WrongPasscode {
        /// Tries before the passcode is switched off.
        tries_left: u8,
    },
    /// Wait, then type it again.
    #[error("wait before the next try")]
    Wait {
        /// Seconds.
        seconds: u64,
    },
    /// Choose another passcode.
    #[error("choose another passcode")]
    Weak {
        /// Which rule it breaks.
        rule: WeakPasscode,
    },
    /// Unlock another way: the passcode is switched off, the platform's key is lost or was refused.
    #[error("unlock another way")]
    AnotherWay {
        /// Whether the platform's key is gone for good.
        key_lost: bool,
    },
    /// The file cannot be trusted or read; nothing was deleted.
    #[error("the vault file cannot be opened; nothing was deleted")]
    Damaged {
        /// Whether a newer app wrote it: update the app.
        newer: bool,
    },
    /// The device could not do it: no space, no memory, another process. Try again.
    #[error("the device could not do that; try again")]
    Failed {
        /// Whether the device is full.
        full: bool,
    },
}

impl From<AppError> for UnlockError {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Vault(error) => error.into(),
            // The fresh unlock is too old, or was made for something else.
            AppError::NeedsReauth => Self::AnotherWay { key_lost: false },
            AppError::Locked
            | AppError::Otp(_)
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
            | AppError::Push(_)
            | AppError::NoSuchAccount
            | AppError::NoSuchRequest
            | AppError::Poisoned => Self::Failed { full: false },
        }
    }
}

impl From<VaultError> for UnlockError {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::WrongPasscode { tries_left } => Self::WrongPasscode { tries_left },
            VaultError::TooSoon { seconds } => Self::Wait { seconds },
            VaultError::WeakPasscode(rule) => Self::Weak { rule },
            VaultError::PasscodeDisabled
            | VaultError::NoSuchSlot
            | VaultError::WrongRecoveryCode
            | VaultError::PasscodeAlone => Self::AnotherWay { key_lost: false },
            VaultError::DeviceKeyMissing { .. } => Self::AnotherWay { key_lost: true },
            VaultError::SecureKey(cause) => {
                Self::AnotherWay { key_lost: cause == SecureKeyError::Lost }
            }
            VaultError::NewerVersion { .. } => Self::Damaged { newer: true },
            VaultError::Damaged
            | VaultError::HeaderTampered
            | VaultError::RollbackDetected { .. }
            | VaultError::KdfTooCostly { .. }
            | VaultError::KdfTooWeak
            | VaultError::TooLarge => Self::Damaged { newer: false },
            VaultError::DiskFull => Self::Failed { full: true },
            VaultError::NoVault
            | VaultError::AlreadyExists
            | VaultError::LastSlot
            | VaultError::SlotsChanged
            | VaultError::TooManySlots
            | VaultError::OutOfMemory
            | VaultError::LockedByOther
            | VaultError::ReadOnly
            | VaultError::Exposed(_)
            | VaultError::Random(_)
            | VaultError::Crypto
            | VaultError::Io => Self::Failed { full: false },
        }
    }
}
