//! Saving the vault.

use crate::device::Exposed;
use crate::vault::VaultError;

/// Why a change could not be stored; the vault is as it was before.
///
/// ```
/// use countersign_core::app::{AccountError, SaveError};
///
/// fn told(error: AccountError) -> String {
///     match error {
///         AccountError::NotStored { why: SaveError::DiskFull } => "free some space".to_owned(),
///         other => other.to_string(),
///     }
/// }
/// assert_eq!(told(AccountError::NotStored { why: SaveError::DiskFull }), "free some space");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SaveError {
    /// Free some space, then try again.
    #[error("there is no space left on the device")]
    DiskFull,
    /// Accept this copy of the vault first: it is an older one, or one that this device does not know.
    #[error("this copy of the vault must be accepted before it can be changed")]
    ReadOnly,
    /// Remove something: the vault holds as much as it can.
    #[error("the vault is full")]
    VaultFull,
    /// Close the other program that has the vault open.
    #[error("another program has this vault open")]
    Busy,
    /// Take the rights of others away from the folder or file.
    #[error(transparent)]
    Exposed(Exposed),
    /// Try again; where it goes on, look at the device's storage.
    #[error("the vault file could not be written")]
    Failed,
}

impl From<VaultError> for SaveError {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::DiskFull => Self::DiskFull,
            VaultError::ReadOnly | VaultError::RollbackDetected { .. } => Self::ReadOnly,
            VaultError::TooLarge => Self::VaultFull,
            VaultError::LockedByOther => Self::Busy,
            VaultError::Exposed(exposed) => Self::Exposed(exposed),
            VaultError::NoVault
            | VaultError::AlreadyExists
            | VaultError::WrongPasscode { .. }
            | VaultError::WrongRecoveryCode
            | VaultError::TooSoon { .. }
            | VaultError::PasscodeDisabled
            | VaultError::WeakPasscode(_)
            | VaultError::NoSuchSlot
            | VaultError::LastSlot
            | VaultError::PasscodeAlone
            | VaultError::SlotsChanged
            | VaultError::TooManySlots
            | VaultError::Damaged
            | VaultError::HeaderTampered
            | VaultError::NewerVersion { .. }
            | VaultError::KdfTooCostly { .. }
            | VaultError::KdfTooWeak
            | VaultError::OutOfMemory
            | VaultError::DeviceKeyMissing { .. }
            | VaultError::SecureKey(_)
            | VaultError::Random(_)
            | VaultError::Crypto
            | VaultError::Io => Self::Failed,
        }
    }
}
