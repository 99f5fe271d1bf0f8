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
///
/// ```
/// use countersign_core::app::{Authenticator, VaultFile};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let dependencies = testing::dependencies()?;
/// # let ways = testing::ways();
///
/// let store = dependencies.vault.store.clone();
/// let app = Authenticator::new(dependencies);
/// app.vault().create(ways)?;
/// assert!(store.read(VaultFile::Current, 1 << 20)?.is_some());
/// # Ok(())
/// # }
/// ```
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
///
/// ```
/// use countersign_core::app::StoreError;
///
/// /// What a store of a platform says of the system's error.
/// fn told(error: &std::io::Error) -> StoreError {
///     match error.kind() {
///         std::io::ErrorKind::StorageFull => StoreError::Full,
///         _ => StoreError::Io,
///     }
/// }
/// # assert_eq!(told(&std::io::ErrorKind::StorageFull.into()), StoreError::Full);
/// ```
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

/// What is left to do of a [`DeviceStateStore::stage`]; not calling it leaves the old value.
pub type Staged<'a> = Box<dyn FnOnce() -> Result<(), StoreError> + 'a>;

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

    /// Begins to write a value whose last change may be lost when power is, because the caller finds that out and
    /// repairs it (the generation, V-31): what stands there then is the value before, whole. Nothing of it is seen
    /// before [`Staged`] is called. Where nothing can be saved by that it is [`DeviceStateStore::write`].
    fn stage<'a>(&'a self, key: &str, value: &[u8]) -> Staged<'a> {
        let (key, value) = (key.to_owned(), value.to_vec());
        Box::new(move || self.write(&key, &value))
    }

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

    /// Makes a non-exportable RSA signing key of 2048 bits or more under `id`, for servers that take no other,
    /// and returns its `SubjectPublicKeyInfo` (RFC 5280 section 4.1), DER.
    ///
    /// # Errors
    /// [`SecureKeyError::Unsupported`] where the platform cannot, or the shell does not say otherwise: a phone
    /// then refuses to be set up at such servers.
    fn create_rsa(&self, _id: &str) -> Result<Vec<u8>, SecureKeyError> {
        Err(SecureKeyError::Unsupported)
    }

    /// Whether RSA keys can be had here: [`SecureKey::create_rsa`] makes them, or on a computer the core does, inside
    /// the vault.
    fn makes_rsa(&self) -> bool {
        false
    }

    /// Signs with ECDSA P-256 SHA-256, the signature DER or raw `r || s` (the core tells them apart); with a
    /// key of [`SecureKey::create_rsa`] by RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 section 8.2).
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
///
/// ```
/// use countersign_core::app::SecureKeyError;
///
/// /// What a key store of a platform says of the person's answer.
/// fn told(found: bool, cancelled: bool) -> Result<(), SecureKeyError> {
///     match (found, cancelled) {
///         (false, _) => Err(SecureKeyError::Lost),
///         (true, true) => Err(SecureKeyError::Cancelled),
///         (true, false) => Ok(()),
///     }
/// }
/// # assert_eq!(told(false, false), Err(SecureKeyError::Lost));
/// ```
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

/// A folder that the person chose for automatic backups: a folder of the system, or of a cloud's app. Nothing
/// secret goes there but in encrypted files.
pub trait BackupFolder: Send + Sync {
    /// The names of the files in it.
    ///
    /// # Errors
    /// [`FolderError`].
    fn names(&self) -> Result<Vec<String>, FolderError>;

    /// A whole file, of which at most `limit` bytes are wanted.
    ///
    /// # Errors
    /// [`FolderError`].
    fn read(&self, name: &str, limit: usize) -> Result<Vec<u8>, FolderError>;

    /// Writes a new file, durably; one of this name is never overwritten.
    ///
    /// # Errors
    /// [`FolderError`]; nothing of this name is left then, where that can be helped.
    fn write_new(&self, name: &str, bytes: &[u8]) -> Result<(), FolderError>;

    /// Deletes a file.
    ///
    /// # Errors
    /// [`FolderError`].
    fn delete(&self, name: &str) -> Result<(), FolderError>;
}

/// Why a folder for backups could not be used.
///
/// ```
/// use countersign_core::app::FolderError;
///
/// // What a shell's `BackupFolder` says where the person took the folder away:
/// let error = FolderError::Missing;
/// assert_eq!(error.to_string(), "the folder is not there or cannot be written to");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FolderError {
    /// It is not there, or may not be written to.
    #[error("the folder is not there or cannot be written to")]
    Missing,
    /// No space is left.
    #[error("no space is left in the folder")]
    Full,
    /// Anything else.
    #[error("the folder could not be used")]
    Failed,
}
