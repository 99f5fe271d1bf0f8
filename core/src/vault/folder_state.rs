//! The device's share of a plain computer's vault, in a folder of its own: `device.key`, a software
//! [`SecureKey`], and `platform`, a [`GenerationStore`].
//!
//! The same user can read both folders: this binds the vault to the computer, not against a thief
//! of the whole home folder.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use super::bytes::{Reader, Writer};
use super::crypto::{self, KEY_LEN, NONCE_LEN};
use super::disk::{self, Disk};
use super::folder::FolderDisk;
use super::outside::{GenerationStore, SecureKey, SecureKeyError, StoreError};
use super::slots::fresh_key;
use crate::random::Random;
use crate::secret::SecretBytes;

/// Where the state of a vault lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StateFolder {
    /// In a folder named by the vault's id under this one (`$XDG_STATE_HOME/countersign`).
    Under(PathBuf),
    /// In this one (`COUNTERSIGN_STATE`).
    Exactly(PathBuf),
}

impl StateFolder {
    /// The folder for a key of the form `<32 hex digits>/<name>`, and the name.
    fn locate<'a>(&self, key: &'a str) -> Option<(FolderDisk, &'a str)> {
        let (vault, name) = key.split_once('/')?;
        let is_id = vault.len() == 32 && vault.bytes().all(|b| b.is_ascii_hexdigit());
        let folder = match self {
            Self::Under(root) if is_id => root.join(vault),
            Self::Exactly(folder) if is_id => folder.clone(),
            Self::Under(_) | Self::Exactly(_) => return None,
        };
        Some((FolderDisk::new(folder), name))
    }
}

/// A software key in the file `device.key`, made at the first wrap. It knows one key a vault, named
/// `<vault id>/device`; it makes and holds no signing keys.
pub struct FolderKey {
    state: StateFolder,
    random: Arc<dyn Random>,
}

impl std::fmt::Debug for FolderKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FolderKey").finish_non_exhaustive()
    }
}

impl FolderKey {
    /// A key in `state`.
    #[must_use]
    pub fn new(state: StateFolder, random: Arc<dyn Random>) -> Self {
        Self { state, random }
    }

    fn disk(&self, id: &str) -> Result<FolderDisk, SecureKeyError> {
        match self.state.locate(id) {
            Some((disk, "device")) => Ok(disk),
            Some(_) | None => Err(SecureKeyError::Unsupported),
        }
    }

    fn key(disk: &FolderDisk) -> Result<Option<SecretBytes>, SecureKeyError> {
        let key = disk.read(KEY_FILE, KEY_LEN).map_err(|_| SecureKeyError::Failed)?;
        match key.map(SecretBytes::new) {
            Some(key) if key.len() == KEY_LEN => Ok(Some(key)),
            Some(_) => Err(SecureKeyError::Failed),
            None => Ok(None),
        }
    }
}

impl SecureKey for FolderKey {
    fn create(&self, _id: &str) -> Result<Vec<u8>, SecureKeyError> {
        Err(SecureKeyError::Unsupported)
    }

    fn sign(&self, _id: &str, _message: &[u8]) -> Result<Vec<u8>, SecureKeyError> {
        Err(SecureKeyError::Unsupported)
    }

    fn wrap(&self, id: &str, plain: &SecretBytes) -> Result<Vec<u8>, SecureKeyError> {
        let failed = |_| SecureKeyError::Failed;
        let disk = self.disk(id)?;
        let key = match Self::key(&disk)? {
            Some(key) => key,
            None => {
                let key = fresh_key(self.random.as_ref()).map_err(|_| SecureKeyError::Failed)?;
                disk.make_folder().map_err(failed)?;
                disk::replace_file(&disk, KEY_FILE, key.expose()).map_err(failed)?;
                key
            }
        };
        let nonce: [u8; NONCE_LEN] = self.random.bytes().map_err(|_| SecureKeyError::Failed)?;
        let sealed =
            crypto::seal(&key, nonce, id.as_bytes(), plain).map_err(|_| SecureKeyError::Failed)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    fn unwrap(&self, id: &str, wrapped: &[u8]) -> Result<SecretBytes, SecureKeyError> {
        let disk = self.disk(id)?;
        let key = Self::key(&disk)?.ok_or(SecureKeyError::Lost)?;
        let (nonce, sealed) =
            wrapped.split_first_chunk::<NONCE_LEN>().ok_or(SecureKeyError::Failed)?;
        crypto::open(&key, *nonce, id.as_bytes(), sealed).ok_or(SecureKeyError::Failed)
    }

    fn delete(&self, id: &str) -> Result<(), SecureKeyError> {
        self.disk(id)?.remove(KEY_FILE).map_err(|_| SecureKeyError::Failed)
    }

    /// A file says only whether it is there: a key that was never made counts as lost.
    fn lost(&self, id: &str) -> Result<bool, SecureKeyError> {
        Ok(Self::key(&self.disk(id)?)?.is_none())
    }
}

/// Small values in the file `platform`, replaced whole for each change.
#[derive(Debug)]
pub struct FolderGenerations {
    state: StateFolder,
    /// Held from reading the file to replacing it.
    one_at_a_time: Mutex<()>,
}

impl FolderGenerations {
    /// Values in `state`.
    #[must_use]
    pub fn new(state: StateFolder) -> Self {
        Self { state, one_at_a_time: Mutex::new(()) }
    }

    fn values(disk: &FolderDisk) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        let bytes = disk.read(PLATFORM_FILE, MAX_PLATFORM)?.unwrap_or_default();
        let mut reader = Reader::new(&bytes);
        let mut values = Vec::new();
        while !reader.is_empty() {
            let pair = reader.text().and_then(|key| Ok((key, reader.bytes()?)));
            values.push(pair.map_err(|_| StoreError::Io)?);
        }
        Ok(values)
    }
}

impl GenerationStore for FolderGenerations {
    fn read(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let (disk, _) = self.state.locate(key).ok_or(StoreError::Io)?;
        let _guard = self.one_at_a_time.lock().unwrap_or_else(PoisonError::into_inner);
        let values = Self::values(&disk)?;
        Ok(values.into_iter().find(|(known, _)| known == key).map(|(_, value)| value))
    }

    fn write(&self, key: &str, value: &[u8]) -> Result<(), StoreError> {
        let (disk, _) = self.state.locate(key).ok_or(StoreError::Io)?;
        let _guard = self.one_at_a_time.lock().unwrap_or_else(PoisonError::into_inner);
        let mut values = Self::values(&disk)?;
        values.retain(|(known, _)| known != key);
        values.push((key.to_owned(), value.to_vec()));
        let mut writer = Writer::default();
        for (key, value) in &values {
            writer.text(key);
            writer.bytes(value);
        }
        let bytes = writer.finish().filter(|bytes| bytes.len() <= MAX_PLATFORM);
        disk.make_folder()?;
        disk::replace_file(&disk, PLATFORM_FILE, &bytes.ok_or(StoreError::Io)?)
    }
}

const KEY_FILE: &str = "device.key";
const PLATFORM_FILE: &str = "platform";
/// Largest `platform` file, in bytes.
const MAX_PLATFORM: usize = 64 * 1024;
