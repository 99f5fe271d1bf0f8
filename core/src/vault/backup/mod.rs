//! Backup files: the accounts, sealed under a passphrase, for any device (REQUIREMENTS.md section 9).
//!
//! The bytes are in FORMAT.md. A passphrase becomes a [`BackupKey`] once; each file has a key of its own, so
//! that none is ever used twice. Push accounts are in it by name only: their keys stay on the phone.

mod file;
mod passphrase;
#[cfg(feature = "importers")]
pub(crate) mod suggested;

#[cfg(any(test, feature = "testing"))]
pub(super) use file::sealed_for_fuzzing;
pub use file::{
    BackupContents, BackupError, BackupHead, MAX_BACKUP, digest, inspect, is_backup, open,
    open_by_key, seal,
};
pub use passphrase::{Passphrase, WeakPassphrase};

use super::error::VaultError;
use super::kdf::{KdfParams, argon2id};
use super::settings::BackupKey;
use crate::random::Random;

impl BackupKey {
    /// What a passphrase becomes. Derives a key: call it from a background thread.
    ///
    /// # Errors
    /// [`VaultError::OutOfMemory`], [`VaultError::Random`].
    pub fn derive(
        passphrase: &Passphrase,
        kdf: KdfParams,
        random: &dyn Random,
    ) -> Result<Self, VaultError> {
        let (kdf, salt) = (kdf.capped_for_backup(), random.bytes()?);
        let stretched = argon2id(passphrase.secret().expose().as_bytes(), &salt, kdf)?;
        Ok(Self { kdf, salt, stretched })
    }
}
