//! The platform's keys and its small values, in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};

use super::super::crypto::{self, NONCE_LEN};
use super::super::slots::fresh_key;
use crate::device::{DeviceStateStore, SecureKey, SecureKeyError, StoreError};
use crate::random::{FixedRandom, Random};
use crate::secret::SecretBytes;

/// A [`SecureKey`] in memory. Two of them have different keys, as two phones have.
pub struct MemoryKey {
    random: Arc<dyn Random>,
    state: Mutex<Keys>,
}

#[derive(Default)]
struct Keys {
    wrapping: BTreeMap<String, SecretBytes>,
    signing: BTreeMap<String, EcdsaKeyPair>,
    lost: BTreeSet<String>,
    failure: Option<SecureKeyError>,
    unwraps: usize,
}

impl std::fmt::Debug for MemoryKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MemoryKey").finish_non_exhaustive()
    }
}

impl MemoryKey {
    /// A key store whose keys follow from `seed`.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        let random = Arc::new(FixedRandom::seeded(seed));
        Self { random, state: Mutex::default() }
    }

    /// Loses a key for good, as taking away the phone's lock does.
    pub fn lose(&self, id: &str) {
        let mut state = self.state();
        state.wrapping.remove(id);
        state.signing.remove(id);
        state.lost.insert(id.to_owned());
    }

    /// From now on every unwrap and signature, and the question for a lost key, fails this way; `None` ends it.
    pub fn fail(&self, failure: Option<SecureKeyError>) {
        self.state().failure = failure;
    }

    /// How often a key was asked to unwrap.
    #[must_use]
    pub fn unwraps(&self) -> usize {
        self.state().unwraps
    }

    fn state(&self) -> MutexGuard<'_, Keys> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SecureKey for MemoryKey {
    fn create(&self, id: &str) -> Result<Vec<u8>, SecureKeyError> {
        let failed = |_| SecureKeyError::Failed;
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &random).map_err(failed)?;
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref(), &random)
            .map_err(|_| SecureKeyError::Failed)?;
        let public = pair.public_key().as_ref().to_vec();
        self.state().signing.insert(id.to_owned(), pair);
        Ok(public)
    }

    fn sign(&self, id: &str, message: &[u8]) -> Result<Vec<u8>, SecureKeyError> {
        let state = self.state();
        if let Some(failure) = state.failure {
            return Err(failure);
        }
        let pair = state.signing.get(id).ok_or(SecureKeyError::Lost)?;
        let signature = pair.sign(&SystemRandom::new(), message);
        signature.map(|s| s.as_ref().to_vec()).map_err(|_| SecureKeyError::Failed)
    }

    fn wrap(&self, id: &str, plain: &SecretBytes) -> Result<Vec<u8>, SecureKeyError> {
        let failed = |_| SecureKeyError::Failed;
        let mut state = self.state();
        if !state.wrapping.contains_key(id) {
            let key = fresh_key(self.random.as_ref()).map_err(failed)?;
            state.wrapping.insert(id.to_owned(), key);
            state.lost.remove(id);
        }
        let key = state.wrapping.get(id).ok_or(SecureKeyError::Failed)?;
        let nonce: [u8; NONCE_LEN] = self.random.bytes().map_err(|_| SecureKeyError::Failed)?;
        let sealed = crypto::seal(key, nonce, id.as_bytes(), plain).map_err(failed)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    fn unwrap(&self, id: &str, wrapped: &[u8]) -> Result<SecretBytes, SecureKeyError> {
        let mut state = self.state();
        state.unwraps = state.unwraps.saturating_add(1);
        if let Some(failure) = state.failure {
            return Err(failure);
        }
        let key = state.wrapping.get(id).ok_or(SecureKeyError::Lost)?;
        let (nonce, sealed) =
            wrapped.split_first_chunk::<NONCE_LEN>().ok_or(SecureKeyError::Failed)?;
        crypto::open(key, *nonce, id.as_bytes(), sealed).ok_or(SecureKeyError::Failed)
    }

    fn delete(&self, id: &str) -> Result<(), SecureKeyError> {
        let mut state = self.state();
        state.wrapping.remove(id);
        state.signing.remove(id);
        Ok(())
    }

    fn lost(&self, id: &str) -> Result<bool, SecureKeyError> {
        let state = self.state();
        state.failure.map_or(Ok(state.lost.contains(id)), Err)
    }
}

/// A [`DeviceStateStore`] in memory.
#[derive(Debug, Default)]
pub struct MemoryDeviceState {
    state: Mutex<Values>,
}

#[derive(Debug, Default)]
struct Values {
    values: BTreeMap<String, Vec<u8>>,
    failure: Option<StoreError>,
    writes: usize,
}

impl MemoryDeviceState {
    /// A store without values.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// From now on every write fails this way; `None` ends it.
    pub fn fail_writes(&self, failure: Option<StoreError>) {
        self.state().failure = failure;
    }

    /// All values, to be put back by [`MemoryDeviceState::restore`].
    #[must_use]
    pub fn snapshot(&self) -> BTreeMap<String, Vec<u8>> {
        self.state().values.clone()
    }

    /// Puts back what [`MemoryDeviceState::snapshot`] returned.
    pub fn restore(&self, values: BTreeMap<String, Vec<u8>>) {
        self.state().values = values;
    }

    /// Writes that succeeded.
    #[must_use]
    pub fn writes(&self) -> usize {
        self.state().writes
    }

    fn state(&self) -> MutexGuard<'_, Values> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl DeviceStateStore for MemoryDeviceState {
    fn read(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.state().values.get(key).cloned())
    }

    fn replace_if(
        &self,
        key: &str,
        expected: Option<&[u8]>,
        value: &[u8],
    ) -> Result<bool, StoreError> {
        let mut state = self.state();
        if state.values.get(key).map(Vec::as_slice) != expected {
            return Ok(false);
        }
        state.write(key, value).map(|()| true)
    }

    fn write(&self, key: &str, value: &[u8]) -> Result<(), StoreError> {
        self.state().write(key, value)
    }
}

impl Values {
    fn write(&mut self, key: &str, value: &[u8]) -> Result<(), StoreError> {
        if let Some(failure) = self.failure {
            return Err(failure);
        }
        self.writes = self.writes.saturating_add(1);
        self.values.insert(key.to_owned(), value.to_vec());
        Ok(())
    }
}
