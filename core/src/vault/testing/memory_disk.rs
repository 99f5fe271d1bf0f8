//! A disk in memory that can be full, and can lose power at any moment.
//!
//! It models what a file system promises and no more: bytes are durable after a sync of the file,
//! names after a sync of the folder; of what was not synced, the file is lost and of the names any
//! number of the first changes survives.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::super::disk::{self, Disk};
use crate::device::{StoreError, VaultFile, VaultStore};

/// What goes wrong. All but [`Fault::None`] hit once and hold until [`MemoryStore::reboot`] or
/// [`MemoryStore::inject`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fault {
    /// Nothing.
    #[default]
    None,
    /// Power is lost before the disk operation of this number, counted from the injection.
    PowerLossBefore(usize),
    /// Power is lost after this many bytes written since the injection.
    PowerLossAfterBytes(usize),
    /// No space is left after this many bytes written since the injection.
    FullAfterBytes(usize),
    /// Another process has the vault open.
    LockedByOther,
}

/// A [`VaultStore`] in memory, running the same order of writes as a real folder.
#[derive(Debug, Default)]
pub struct MemoryStore {
    state: Mutex<State>,
}

impl MemoryStore {
    /// An empty disk.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes something go wrong from now on.
    pub fn inject(&self, fault: Fault) {
        let mut state = self.state();
        state.fault = fault;
        (state.operations, state.written, state.down) = (0, 0, false);
    }

    /// Disk operations since the last injection.
    #[must_use]
    pub fn operations(&self) -> usize {
        self.state().operations
    }

    /// Whether power was lost since the last injection.
    #[must_use]
    pub fn is_down(&self) -> bool {
        self.state().down
    }

    /// Starts again after a power loss. Of the names changed since the last sync of the folder, the
    /// first `kept` changes survived.
    pub fn reboot(&self, kept: usize) {
        let mut state = self.state();
        let changes = std::mem::take(&mut state.unsynced_names);
        for change in changes.into_iter().take(kept) {
            change.apply(&mut state.durable_names);
        }
        state.names = state.durable_names.clone();
        for file in state.files.values_mut() {
            file.bytes = file.durable.clone();
        }
        (state.fault, state.operations, state.written, state.down) = (Fault::None, 0, 0, false);
    }

    /// The bytes of a file, past every fault.
    #[must_use]
    pub fn bytes(&self, file: VaultFile) -> Option<Vec<u8>> {
        let state = self.state();
        let at = *state.names.get(disk::name_of(file))?;
        state.files.get(&at).map(|file| file.bytes.clone())
    }

    /// Puts bytes in the place of a file, past every fault: what an attacker or a bad disk does.
    pub fn put(&self, file: VaultFile, bytes: Option<Vec<u8>>) {
        let mut state = self.state();
        let name = disk::name_of(file);
        state.names.remove(name);
        state.durable_names.remove(name);
        if let Some(bytes) = bytes {
            let at = state.add(StoredFile { bytes: bytes.clone(), durable: bytes });
            state.names.insert(name.to_owned(), at);
            state.durable_names.insert(name.to_owned(), at);
        }
    }

    /// Every byte that is on the disk, synced or not, under any name: what a search finds.
    #[must_use]
    pub fn everything(&self) -> Vec<u8> {
        let state = self.state();
        let at = state.names.values();
        at.filter_map(|at| state.files.get(at)).flat_map(|file| file.bytes.clone()).collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn unless_locked(&self) -> Result<(), StoreError> {
        if self.state().fault == Fault::LockedByOther {
            return Err(StoreError::LockedByOther);
        }
        Ok(())
    }
}

impl VaultStore for MemoryStore {
    fn read(&self, file: VaultFile, limit: usize) -> Result<Option<Vec<u8>>, StoreError> {
        self.unless_locked()?;
        Disk::read(self, disk::name_of(file), limit)
    }

    fn replace(&self, bytes: &[u8]) -> Result<(), StoreError> {
        self.unless_locked()?;
        disk::replace_vault(self, bytes)
    }

