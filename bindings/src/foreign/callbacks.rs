//! A shell's implementations, as the core sees them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use countersign_core::app::{
    self, FolderError, SecretBytes, SecureKeyError, StoreError, SystemClock, UnixSeconds, VaultFile,
};

use super::{BackupFolder, Clock, DeviceStateStore, SecureKey, VaultStore};

/// A foreign implementation behind the core's trait.
pub(crate) struct ForeignAdapter<T: ?Sized>(pub(crate) Arc<T>);

impl app::VaultStore for ForeignAdapter<dyn VaultStore> {
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

impl app::DeviceStateStore for ForeignAdapter<dyn DeviceStateStore> {
    fn read(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.0.read(key.to_owned())?)
    }

    fn write(&self, key: &str, value: &[u8]) -> Result<(), StoreError> {
        let _alone = alone();
        Ok(self.0.write(key.to_owned(), value.to_vec())?)
    }

    fn replace_if(
        &self,
        key: &str,
        expected: Option<&[u8]>,
        value: &[u8],
    ) -> Result<bool, StoreError> {
        let _alone = alone();
        if self.0.read(key.to_owned())?.as_deref() != expected {
            return Ok(false);
        }
        self.0.write(key.to_owned(), value.to_vec())?;
        Ok(true)
    }
}

/// Small values are changed by one thread of this process at a time, through whichever handle: a shell
/// only reads and writes them. An app on a phone is one process.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

impl app::SecureKey for ForeignAdapter<dyn SecureKey> {
    fn create(&self, id: &str) -> Result<Vec<u8>, SecureKeyError> {
        Ok(self.0.create(id.to_owned())?)
    }

    fn create_rsa(&self, id: &str) -> Result<Vec<u8>, SecureKeyError> {
        Ok(self.0.create_rsa(id.to_owned())?)
    }

    fn makes_rsa(&self) -> bool {
        true
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

impl app::BackupFolder for ForeignAdapter<dyn BackupFolder> {
    fn names(&self) -> Result<Vec<String>, FolderError> {
        Ok(self.0.names()?)
    }

    fn read(&self, name: &str, limit: usize) -> Result<Vec<u8>, FolderError> {
        let limit = u64::try_from(limit).unwrap_or(u64::MAX);
        Ok(self.0.read(name.to_owned(), limit)?)
    }

    fn write_new(&self, name: &str, bytes: &[u8]) -> Result<(), FolderError> {
        Ok(self.0.write_new(name.to_owned(), bytes.to_vec())?)
    }

    fn delete(&self, name: &str) -> Result<(), FolderError> {
        Ok(self.0.delete(name.to_owned())?)
    }
}

impl app::Clock for ForeignAdapter<dyn Clock> {
    fn now(&self) -> UnixSeconds {
        self.0.now().unwrap_or_else(|_| app::Clock::now(&SystemClock))
    }
}
