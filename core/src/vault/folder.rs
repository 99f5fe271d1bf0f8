//! The vault of a plain computer: one folder with `vault`, `vault.prev` and `lock`.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::disk::{self, Disk};
use super::folder_state::{FolderGenerations, FolderKey, StateFolder};
use super::outside::{StoreError, VaultFile, VaultStore};
use super::parts::Parts;
use crate::random::Random;

impl Parts {
    /// The parts of a vault in `folder`, with the device's share in `state`. Nothing is created
    /// before the first save. The only slot there is the passcode.
    #[must_use]
    pub fn in_folder(folder: &Path, state: StateFolder, random: Arc<dyn Random>) -> Self {
        Self {
            store: Arc::new(FolderStore::new(folder)),
            keys: Arc::new(FolderKey::new(state.clone(), Arc::clone(&random))),
            generations: Arc::new(FolderGenerations::new(state)),
            random,
            passcode_alone: true,
        }
    }
}

/// The vault's files in a folder, readable by their owner only. From the first access to the drop
/// of the store the folder is locked against other processes.
#[derive(Debug)]
pub struct FolderStore {
    disk: FolderDisk,
    lock: Mutex<Option<File>>,
}

impl FolderStore {
    /// A store in `folder`, which need not exist yet.
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        Self { disk: FolderDisk::new(folder.to_owned()), lock: Mutex::new(None) }
    }

    /// Takes the lock unless it is held.
    fn lock(&self) -> Result<Lock, StoreError> {
        let mut held = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        if held.is_none() {
            if !self.disk.folder.is_dir() {
                return Ok(Lock::NoFolder);
            }
            let file = owner_only().create(true).truncate(false).open(self.disk.path(LOCK));
            let file = file.map_err(store_error)?;
            match file.try_lock() {
                Ok(()) => *held = Some(file),
                Err(TryLockError::WouldBlock) => return Err(StoreError::LockedByOther),
                Err(TryLockError::Error(error)) => return Err(store_error(error)),
            }
            return Ok(Lock::JustTaken);
        }
        Ok(Lock::Held)
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
        let current = disk::name_of(VaultFile::Current);
        if self.lock()? == Lock::JustTaken && self.disk.path(current).exists() {
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

/// A real folder.
#[derive(Debug)]
pub(super) struct FolderDisk {
    folder: PathBuf,
}

impl FolderDisk {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Makes the folder, for its owner only, if it is not there.
    pub(super) fn make_folder(&self) -> Result<(), StoreError> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&self.folder).map_err(store_error)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

impl Disk for FolderDisk {
    fn read(&self, name: &str, limit: usize) -> Result<Option<Vec<u8>>, StoreError> {
        let file = match File::open(self.path(name)) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(store_error(error)),
        };
        let len = file.metadata().map_err(store_error)?.len();
        let too_large = StoreError::TooLarge { limit };
        let len = usize::try_from(len).map_err(|_| too_large)?;
        if len > limit {
            return Err(too_large);
        }
        let mut bytes = Vec::with_capacity(len);
        // The file may grow between the two calls.
        let stop = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
        file.take(stop).read_to_end(&mut bytes).map_err(store_error)?;
        if bytes.len() > limit { Err(too_large) } else { Ok(Some(bytes)) }
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let mut file =
            owner_only().create(true).truncate(true).open(self.path(name)).map_err(store_error)?;
        file.write_all(bytes).map_err(store_error)
    }

    fn sync(&self, name: &str) -> Result<(), StoreError> {
        let file = OpenOptions::new().write(true).open(self.path(name)).map_err(store_error)?;
        file.sync_all().map_err(store_error)
    }

    fn link(&self, from: &str, to: &str) -> Result<bool, StoreError> {
        let (from, to_path) = (self.path(from), self.path(to));
        match fs::hard_link(&from, &to_path) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
            Err(_) => {
                // A file system without links.
                fs::copy(&from, &to_path).map_err(store_error)?;
                self.sync(to).map(|()| true)
            }
        }
    }

    fn rename(&self, from: &str, to: &str) -> Result<(), StoreError> {
        fs::rename(self.path(from), self.path(to)).map_err(store_error)
    }

    fn remove(&self, name: &str) -> Result<(), StoreError> {
        match fs::remove_file(self.path(name)) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(store_error(error)),
        }
    }

    fn sync_folder(&self) -> Result<(), StoreError> {
        // Only Unix lets a folder be opened and synced.
        if cfg!(unix) {
            File::open(&self.folder).and_then(|folder| folder.sync_all()).map_err(store_error)?;
        }
        Ok(())
    }
}

fn owner_only() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn store_error(error: io::Error) -> StoreError {
    let full = [ErrorKind::StorageFull, ErrorKind::QuotaExceeded, ErrorKind::FileTooLarge];
    if full.contains(&error.kind()) { StoreError::Full } else { StoreError::Io }
}

const LOCK: &str = "lock";
