//! The device's share of a plain computer's vault, in a folder of its own: `device.key`, a software
//! [`SecureKey`], `platform`, a [`DeviceStateStore`], and `platform.lock`, held while one of them changes.
//!
//! The same user can read both folders: this binds the vault to the computer, not against a thief
//! of the whole home folder.

use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

use super::bytes::{Reader, Writer};
use super::crypto::{self, KEY_LEN, NONCE_LEN};
use super::disk::{self, Disk};
use super::folder_disk::{FolderDisk, store_error};
use super::slots::fresh_key;
use crate::device::{
    DeviceStateStore, FolderFile, FolderKind, SecureKey, SecureKeyError, Staged, StoreError,
    VaultId,
};
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
    /// The folder of one vault's state.
    #[must_use]
    pub fn of(&self, vault: VaultId) -> PathBuf {
        match self {
            Self::Under(root) => root.join(vault.to_string()),
            Self::Exactly(folder) => folder.clone(),
        }
    }

    /// The folder for a key of the form `<32 hex digits>/<name>`, and the name.
    fn locate<'a>(&self, key: &'a str) -> Option<(FolderDisk, &'a str)> {
        let (vault, name) = key.split_once('/')?;
        let vault = VaultId::parse(vault)?;
        Some((FolderDisk::new(FolderKind::State(vault), self.of(vault)), name))
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
        if disk.exists() {
            disk.inspect().map_err(SecureKeyError::Store)?;
        }
        let key = match disk.read(KEY_FILE.name(), KEY_LEN) {
            Err(StoreError::TooLarge { .. }) => return Err(SecureKeyError::Failed),
            read => read.map_err(SecureKeyError::Store)?,
        };
        match key.map(SecretBytes::new) {
            Some(key) if key.len() == KEY_LEN => Ok(Some(key)),
            Some(_) => Err(SecureKeyError::Failed),
            None => Ok(None),
        }
    }

    /// Makes the key, unless another process was faster: a key that is overwritten is lost for what it
    /// wraps.
    fn make(&self, disk: &FolderDisk) -> Result<SecretBytes, SecureKeyError> {
        let _held = state_lock(disk).map_err(SecureKeyError::Store)?;
        if let Some(key) = Self::key(disk)? {
            return Ok(key);
        }
        let key = fresh_key(self.random.as_ref()).map_err(|_| SecureKeyError::Failed)?;
        disk::replace_file(disk, KEY_FILE.name(), key.expose()).map_err(SecureKeyError::Store)?;
        Ok(key)
    }
}

impl SecureKey for FolderKey {
    fn create(&self, _id: &str) -> Result<Vec<u8>, SecureKeyError> {
        Err(SecureKeyError::Unsupported)
    }

    /// In the vault, as all signing keys of a computer are.
    fn makes_rsa(&self) -> bool {
        cfg!(feature = "rsa-keys")
    }

    fn sign(&self, _id: &str, _message: &[u8]) -> Result<Vec<u8>, SecureKeyError> {
        Err(SecureKeyError::Unsupported)
    }

    fn wrap(&self, id: &str, plain: &SecretBytes) -> Result<Vec<u8>, SecureKeyError> {
        let disk = self.disk(id)?;
        let key = match Self::key(&disk)? {
            Some(key) => key,
            None => self.make(&disk)?,
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
        self.disk(id)?.remove(KEY_FILE.name()).map_err(SecureKeyError::Store)
    }

    /// A file says only whether it is there: a key that was never made counts as lost.
    fn lost(&self, id: &str) -> Result<bool, SecureKeyError> {
        Ok(Self::key(&self.disk(id)?)?.is_none())
    }
}

/// Small values in the file `platform`, replaced whole for each change, under a lock.
#[derive(Debug)]
pub struct FolderDeviceState {
    state: StateFolder,
}

impl FolderDeviceState {
    /// Values in `state`.
    #[must_use]
    pub fn new(state: StateFolder) -> Self {
        Self { state }
    }

    fn disk(&self, key: &str) -> Result<FolderDisk, StoreError> {
        self.state.locate(key).map(|(disk, _)| disk).ok_or(StoreError::Io)
    }
}

impl DeviceStateStore for FolderDeviceState {
    fn read(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let disk = self.disk(key)?;
        if disk.exists() {
            disk.inspect()?;
        }
        Ok(Values::read(&disk)?.get(key).map(<[u8]>::to_vec))
    }

    fn write(&self, key: &str, value: &[u8]) -> Result<(), StoreError> {
        let disk = self.disk(key)?;
        let _held = state_lock(&disk)?;
        disk::replace_file(&disk, PLATFORM_FILE.name(), &Values::read(&disk)?.with(key, value)?)
    }

    fn stage<'a>(&'a self, key: &str, value: &[u8]) -> Staged<'a> {
        let (key, value) = (key.to_owned(), value.to_vec());
        Box::new(move || {
            let disk = self.disk(&key)?;
            let _held = state_lock(&disk)?;
            let values = Values::read(&disk)?.with(&key, &value)?;
            disk::replace_file_repairably(&disk, PLATFORM_FILE.name(), &values)
        })
    }

    fn replace_if(
        &self,
        key: &str,
        expected: Option<&[u8]>,
        value: &[u8],
    ) -> Result<bool, StoreError> {
        let disk = self.disk(key)?;
        let _held = state_lock(&disk)?;
        let values = Values::read(&disk)?;
        if values.get(key) != expected {
            return Ok(false);
        }
        disk::replace_file(&disk, PLATFORM_FILE.name(), &values.with(key, value)?).map(|()| true)
    }
}

/// Waits until nobody else changes the state, in this process or another; until it is dropped nobody
/// else does. It is held for one small file.
fn state_lock(disk: &FolderDisk) -> Result<File, StoreError> {
    disk.make_folder()?;
    let file = disk.open_lock(FolderFile::PlatformLock)?;
    file.lock().map_err(store_error)?;
    Ok(file)
}

/// The contents of `platform`.
struct Values(Vec<(String, Vec<u8>)>);

impl Values {
    fn read(disk: &FolderDisk) -> Result<Self, StoreError> {
        let bytes = disk.read(PLATFORM_FILE.name(), MAX_PLATFORM)?.unwrap_or_default();
        let mut reader = Reader::new(&bytes);
        let mut values = Vec::new();
        while !reader.is_empty() {
            let pair = reader.text().and_then(|key| Ok((key, reader.bytes()?)));
            values.push(pair.map_err(|_| StoreError::Io)?);
        }
        Ok(Self(values))
    }

    fn get(&self, key: &str) -> Option<&[u8]> {
        self.0.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_slice())
    }

    /// The bytes of the file with this value in it.
    fn with(mut self, key: &str, value: &[u8]) -> Result<Vec<u8>, StoreError> {
        self.0.retain(|(known, _)| known != key);
        self.0.push((key.to_owned(), value.to_vec()));
        let mut writer = Writer::default();
        for (key, value) in &self.0 {
            writer.text(key);
            writer.bytes(value);
        }
        let bytes = writer.finish().filter(|bytes| bytes.len() <= MAX_PLATFORM);
        bytes.map(|bytes| bytes.to_vec()).ok_or(StoreError::Io)
    }
}

const KEY_FILE: FolderFile = FolderFile::DeviceKey;
const PLATFORM_FILE: FolderFile = FolderFile::Platform;
/// Largest `platform` file, in bytes.
const MAX_PLATFORM: usize = 64 * 1024;
