//! What a shell's implementations say when they fail, and what the core makes of it.

use countersign_core::app::{FolderError, SecureKeyError, StoreError, VaultFile};
use uniffi::UnexpectedUniFFICallbackError;

/// Which of the vault's files is meant.
#[derive(Debug, Clone, Copy, uniffi::Enum)]
pub enum VaultFileKind {
    /// The vault as last saved.
    Current,
    /// The generation before it.
    Previous,
}

/// Why a store failed.
#[derive(Debug, Clone, Copy, thiserror::Error, uniffi::Error)]
pub enum StorageError {
    /// No space is left.
    #[error("there is no space left on the device")]
    Full,
    /// Another process holds the vault open.
    #[error("another program has this vault open")]
    LockedByOther,
    /// The file is larger than the limit.
    #[error("the vault file is too large")]
    TooLarge,
    /// Anything else, an exception included.
    #[error("the vault file could not be read or written")]
    Io,
}

/// Why a platform key did not answer.
#[derive(Debug, Clone, Copy, thiserror::Error, uniffi::Error)]
pub enum KeyError {
    /// This platform has no such operation.
    #[error("this device has no hardware key store")]
    Unsupported,
    /// The key is gone for good.
    #[error("the device key is lost")]
    Lost,
    /// The person cancelled the prompt.
    #[error("unlocking was cancelled")]
    Cancelled,
    /// Too many failed tries; the platform decides when it answers again.
    #[error("the device refuses to unlock for a while")]
    LockedOut,
    /// Anything else, an exception included.
    #[error("the device key store failed")]
    Failed,
}

/// Why a folder for backups could not be used.
#[derive(Debug, Clone, Copy, thiserror::Error, uniffi::Error)]
pub enum BackupFolderError {
    /// It is not there, or may not be written to.
    #[error("the folder is not there or cannot be written to")]
    Missing,
    /// No space is left.
    #[error("no space is left in the folder")]
    Full,
    /// Anything else, an exception included.
    #[error("the folder could not be used")]
    Failed,
}

/// The clock could not be read; the system's own is used.
#[derive(Debug, Clone, Copy, thiserror::Error, uniffi::Error)]
pub enum ClockError {
    /// Any reason, an exception included.
    #[error("the clock could not be read")]
    Failed,
}

impl From<UnexpectedUniFFICallbackError> for StorageError {
    fn from(_: UnexpectedUniFFICallbackError) -> Self {
        Self::Io
    }
}

impl From<UnexpectedUniFFICallbackError> for KeyError {
    fn from(_: UnexpectedUniFFICallbackError) -> Self {
        Self::Failed
    }
}

impl From<UnexpectedUniFFICallbackError> for BackupFolderError {
    fn from(_: UnexpectedUniFFICallbackError) -> Self {
        Self::Failed
    }
}

impl From<BackupFolderError> for FolderError {
    fn from(error: BackupFolderError) -> Self {
        match error {
            BackupFolderError::Missing => Self::Missing,
            BackupFolderError::Full => Self::Full,
            BackupFolderError::Failed => Self::Failed,
        }
    }
}

impl From<UnexpectedUniFFICallbackError> for ClockError {
    fn from(_: UnexpectedUniFFICallbackError) -> Self {
        Self::Failed
    }
}

impl From<VaultFile> for VaultFileKind {
    fn from(file: VaultFile) -> Self {
        match file {
            VaultFile::Current => Self::Current,
            VaultFile::Previous => Self::Previous,
        }
    }
}

impl From<StorageError> for StoreError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Full => Self::Full,
            StorageError::LockedByOther => Self::LockedByOther,
            StorageError::TooLarge => Self::TooLarge { limit: 0 },
            StorageError::Io => Self::Io,
        }
    }
}

impl From<KeyError> for SecureKeyError {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Unsupported => Self::Unsupported,
            KeyError::Lost => Self::Lost,
            KeyError::Cancelled => Self::Cancelled,
            KeyError::LockedOut => Self::LockedOut,
            KeyError::Failed => Self::Failed,
        }
    }
}
