//! Making, opening and changing the vault.

use countersign_core::app::{self, SaveError};
use countersign_core::vault::WeakPasscode;

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
    /// The person, or the phone, ended the question.
    #[error("unlocking was cancelled")]
    Cancelled,
    /// The phone takes no more tries for a while.
    #[error("the device refuses to unlock for a while")]
    LockedOut,
    /// The app is locked, or was locked meanwhile.
    #[error("unlock the app first")]
    Locked,
    /// It could not be stored; nothing was changed.
    #[error("it could not be stored; nothing was changed")]
    NotStored {
        /// Whether the device is full.
        full: bool,
    },
    /// The request is over, or is not in front any more.
    #[error("this request is over")]
    NoRequest,
    /// The device could not do it: no memory, another process. Try again.
    #[error("the device could not do that; try again")]
    Failed,
}

impl From<app::UnlockError> for UnlockError {
    fn from(error: app::UnlockError) -> Self {
        use app::UnlockError as Core;
        match error {
            Core::Locked => Self::Locked,
            Core::WrongPasscode { tries_left } => Self::WrongPasscode { tries_left },
            Core::Wait { seconds } => Self::Wait { seconds },
            Core::WeakPasscode { rule } => Self::Weak { rule },
            Core::Cancelled => Self::Cancelled,
            Core::LockedOut => Self::LockedOut,
            Core::KeyLost | Core::DeviceKeyMissing { .. } => Self::AnotherWay { key_lost: true },
            Core::PasscodeOff
            | Core::NoSuchWay
            | Core::WrongRecoveryCode
            | Core::PasscodeAlone
            | Core::KeyFailed => Self::AnotherWay { key_lost: false },
            Core::NewerVersion { .. } => Self::Damaged { newer: true },
            Core::Damaged | Core::Tampered | Core::OlderCopy { .. } => {
                Self::Damaged { newer: false }
            }
            Core::NotStored { why } => Self::NotStored { full: why == SaveError::DiskFull },
            Core::NoSuchRequest => Self::NoRequest,
            Core::NoVault
            | Core::VaultExists
            | Core::OutOfMemory
            | Core::LastWay
            | Core::TooManyWays
            | Core::WaysChanged
            | Core::Exposed(_)
            | Core::Busy
            | Core::Failed => Self::Failed,
        }
    }
}
