//! What a save makes durable, and what a loss of power can take back of the device's small values (V-22, V-31, V-40).

use std::cell::Cell;

use super::super::disk::{self, Disk};
use super::super::testing::{Fault, MemoryStore};
use crate::device::StoreError;

/// Counts the syncs of a disk.
#[derive(Default)]
struct Counting {
    disk: MemoryStore,
    syncs: Cell<usize>,
}

impl Counting {
    fn count(&self) {
        self.syncs.set(self.syncs.get() + 1);
    }

    fn counted(&self, write: impl FnOnce(&dyn Disk) -> Result<(), StoreError>) -> usize {
        self.syncs.set(0);
        write(self).unwrap();
        self.syncs.get()
    }
}

impl Disk for Counting {
    fn read(&self, name: &str, limit: usize) -> Result<Option<Vec<u8>>, StoreError> {
        Disk::read(&self.disk, name, limit)
    }
    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        self.disk.write(name, bytes)
    }
    fn sync(&self, name: &str) -> Result<(), StoreError> {
        self.count();
        self.disk.sync(name)
    }
    fn link(&self, from: &str, to: &str) -> Result<bool, StoreError> {
        self.disk.link(from, to)
    }
    fn rename(&self, from: &str, to: &str) -> Result<(), StoreError> {
        self.disk.rename(from, to)
    }
    fn remove(&self, name: &str) -> Result<(), StoreError> {
        self.disk.remove(name)
    }
    fn sync_folder(&self) -> Result<(), StoreError> {
        self.count();
        self.disk.sync_folder()
    }
}

#[test]
fn a_save_syncs_three_times_and_a_counted_try_twice_v40() {
    let (vault, state) = (Counting::default(), Counting::default());
    for _ in 0..3 {
        assert_eq!(vault.counted(|disk| disk::replace_vault(disk, b"vault")), 2);
        assert_eq!(state.counted(|disk| disk::replace_file_repairably(disk, FILE, b"value")), 1);
        assert_eq!(state.counted(|disk| disk::replace_file(disk, FILE, b"tries")), 2);
    }
}

#[test]
fn power_lost_leaves_the_value_before_or_the_new_one_v31() {
    for operation in 0..4 {
        for kept in 0..4 {
            let disk = MemoryStore::new();
            disk::replace_file(&disk, FILE, b"before").unwrap();
            disk.inject(Fault::PowerLossBefore(operation));
            let written = disk::replace_file_repairably(&disk, FILE, b"after");
            assert_eq!(written.is_err(), disk.is_down());
            disk.reboot(kept);
            let found = Disk::read(&disk, FILE, 64).unwrap().unwrap();
            assert!(found == b"before" || found == b"after", "{operation} {kept}: {found:?}");
        }
    }
}

#[test]
fn a_counted_try_is_never_lost_whatever_was_written_before_it_v22() {
    for kept in 0..4 {
        let disk = MemoryStore::new();
        disk::replace_file_repairably(&disk, FILE, b"generation").unwrap();
        disk::replace_file(&disk, FILE, b"generation, a try").unwrap();
        // The value of the next save carries the count along, and may be lost itself.
        disk::replace_file_repairably(&disk, FILE, b"the next, a try").unwrap();
        disk.reboot(kept);
        let found = Disk::read(&disk, FILE, 64).unwrap().unwrap();
        assert!(found.ends_with(b"a try"), "{kept}: {found:?}");
    }
}

const FILE: &str = "platform";
