//! Between the foreign traits' types and the core's.

use countersign_core::vault::{SecureKeyError, StoreError, VaultFile};

use crate::foreign::{KeyError, StorageError, VaultFileKind};

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
