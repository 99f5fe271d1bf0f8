//! The traits that a shell implements in Swift or Kotlin. All are synchronous; none may call back into
//! the library.

use std::sync::Arc;

use countersign_core::clock::{self, SystemClock, UnixSeconds};
use countersign_core::secret::SecretBytes;
use countersign_core::vault::{self, SecureKeyError, StoreError, VaultFile};
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

/// The clock could not be read; the system's own is used.
#[derive(Debug, Clone, Copy, thiserror::Error, uniffi::Error)]
pub enum ClockError {
    /// Any reason, an exception included.
    #[error("the clock could not be read")]
    Failed,
}

/// Where the bytes of the vault live.
#[uniffi::export(foreign)]
pub trait VaultStore: Send + Sync {
    /// Reads a whole file of at most `limit` bytes; none when there is no file.
    fn read(&self, file: VaultFileKind, limit: u64) -> Result<Option<Vec<u8>>, StorageError>;
    /// Makes `bytes` the current file and the current file the previous one, atomically and durably:
    /// temporary file in the same folder, write, sync, rename, sync folder.
    fn replace(&self, bytes: Vec<u8>) -> Result<(), StorageError>;
    /// Deletes the previous file; no error when there is none.
    fn forget_previous(&self) -> Result<(), StorageError>;
}

/// Small values kept outside the vault file, where restoring the file does not restore them.
#[uniffi::export(foreign)]
pub trait GenerationStore: Send + Sync {
    /// Reads a value; none when there is none.
    fn read(&self, key: String) -> Result<Option<Vec<u8>>, StorageError>;
    /// Writes a value durably.
    fn write(&self, key: String, value: Vec<u8>) -> Result<(), StorageError>;
}

/// Keychain and Secure Enclave, or Android Keystore.
#[uniffi::export(foreign)]
pub trait SecureKey: Send + Sync {
    /// Makes a P-256 signing key that cannot be exported; returns its public point, uncompressed, 65
    /// bytes. `Unsupported` where there is none: the library then keeps a key inside the vault.
    fn create(&self, id: String) -> Result<Vec<u8>, KeyError>;
    /// Signs with ECDSA P-256 SHA-256; DER or raw `r || s`.
    fn sign(&self, id: String, message: Vec<u8>) -> Result<Vec<u8>, KeyError>;
    /// Encrypts a small secret under the key `id`, made when it does not exist.
    fn wrap(&self, id: String, plain: Vec<u8>) -> Result<Vec<u8>, KeyError>;
    /// Decrypts what `wrap` made; asks for the person where the key demands it.
    fn unwrap(&self, id: String, wrapped: Vec<u8>) -> Result<Vec<u8>, KeyError>;
    /// Deletes a key; no error when there is none.
    fn delete(&self, id: String) -> Result<(), KeyError>;
    /// Whether the key existed and is gone for good.
    fn lost(&self, id: String) -> Result<bool, KeyError>;
}

/// The time of day, for tests and for platforms that know better.
#[uniffi::export(foreign)]
pub trait Clock: Send + Sync {
    /// Seconds since 1970.
    fn now(&self) -> Result<u64, ClockError>;
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

impl From<UnexpectedUniFFICallbackError> for ClockError {
    fn from(_: UnexpectedUniFFICallbackError) -> Self {
        Self::Failed
    }
}

/// A foreign implementation as the core sees it.
pub(crate) struct Shell<T: ?Sized>(pub(crate) Arc<T>);

impl vault::VaultStore for Shell<dyn VaultStore> {
    fn read(&self, file: VaultFile, limit: usize) -> Result<Option<Vec<u8>>, StoreError> {
        let read = self.0.read(file.into(), u64::try_from(limit).unwrap_or(u64::MAX))?;
        match read {
            Some(bytes) if bytes.len() > limit => Err(StoreError::TooLarge { limit }),
            other => Ok(other),
        }
    }

    fn replace(&self, bytes: &[u8]) -> Result<(), StoreError> {
        Ok(self.0.replace(bytes.to_vec())?)
    }

    fn forget_previous(&self) -> Result<(), StoreError> {
        Ok(self.0.forget_previous()?)
    }
}

impl vault::GenerationStore for Shell<dyn GenerationStore> {
    fn read(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.0.read(key.to_owned())?)
    }

    fn write(&self, key: &str, value: &[u8]) -> Result<(), StoreError> {
        Ok(self.0.write(key.to_owned(), value.to_vec())?)
    }
}

impl vault::SecureKey for Shell<dyn SecureKey> {
    fn create(&self, id: &str) -> Result<Vec<u8>, SecureKeyError> {
        Ok(self.0.create(id.to_owned())?)
    }

    fn sign(&self, id: &str, message: &[u8]) -> Result<Vec<u8>, SecureKeyError> {
        Ok(self.0.sign(id.to_owned(), message.to_vec())?)
    }

    fn wrap(&self, id: &str, plain: &SecretBytes) -> Result<Vec<u8>, SecureKeyError> {
        Ok(self.0.wrap(id.to_owned(), plain.expose().to_vec())?)
    }

    fn unwrap(&self, id: &str, wrapped: &[u8]) -> Result<SecretBytes, SecureKeyError> {
        Ok(SecretBytes::new(self.0.unwrap(id.to_owned(), wrapped.to_vec())?))
    }

    fn delete(&self, id: &str) -> Result<(), SecureKeyError> {
        Ok(self.0.delete(id.to_owned())?)
    }

    fn lost(&self, id: &str) -> Result<bool, SecureKeyError> {
        Ok(self.0.lost(id.to_owned())?)
    }
}

impl clock::Clock for Shell<dyn Clock> {
    fn now(&self) -> UnixSeconds {
        self.0.now().unwrap_or_else(|_| SystemClock.now())
    }
}
