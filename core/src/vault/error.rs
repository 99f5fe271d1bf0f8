//! Why the vault did not open, or did not save.

use super::passcode::WeakPasscode;
use crate::device::{Exposed, SecureKeyError, StoreError, VaultId};
use crate::random::RandomError;

/// Everything that can go wrong with a vault. No variant means that anything was deleted (V-42).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// There is no vault yet.
    #[error("there is no vault here yet")]
    NoVault,
    /// A vault is already there; it is never overwritten by a new one.
    #[error("there is a vault here already")]
    AlreadyExists,
    /// The passcode did not open its slot (V-23).
    #[error("that passcode is wrong; {tries_left} tries are left")]
    WrongPasscode {
        /// Tries left before the passcode is disabled.
        tries_left: u8,
    },
    /// The recovery code did not open its slot.
    #[error("that recovery code is wrong")]
    WrongRecoveryCode,
    /// Too soon after a wrong passcode (V-22).
    #[error("wait {seconds} seconds before the next try")]
    TooSoon {
        /// Seconds to wait.
        seconds: u64,
    },
    /// Ten wrong passcodes in a row (V-22); the file is whole.
    #[error(
        "the passcode is disabled after ten wrong tries; unlock with the device or the recovery code"
    )]
    PasscodeDisabled,
    /// The new passcode is refused (V-20, V-21).
    #[error("choose another passcode")]
    WeakPasscode(#[from] WeakPasscode),
    /// The vault has no key slot of the kind asked for.
    #[error("this vault cannot be unlocked that way")]
    NoSuchSlot,
    /// The last key slot cannot be removed.
    #[error("this is the only way to unlock the vault, so it cannot be removed")]
    LastSlot,
    /// On a phone a passcode is never the only slot (V-10).
    #[error("a passcode cannot be the only way to unlock the vault on this device")]
    PasscodeAlone,
    /// A way to unlock was added, changed or removed while another one was being made.
    #[error("the ways to unlock the vault were changed meanwhile; try again")]
    SlotsChanged,
    /// The header has no room for another slot.
    #[error("the vault has no room for another way to unlock it")]
    TooManySlots,
    /// The file is truncated or changed inside its data.
    #[error("the vault file is damaged")]
    Damaged,
    /// The header is not the one that this device saved last (V-02).
    #[error("the vault file was changed by something else than this app")]
    HeaderTampered,
    /// An older copy of the vault; read-only until accepted (V-31).
    #[error("this is an older copy of the vault: number {file}, expected {expected}")]
    RollbackDetected {
        /// Generation of the file.
        file: u64,
        /// Generation that this device saved last.
        expected: u64,
    },
    /// The vault was written by a newer app (V-32); it is untouched.
    #[error("the vault has format version {found}, this app knows {supported}; update the app")]
    NewerVersion {
        /// Version of the file.
        found: u16,
        /// Newest version known here.
        supported: u16,
    },
    /// The file asks for more key derivation than is allowed (V-14).
    #[error(
        "the file asks for a key derivation of {needed_kib} KiB and {passes} passes, which is too much"
    )]
    KdfTooCostly {
        /// Memory asked for.
        needed_kib: u32,
        /// Passes asked for.
        passes: u32,
    },
    /// The file asks for less key derivation than is safe (V-14).
    #[error("the file asks for a key derivation that is too weak to be ours")]
    KdfTooWeak,
    /// The system has not enough memory for the key derivation.
    #[error("there is not enough memory to unlock; close other apps and try again")]
    OutOfMemory,
    /// The contents would be larger than a vault may be.
    #[error("the vault is full")]
    TooLarge,
    /// No space is left on the device; the old vault is untouched.
    #[error("there is no space left on the device; nothing was changed")]
    DiskFull,
    /// Another process has the vault open.
    #[error("another program has this vault open")]
    LockedByOther,
    /// The vault was opened read-only: this device does not know it yet (V-31).
    #[error("this copy of the vault must be accepted before it can be changed")]
    ReadOnly,
    /// The passcode needs the key that this device made for the vault, and that is not here: the vault
    /// was copied to another device, or its key is lost. The recovery code opens it, if there is one.
    #[error("the device key that belongs to this vault is missing here")]
    DeviceKeyMissing {
        /// Which vault: its state folder is named so.
        vault: VaultId,
    },
    /// Others could have a hand in the vault's folder or a file of it; nothing was read or written.
    #[error(transparent)]
    Exposed(Exposed),
    /// The platform's key store did not answer.
    #[error(transparent)]
    SecureKey(SecureKeyError),
    /// The system gave no random bytes; nothing was written.
    #[error("the system gave no random bytes")]
    Random(#[from] RandomError),
    /// Our own mistake: a cipher refused well-formed input.
    #[error("the cryptographic library refused an operation")]
    Crypto,
    /// The store failed.
    #[error("the vault file could not be read or written")]
    Io,
}

impl From<StoreError> for VaultError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Full => Self::DiskFull,
            StoreError::LockedByOther => Self::LockedByOther,
            StoreError::TooLarge { .. } => Self::TooLarge,
            StoreError::Exposed(exposed) => Self::Exposed(exposed),
            StoreError::Io => Self::Io,
        }
    }
}

impl From<SecureKeyError> for VaultError {
    fn from(error: SecureKeyError) -> Self {
        match error {
            SecureKeyError::Store(error) => error.into(),
            SecureKeyError::Unsupported
            | SecureKeyError::Lost
            | SecureKeyError::Cancelled
            | SecureKeyError::LockedOut
            | SecureKeyError::Failed => Self::SecureKey(error),
        }
    }
}
