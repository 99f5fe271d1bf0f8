//! The traits that a shell implements in Swift or Kotlin. All are synchronous; none may call back into
//! the library. One that throws gives a typed error, whatever it throws.

mod callbacks;
mod errors;

pub use errors::{BackupFolderError, ClockError, KeyError, StorageError, VaultFileKind};

pub(crate) use callbacks::ForeignAdapter;

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

/// Small values kept outside the vault file, where restoring the file does not restore them. The library
/// changes them from one thread at a time; no other process may.
#[uniffi::export(foreign)]
pub trait DeviceStateStore: Send + Sync {
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
    /// Makes an RSA signing key of 2048 bits that cannot be exported; returns its `SubjectPublicKeyInfo`, DER.
    /// `Unsupported` where there is none: services that take no other are then not set up.
    fn create_rsa(&self, id: String) -> Result<Vec<u8>, KeyError>;
    /// Signs with ECDSA P-256 SHA-256, DER or raw `r || s`; by an RSA key RSASSA-PKCS1-v1_5 with SHA-256.
    fn sign(&self, id: String, message: Vec<u8>) -> Result<Vec<u8>, KeyError>;
    /// Encrypts a small secret under the key `id`, made when it does not exist.
    fn wrap(&self, id: String, plain: Vec<u8>) -> Result<Vec<u8>, KeyError>;
    /// Decrypts what `wrap` made; asks for the person where the key demands it.
    fn unwrap(&self, id: String, wrapped: Vec<u8>) -> Result<Vec<u8>, KeyError>;
    /// Deletes a key; no error when there is none.
    fn delete(&self, id: String) -> Result<(), KeyError>;
    /// Whether the key existed and is gone for good: the phone's lock was taken away, or the key was made
    /// for biometrics alone and another finger or face was added.
    fn lost(&self, id: String) -> Result<bool, KeyError>;
}

/// A folder that the person chose for automatic backups. Names are those of files and nothing else.
#[uniffi::export(foreign)]
pub trait BackupFolder: Send + Sync {
    /// The names of the files in it.
    fn names(&self) -> Result<Vec<String>, BackupFolderError>;
    /// A whole file, of which at most `limit` bytes are wanted.
    fn read(&self, name: String, limit: u64) -> Result<Vec<u8>, BackupFolderError>;
    /// Writes a new file, durably; one of this name is never overwritten.
    fn write_new(&self, name: String, bytes: Vec<u8>) -> Result<(), BackupFolderError>;
    /// Deletes a file.
    fn delete(&self, name: String) -> Result<(), BackupFolderError>;
}

/// The time of day, for tests and for platforms that know better.
#[uniffi::export(foreign)]
pub trait Clock: Send + Sync {
    /// Seconds since 1970.
    fn now(&self) -> Result<u64, ClockError>;
}