    fn forget_previous(&self) -> Result<(), StoreError> {
        self.unless_locked()?;
        disk::forget_previous(self)
    }
}

#[derive(Debug, Default)]
struct State {
    files: BTreeMap<usize, StoredFile>,
    next: usize,
    names: BTreeMap<String, usize>,
    durable_names: BTreeMap<String, usize>,
    unsynced_names: Vec<NameChange>,
    fault: Fault,
    operations: usize,
    written: usize,
    down: bool,
}

#[derive(Debug, Default)]
struct StoredFile {
    bytes: Vec<u8>,
    durable: Vec<u8>,
}

#[derive(Debug)]
enum NameChange {
    Set(String, usize),
    Move(String, String),
    Remove(String),
}

impl NameChange {
    fn apply(self, names: &mut BTreeMap<String, usize>) {
        match self {
            Self::Set(name, at) => {
                names.insert(name, at);
            }
            Self::Move(from, to) => {
                if names.get(&from) == names.get(&to) {
                    return;
                }
                if let Some(at) = names.remove(&from) {
                    names.insert(to, at);
                }
            }
            Self::Remove(name) => {
                names.remove(&name);
            }
        }
    }
}

impl State {
    /// Counts an operation; fails when power is lost.
    fn begin(&mut self) -> Result<(), StoreError> {
        if self.fault == Fault::PowerLossBefore(self.operations) {
            self.down = true;
        }
        self.operations = self.operations.saturating_add(1);
        if self.down { Err(StoreError::Io) } else { Ok(()) }
    }

    fn add(&mut self, file: StoredFile) -> usize {
        let at = self.next;
        self.next = self.next.saturating_add(1);
        self.files.insert(at, file);
        at
    }

    fn change(&mut self, change: impl Fn() -> NameChange) {
        change().apply(&mut self.names);
        self.unsynced_names.push(change());
    }
}

impl Disk for MemoryStore {
    fn read(&self, name: &str, limit: usize) -> Result<Option<Vec<u8>>, StoreError> {
        let state = self.state();
        if state.down {
            return Err(StoreError::Io);
        }
        let file = state.names.get(name).and_then(|at| state.files.get(at));
        match file {
            Some(file) if file.bytes.len() > limit => Err(StoreError::TooLarge { limit }),
            Some(file) => Ok(Some(file.bytes.clone())),
            None => Ok(None),
        }
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let mut state = self.state();
        state.begin()?;
        let (most, error) = match state.fault {
            Fault::PowerLossAfterBytes(most) => (most, Some(StoreError::Io)),
            Fault::FullAfterBytes(most) => (most, Some(StoreError::Full)),
            Fault::None | Fault::PowerLossBefore(_) | Fault::LockedByOther => (usize::MAX, None),
        };
        let room = most.saturating_sub(state.written);
        let taken = bytes.get(..room).unwrap_or(bytes);
        state.written = state.written.saturating_add(taken.len());
        let at = state.add(StoredFile { bytes: taken.to_vec(), durable: Vec::new() });
        state.change(|| NameChange::Set(name.to_owned(), at));
        match error {
            Some(error) if room < bytes.len() => {
                state.down = error == StoreError::Io;
                Err(error)
            }
            Some(_) | None => Ok(()),
        }
    }

    fn sync(&self, name: &str) -> Result<(), StoreError> {
        let mut state = self.state();
        state.begin()?;
        let at = *state.names.get(name).ok_or(StoreError::Io)?;
        let file = state.files.get_mut(&at).ok_or(StoreError::Io)?;
        file.durable = file.bytes.clone();
        Ok(())
    }

    fn link(&self, from: &str, to: &str) -> Result<bool, StoreError> {
        let mut state = self.state();
        state.begin()?;
        let Some(at) = state.names.get(from).copied() else { return Ok(false) };
        state.change(|| NameChange::Set(to.to_owned(), at));
        Ok(true)
    }

    fn rename(&self, from: &str, to: &str) -> Result<(), StoreError> {
        let mut state = self.state();
        state.begin()?;
        if !state.names.contains_key(from) {
            return Err(StoreError::Io);
        }
        state.change(|| NameChange::Move(from.to_owned(), to.to_owned()));
        Ok(())
    }

    fn remove(&self, name: &str) -> Result<(), StoreError> {
        let mut state = self.state();
        state.begin()?;
        state.change(|| NameChange::Remove(name.to_owned()));
        Ok(())
    }

    fn sync_folder(&self) -> Result<(), StoreError> {
        let mut state = self.state();
        state.begin()?;
        state.unsynced_names.clear();
        state.durable_names = state.names.clone();
        // What has no name any more is gone.
        let State { files, names, .. } = &mut *state;
        files.retain(|at, _| names.values().any(|named| named == at));
        Ok(())
    }
}
