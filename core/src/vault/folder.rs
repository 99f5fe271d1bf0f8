//! The vault of a plain computer: one folder with `vault`, `vault.prev` and `lock`.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::dependencies::VaultDependencies;
use super::disk;
use super::disk::Disk;
use super::folder_disk::{FolderDisk, store_error};
use super::folder_state::{FolderDeviceState, FolderKey, StateFolder};
use crate::device::{FolderFile, FolderKind, StoreError, VaultFile, VaultStore};
use crate::random::Random;

impl VaultDependencies {
    /// The parts of a vault in `folder`, with the device's share in `state`. Nothing is created
    /// before the first save. The only slot there is the passcode.
    #[must_use]
    pub fn in_folder(folder: &Path, state: StateFolder, random: Arc<dyn Random>) -> Self {
        Self {
            store: Arc::new(FolderStore::new(folder)),
            keys: Arc::new(FolderKey::new(state.clone(), Arc::clone(&random))),
            device_state: Arc::new(FolderDeviceState::new(state)),
            random,
            passcode_alone: true,
        }
    }
}

/// The vault's files in a folder, readable by their owner only. From the first access to the drop
/// of the store the folder is locked against other processes. A folder that others can write to is
/// refused ([`StoreError::Exposed`]).
#[derive(Debug)]
pub struct FolderStore {
    disk: FolderDisk,
    lock: Mutex<Option<File>>,
}

impl FolderStore {
    /// A store in `folder`, which need not exist yet.
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        Self { disk: FolderDisk::new(FolderKind::Vault, folder.to_owned()), lock: Mutex::new(None) }
    }

    /// Looks at the folder, and takes the lock unless it is held.
    fn lock(&self) -> Result<Lock, StoreError> {
        let mut held = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        if held.is_none() && !self.disk.exists() {
            return Ok(Lock::NoFolder);
        }
        self.disk.inspect()?;
        if held.is_some() {
            return Ok(Lock::Held);
        }
        let file = self.disk.open_lock(FolderFile::Lock)?;
        match file.try_lock() {
            Ok(()) => *held = Some(file),
            Err(TryLockError::WouldBlock) => return Err(StoreError::LockedByOther),
            Err(TryLockError::Error(error)) => return Err(store_error(error)),
        }
        Ok(Lock::JustTaken)
    }
}

/// Whether the folder is locked.
#[derive(Debug, PartialEq, Eq)]
enum Lock {
    /// Since an earlier call.
    Held,
    /// Since this call.
    JustTaken,
    /// There is nothing to lock yet.
    NoFolder,
}

impl VaultStore for FolderStore {
    fn read(&self, file: VaultFile, limit: usize) -> Result<Option<Vec<u8>>, StoreError> {
        if self.lock()? == Lock::NoFolder {
            return Ok(None);
        }
        self.disk.read(disk::name_of(file), limit)
    }

    fn replace(&self, bytes: &[u8]) -> Result<(), StoreError> {
        self.disk.make_folder()?;
        // The caller has read before. If there was no folder to lock then, and there is a vault now,
        // another process has made it in between.
        if self.lock()? == Lock::JustTaken && self.disk.holds(FolderFile::Vault) {
            *self.lock.lock().unwrap_or_else(PoisonError::into_inner) = None;
            return Err(StoreError::LockedByOther);
        }
        disk::replace_vault(&self.disk, bytes)
    }

    fn forget_previous(&self) -> Result<(), StoreError> {
        match self.lock()? {
            Lock::NoFolder => Ok(()),
            Lock::Held | Lock::JustTaken => disk::forget_previous(&self.disk),
        }
    }
}
