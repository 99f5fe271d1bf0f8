//! Making, opening and changing the vault, and fresh unlocks.

use super::super::fault::Fault;
use crate::device::{Exposed, SecureKeyError, VaultId};
use crate::push::PushError;
use crate::vault::{VaultError, WeakPasscode};

/// Why the vault was not made, opened or changed, or why an unlock does not count. No file was deleted.
///
/// ```
/// use countersign_core::app::{SecretString, Unlock, UnlockError};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
///
/// app.vault().lock();
/// let typed = SecretString::new("not the passcode".to_owned());
/// match app.vault().unlock(Unlock::Passcode(&typed)) {
///     Err(UnlockError::WrongPasscode { tries_left, .. }) => println!("{tries_left:?} tries left"),
///     Err(other) => println!("{other}"),
///     Ok(_) => println!("draw the list"),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnlockError {
    /// The app is locked, or was locked meanwhile.
    #[error("unlock the app first")]
    Locked,
    /// Type it again.
    #[error("that passcode is wrong; {tries_left} tries are left")]
    WrongPasscode {
        /// Tries before the passcode is switched off.
        tries_left: u8,
    },
    /// Type the recovery code again.
    #[error("that recovery code is wrong")]
    WrongRecoveryCode,
    /// Wait, then try again.
    #[error("wait {seconds} seconds before the next try")]
    Wait {
        /// How long.
        seconds: u64,
    },
    /// Choose another passcode.
    #[error("choose another passcode: {rule}")]
    WeakPasscode {
        /// Which rule it breaks.
        rule: WeakPasscode,
    },
    /// Unlock another way: the passcode is switched off after too many wrong tries.
    #[error(
        "the passcode is disabled after ten wrong tries; unlock with the device or the recovery code"
    )]
    PasscodeOff,
    /// Unlock another way: this vault has none of this kind.
    #[error("this vault cannot be unlocked that way")]
    NoSuchWay,
    /// The person, or the phone, ended the question; ask again when the person wants.
    #[error("unlocking was cancelled")]
    Cancelled,
    /// The phone takes no more tries for a while.
    #[error("the device refuses to unlock for a while")]
    LockedOut,
    /// Unlock another way: the platform's key is gone for good.
    #[error("the device key is lost")]
    KeyLost,
    /// Try again, or unlock another way: the platform's key did not answer.
    #[error("the device key store failed")]
    KeyFailed,
    /// Bring the device's own part along: the vault was copied here without it.
    #[error("the device key that belongs to this vault is missing here")]
    DeviceKeyMissing {
        /// Whose.
        vault: VaultId,
    },
    /// Make a vault: there is none.
    #[error("there is no vault here yet")]
    NoVault,
    /// Open the one that is there.
    #[error("there is a vault here already")]
    VaultExists,
    /// Put a copy of the file back, or accept the save before it.
    #[error("the vault file is damaged")]
    Damaged,
    /// Put the file back that this app saved last.
    #[error("the vault file was changed by something else than this app")]
    Tampered,
    /// Update the app: a newer one wrote the file.
    #[error("the vault has format version {found}, this app knows {supported}; update the app")]
    NewerVersion {
        /// The file's.
        found: u16,
        /// The newest known here.
        supported: u16,
    },
    /// Put the newer copy back, or accept this one.
    #[error("this is an older copy of the vault: number {file}, expected {expected}")]
    OlderCopy {
        /// The file's generation.
        file: u64,
        /// The last one saved here.
        expected: u64,
    },
    /// Close other apps, then try again.
    #[error("there is not enough memory to unlock; close other apps and try again")]
    OutOfMemory,
    /// Add another way before this one is taken away.
    #[error("this is the only way to unlock the vault, so it cannot be removed")]
    LastWay,
    /// Let the device's own key be a way too: on this device a passcode alone is not enough.
    #[error("a passcode cannot be the only way to unlock the vault on this device")]
    PasscodeAlone,
    /// Take another way away first.
    #[error("the vault has no room for another way to unlock it")]
    TooManyWays,
    /// Try again: the ways were changed meanwhile.
    #[error("the ways to unlock the vault were changed meanwhile; try again")]
    WaysChanged,
    /// It could not be stored.
    #[error("{why}")]
    NotStored {
        /// Why.
        why: super::SaveError,
    },
    /// Take the rights of others away from the folder or file.
    #[error(transparent)]
    Exposed(Exposed),
    /// Close the other program that has the vault open.
    #[error("another program has this vault open")]
    Busy,
    /// Look at the request again: it is over, is not in front, or is another account's.
    #[error("this sign-in request is over")]
    NoSuchRequest,
    /// Try again: the device could not do it.
    #[error("the device could not do that; try again")]
    Failed,
}

