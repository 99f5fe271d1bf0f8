//! The order of writes that makes a save atomic and durable, over the few operations of a disk.
//!
//! The real disk and the one that tests crash (`vault::testing`) run this same code.

use crate::device::{StoreError, VaultFile};

/// One folder of a disk. Names are plain file names.
pub(super) trait Disk {
    /// Reads a whole file of at most `limit` bytes; `None` when there is none.
    fn read(&self, name: &str, limit: usize) -> Result<Option<Vec<u8>>, StoreError>;
    /// Writes a file from its beginning, not yet durable.
    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError>;
    /// Makes a file's bytes durable.
    fn sync(&self, name: &str) -> Result<(), StoreError>;
    /// Gives a file a second name; false when there is no such file.
    fn link(&self, from: &str, to: &str) -> Result<bool, StoreError>;
    /// Moves a name over another one.
    fn rename(&self, from: &str, to: &str) -> Result<(), StoreError>;
    /// Removes a name; no error when there is none.
    fn remove(&self, name: &str) -> Result<(), StoreError>;
    /// Makes the folder's names durable.
    fn sync_folder(&self) -> Result<(), StoreError>;
}

/// The file name of a vault file.
pub(super) fn name_of(file: VaultFile) -> &'static str {
    match file {
        VaultFile::Current => "vault",
        VaultFile::Previous => "vault.prev",
    }
}

/// [`VaultStore::replace`](super::VaultStore::replace): at every moment the name `vault` stands for
/// the old bytes or the new ones, whole.
pub(super) fn replace_vault(disk: &dyn Disk, bytes: &[u8]) -> Result<(), StoreError> {
    let (current, previous) = (name_of(VaultFile::Current), name_of(VaultFile::Previous));
    write_durably(disk, NEW, bytes)?;
    disk.remove(NEW_PREVIOUS)?;
    if disk.link(current, NEW_PREVIOUS)? {
        disk.rename(NEW_PREVIOUS, previous)?;
        // A rename between two names of one file does nothing and leaves both.
        disk.remove(NEW_PREVIOUS)?;
    }
    disk.rename(NEW, current)?;
    disk.sync_folder()
}

/// [`VaultStore::forget_previous`](super::VaultStore::forget_previous), with what a crash left.
pub(super) fn forget_previous(disk: &dyn Disk) -> Result<(), StoreError> {
    for name in [NEW, NEW_PREVIOUS, name_of(VaultFile::Previous)] {
        disk.remove(name)?;
    }
    disk.sync_folder()
}

/// Replaces one small file atomically and durably.
pub(super) fn replace_file(disk: &dyn Disk, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
    replace_file_repairably(disk, name, bytes)?;
    disk.sync_folder()
}

/// Replaces one small file atomically: when power is lost soon afterwards it is the old one or the new one, whole.
pub(super) fn replace_file_repairably(
    disk: &dyn Disk,
    name: &str,
    bytes: &[u8],
) -> Result<(), StoreError> {
    write_durably(disk, NEW, bytes)?;
    disk.rename(NEW, name)
}

fn write_durably(disk: &dyn Disk, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
    disk.write(name, bytes).and_then(|()| disk.sync(name)).inspect_err(|_| {
        // Give the space back; if that fails too, the next save overwrites it.
        let _ = disk.remove(name);
    })
}

const NEW: &str = "new.tmp";
const NEW_PREVIOUS: &str = "new-prev.tmp";
