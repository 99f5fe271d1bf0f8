//! The save's order of writes over a real folder that stops working at any moment (V-40).

use std::cell::Cell;
use std::path::{Path, PathBuf};

use super::super::disk::{self, Disk, name_of};
use super::super::folder_disk::FolderDisk;
use crate::device::{FolderKind, StoreError, VaultFile};
use crate::random::{Random, SystemRandom};

/// A real folder whose operation number `fail_at` fails, and all after it: the process is dead. A
/// failing write leaves its first `torn` bytes.
struct Faulty {
    disk: FolderDisk,
    fail_at: usize,
    torn: usize,
    count: Cell<usize>,
}

impl Faulty {
    fn alive(&self) -> Result<(), StoreError> {
        let count = self.count.replace(self.count.get() + 1);
        if count >= self.fail_at { Err(StoreError::Io) } else { Ok(()) }
    }
}

impl Disk for Faulty {
    fn read(&self, name: &str, limit: usize) -> Result<Option<Vec<u8>>, StoreError> {
        self.disk.read(name, limit)
    }
    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let first = self.count.get() == self.fail_at;
        let alive = self.alive();
        if alive.is_ok() || first {
            let taken = if first { &bytes[..self.torn.min(bytes.len())] } else { bytes };
            self.disk.write(name, taken)?;
        }
        alive
    }
    fn sync(&self, name: &str) -> Result<(), StoreError> {
        self.alive().and_then(|()| self.disk.sync(name))
    }
    fn link(&self, from: &str, to: &str) -> Result<bool, StoreError> {
        self.alive().and_then(|()| self.disk.link(from, to))
    }
    fn rename(&self, from: &str, to: &str) -> Result<(), StoreError> {
        self.alive().and_then(|()| self.disk.rename(from, to))
    }
    fn remove(&self, name: &str) -> Result<(), StoreError> {
        self.alive().and_then(|()| self.disk.remove(name))
    }
    fn sync_folder(&self) -> Result<(), StoreError> {
        self.alive().and_then(|()| self.disk.sync_folder())
    }
}

struct Temp(PathBuf);

impl Temp {
    fn new() -> Self {
        let random: &dyn Random = &SystemRandom::new();
        let path = std::env::temp_dir().join(format!("countersign-{}", random.uuid().unwrap()));
        std::fs::create_dir(&path).unwrap();
        Self(path)
    }
}

impl Drop for Temp {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn faulty(folder: &Path, fail_at: usize, torn: usize) -> Faulty {
    let disk = FolderDisk::new(FolderKind::Vault, folder.to_owned());
    Faulty { disk, fail_at, torn, count: Cell::new(0) }
}

fn read(folder: &Path, file: VaultFile) -> Option<Vec<u8>> {
    FolderDisk::new(FolderKind::Vault, folder.to_owned()).read(name_of(file), 1 << 20).unwrap()
}

#[test]
fn a_real_folder_holds_the_old_or_the_new_file_after_any_crash_v40() {
    let (old, new) = (b"the old file".to_vec(), b"the new one, which is longer".to_vec());
    let mut finished = false;
    for fail_at in 0..12 {
        for torn in 0..=new.len() {
            let temp = Temp::new();
            let disk = FolderDisk::new(FolderKind::Vault, temp.0.clone());
            disk::replace_vault(&disk, b"the one before").unwrap();
            disk::replace_vault(&disk, &old).unwrap();
            let saved = disk::replace_vault(&faulty(&temp.0, fail_at, torn), &new);
            let current = read(&temp.0, VaultFile::Current).unwrap();
            assert!(current == new || (current == old && saved.is_err()), "{fail_at} {torn}");
            // What a crash left is no obstacle to the next save, nor kept beside it.
            disk::replace_vault(&disk, b"the next").unwrap();
            assert_eq!(read(&temp.0, VaultFile::Previous), Some(current));
            disk::forget_previous(&disk).unwrap();
            let left: Vec<_> = std::fs::read_dir(&temp.0).unwrap().collect();
            assert_eq!(left.len(), 1, "only the current file is left");
            finished |= saved.is_ok();
            if fail_at != 0 {
                break;
            }
        }
    }
    assert!(finished, "the last round comes after the whole save");
}

#[test]
fn forgetting_is_crash_safe_too_v40() {
    for fail_at in 0..6 {
        let temp = Temp::new();
        let disk = FolderDisk::new(FolderKind::Vault, temp.0.clone());
        disk::replace_vault(&disk, b"old").unwrap();
        disk::replace_vault(&disk, b"new").unwrap();
        let _ = disk::forget_previous(&faulty(&temp.0, fail_at, 0));
        assert_eq!(read(&temp.0, VaultFile::Current).unwrap(), b"new");
    }
}