impl From<VaultError> for UnlockError {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::NoVault => Self::NoVault,
            VaultError::AlreadyExists => Self::VaultExists,
            VaultError::WrongPasscode { tries_left } => Self::WrongPasscode { tries_left },
            VaultError::WrongRecoveryCode => Self::WrongRecoveryCode,
            VaultError::TooSoon { seconds } => Self::Wait { seconds },
            VaultError::PasscodeDisabled => Self::PasscodeOff,
            VaultError::WeakPasscode(rule) => Self::WeakPasscode { rule },
            VaultError::NoSuchSlot => Self::NoSuchWay,
            VaultError::LastSlot => Self::LastWay,
            VaultError::PasscodeAlone => Self::PasscodeAlone,
            VaultError::SlotsChanged => Self::WaysChanged,
            VaultError::TooManySlots => Self::TooManyWays,
            VaultError::Damaged | VaultError::KdfTooCostly { .. } => Self::Damaged,
            VaultError::HeaderTampered | VaultError::KdfTooWeak => Self::Tampered,
            VaultError::RollbackDetected { file, expected } => Self::OlderCopy { file, expected },
            VaultError::NewerVersion { found, supported } => {
                Self::NewerVersion { found, supported }
            }
            VaultError::OutOfMemory => Self::OutOfMemory,
            VaultError::DeviceKeyMissing { vault } => Self::DeviceKeyMissing { vault },
            VaultError::Exposed(exposed) => Self::Exposed(exposed),
            VaultError::LockedByOther => Self::Busy,
            VaultError::SecureKey(error) => match error {
                SecureKeyError::Cancelled => Self::Cancelled,
                SecureKeyError::LockedOut => Self::LockedOut,
                SecureKeyError::Lost => Self::KeyLost,
                SecureKeyError::Unsupported | SecureKeyError::Store(_) | SecureKeyError::Failed => {
                    Self::KeyFailed
                }
            },
            VaultError::DiskFull | VaultError::ReadOnly | VaultError::TooLarge => {
                Self::NotStored { why: error.into() }
            }
            VaultError::Random(_) | VaultError::Crypto | VaultError::Io => Self::Failed,
        }
    }
}

impl From<Fault> for UnlockError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Locked => Self::Locked,
            Fault::Vault(error) => error.into(),
            Fault::NoSuchRequest | Fault::NeedsReauth => Self::NoSuchRequest,
            Fault::Push(PushError::Ended | PushError::NotInFront | PushError::NoSuchRequest) => {
                Self::NoSuchRequest
            }
            Fault::Push(
                PushError::Unreachable { .. }
                | PushError::ClockWrong { .. }
                | PushError::Unlinked { .. }
                | PushError::Blocked
                | PushError::AppTooOld { .. }
                | PushError::Refused { .. }
                | PushError::NotSupported
                | PushError::BadNumber { .. }
                | PushError::NothingPicked
                | PushError::OtherSignIn
                | PushError::Locked
                | PushError::NotConfirmed
                | PushError::OutOfOrder
                | PushError::Key(_)
                | PushError::Random(_),
            )
            | Fault::Otp(_)
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
            | Fault::NoSuchAccount
            | Fault::Protected
            | Fault::Poisoned => Self::Failed,
        }
    }
}
