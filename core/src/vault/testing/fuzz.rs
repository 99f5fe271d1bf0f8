//! What the fuzz target runs, so that its corpus is replayed as a unit test too (V-47).

use std::sync::Arc;

use super::{MemoryDeviceState, MemoryKey, MemoryStore};
use crate::device::VaultFile;
use crate::random::FixedRandom;
use crate::secret::SecretString;
use crate::vault::{Unlock, Vault, VaultDependencies, codec, probe};

/// Takes any bytes as a vault file, and as contents under a valid seal. Contents that are read must
/// be written and read again to the same bytes, and a copy of them to the same too.
///
/// # Panics
/// When they are not.
#[allow(clippy::panic, reason = "a fuzz target reports by a panic")]
pub fn run(data: &[u8]) {
    let store = MemoryStore::new();
    store.put(VaultFile::Current, Some(data.to_vec()));
    let parts = VaultDependencies {
        store: Arc::new(store),
        keys: Arc::new(MemoryKey::seeded(1)),
        device_state: Arc::new(MemoryDeviceState::new()),
        random: Arc::new(FixedRandom::seeded(1)),
        passcode_alone: true,
    };
    let _ = probe(&parts, VaultFile::Current, 0);
    let _ = Vault::open(parts.clone(), Unlock::Platform, 0);
    let passcode = SecretString::new("passcode".to_owned());
    let _ = Vault::open(parts, Unlock::Passcode(&passcode), 0);
    if let Ok(contents) = codec::decode(data) {
        let once = codec::encode(&contents);
        let again = once.as_ref().ok().and_then(|bytes| codec::decode(bytes).ok());
        let twice = again.map(|contents| codec::encode(&contents));
        if once.is_err() || twice.as_ref() != Some(&once) {
            panic!("contents that were read cannot be written and read again");
        }
        if codec::encode(&contents.duplicate()) != once {
            panic!("a copy of the contents is another one");
        }
    }
}
