//! What the vault and the device keys ask of the device: files, small values, keys.
//!
//! All three traits are synchronous, because shells implement them in Swift and Kotlin. A call may
//! block (a biometric prompt takes as long as a person does): the core calls them from a blocking
//! thread and never while it holds a lock. An implementation must not call back into the core.

mod exposed;
mod vault_id;

pub use exposed::{Exposed, Exposure, FolderFile, FolderKind, Place};
pub use vault_id::VaultId;

use crate::secret::SecretBytes;

/// Which of the vault's files is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum VaultFile {
    /// The vault as last saved.
    Current,
    /// The generation before it, kept until the next successful open (V-41).
    Previous,
}

/// Where the bytes of the vault live.
pub trait VaultStore: Send + Sync {
    /// Reads a whole file; `None` when there is none. At most `limit` bytes are taken into memory.
    ///
    /// # Errors
    /// [`StoreError`]; the file is untouched.
    fn read(&self, file: VaultFile, limit: usize) -> Result<Option<Vec<u8>>, StoreError>;

    /// Makes `bytes` the current file, and what was current the previous one, atomically and durably:
    /// temporary file in the same folder, write, sync, rename, sync folder (V-40). When it returns an
    /// error or the process dies, the current file is the old one or the new one, whole.
    ///
    /// # Errors
    /// [`StoreError`]; the current file is the old one, or (after [`StoreError::Io`] in the last
    /// step) the new one.
    fn replace(&self, bytes: &[u8]) -> Result<(), StoreError>;

    /// Deletes the previous generation; no error when there is none.
    ///
    /// # Errors
    /// [`StoreError`].
    fn forget_previous(&self) -> Result<(), StoreError>;
}

/// Why the store failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// No space is left.
    #[error("there is no space left on the device")]
    Full,
    /// Another process holds the vault open.
    #[error("another program has this vault open")]
    LockedByOther,
    /// Others could have a hand in the folder or the file; it is not used.
    #[error(transparent)]
    Exposed(#[from] Exposed),
    /// The file is larger than the limit.
    #[error("the vault file is larger than {limit} bytes")]
    TooLarge {
        /// The limit that was asked for.
        limit: usize,
    },
    /// Anything else the system says.
    #[error("the vault file could not be read or written")]
    Io,
}

/// Small values that the platform keeps outside the vault file, so that restoring the file does not
/// restore them (V-22, V-30). Each method is atomic, whichever thread, handle or process calls it.
pub trait DeviceStateStore: Send + Sync {
    /// Reads a value; `None` when there is none.
    ///
    /// # Errors
    /// [`StoreError`].
    fn read(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError>;

    /// Writes a value durably, replacing the old one.
    ///
    /// # Errors
    /// [`StoreError`].
    fn write(&self, key: &str, value: &[u8]) -> Result<(), StoreError>;

    /// Writes a value durably if the present one is `expected` (`None`: there is none), and says whether
    /// it did. Between the comparison and the writing nobody else writes: the count of wrong passcodes
    /// depends on it.
    ///
    /// # Errors
    /// [`StoreError`].
    fn replace_if(
        &self,
        key: &str,
        expected: Option<&[u8]>,
        value: &[u8],
    ) -> Result<bool, StoreError>;
}

/// Keys that stay in the platform's key store: Keychain and Secure Enclave, Android Keystore and
/// StrongBox; a file on a plain computer.
pub trait SecureKey: Send + Sync {
    /// Makes a non-exportable P-256 signing key under `id` and returns its public point,
    /// uncompressed (65 bytes, SEC 1 section 2.3.3).
    ///
    /// # Errors
    /// [`SecureKeyError::Unsupported`] where the platform cannot: the core then keeps a software key
    /// inside the vault.
    fn create(&self, id: &str) -> Result<Vec<u8>, SecureKeyError>;

    /// Signs with ECDSA P-256 SHA-256. The signature is DER or raw `r || s`; the core tells them
    /// apart.
    ///
    /// # Errors
    /// [`SecureKeyError`].
    fn sign(&self, id: &str, message: &[u8]) -> Result<Vec<u8>, SecureKeyError>;

    /// Encrypts a small secret under a platform key `id`, made when it does not exist.
    ///
    /// # Errors
    /// [`SecureKeyError`].
    fn wrap(&self, id: &str, plain: &SecretBytes) -> Result<Vec<u8>, SecureKeyError>;

    /// Decrypts what [`SecureKey::wrap`] made. For a key with user presence this is where the
    /// platform asks.
    ///
    /// # Errors
    /// [`SecureKeyError`].
    fn unwrap(&self, id: &str, wrapped: &[u8]) -> Result<SecretBytes, SecureKeyError>;

    /// Deletes a key; no error when there is none.
    ///
    /// # Errors
    /// [`SecureKeyError`].
    fn delete(&self, id: &str) -> Result<(), SecureKeyError>;

    /// Whether the key existed and is gone for good. The phone's lock was taken away; or the key was
    /// made for biometrics alone, and another finger or face was added.
    ///
    /// # Errors
    /// [`SecureKeyError`].
    fn lost(&self, id: &str) -> Result<bool, SecureKeyError>;
}

/// Why a platform key did not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SecureKeyError {
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
    /// The key is a file, and its folder could not be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Anything else.
    #[error("the device key store failed")]
    Failed,
}
