//! The end of the process at any step. A step is a write of the vault, a write beside it, a request that
//! leaves or a reply that is read; once the fuse has blown nothing of the app has any effect any more.

use std::sync::{Arc, Mutex};

use countersign_core::device::{DeviceStateStore, StoreError, VaultFile, VaultStore};

#[derive(Clone, Default)]
pub struct Fuse(Arc<Mutex<Option<usize>>>);

impl Fuse {
    /// It blows after so many steps.
    pub fn after(&self, steps: usize) {
        *self.0.lock().unwrap() = Some(steps);
    }

    /// It never blows. Returns whether it had.
    pub fn mend(&self) -> bool {
        self.0.lock().unwrap().take() == Some(0)
    }

    /// Whether the process is there to take this step.
    pub fn step(&self) -> bool {
        match &mut *self.0.lock().unwrap() {
            None => true,
            Some(0) => false,
            Some(steps) => {
                *steps -= 1;
                true
            }
        }
    }
}

/// A store that ends with the process.
pub struct Fused<T> {
    pub inner: Arc<T>,
    pub fuse: Fuse,
}

impl<T> Fused<T> {
    fn write<R>(&self, write: impl FnOnce() -> Result<R, StoreError>) -> Result<R, StoreError> {
        if self.fuse.step() { write() } else { Err(StoreError::Io) }
    }
}

impl<T: VaultStore> VaultStore for Fused<T> {
    fn read(&self, file: VaultFile, limit: usize) -> Result<Option<Vec<u8>>, StoreError> {
        self.inner.read(file, limit)
    }

    fn replace(&self, bytes: &[u8]) -> Result<(), StoreError> {
        self.write(|| self.inner.replace(bytes))
    }

    fn forget_previous(&self) -> Result<(), StoreError> {
        self.write(|| self.inner.forget_previous())
    }
}

impl<T: DeviceStateStore> DeviceStateStore for Fused<T> {
    fn read(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.inner.read(key)
    }

    fn write(&self, key: &str, value: &[u8]) -> Result<(), StoreError> {
        Fused::write(self, || self.inner.write(key, value))
    }

    fn replace_if(
        &self,
        key: &str,
        expected: Option<&[u8]>,
        value: &[u8],
    ) -> Result<bool, StoreError> {
        Fused::write(self, || self.inner.replace_if(key, expected, value))
    }
}
