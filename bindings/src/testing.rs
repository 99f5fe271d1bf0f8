//! For the kits' tests only (feature `testing`): plain http to loopback, a device in memory, and picture
//! files.

use std::sync::Arc;

use countersign_core::qr;
use countersign_core::random::SystemRandom;
use countersign_core::url::Network;
use countersign_core::vault::VaultDependencies;
use countersign_core::vault::testing::{MemoryDeviceState, MemoryKey, MemoryStore};

use crate::authenticator::{Authenticator, DeviceInfo, parts};
use crate::error::UnlockError;
use crate::foreign::{Clock, DeviceStateStore, SecureKey, VaultStore};
use crate::qr::{FoundCode, ScanError};

#[uniffi::export]
impl Authenticator {
    /// As the usual constructor, with plain http to loopback allowed and a passcode as the only slot.
    #[uniffi::constructor]
    pub fn for_loopback(
        store: Arc<dyn VaultStore>,
        device_state: Arc<dyn DeviceStateStore>,
        keys: Arc<dyn SecureKey>,
        clock: Option<Arc<dyn Clock>>,
        device: DeviceInfo,
    ) -> Result<Arc<Self>, UnlockError> {
        let parts = parts(store, device_state, keys, true);
        Self::assemble(parts, clock, device, None, Network::LoopbackHttpToo)
    }

    /// A device in memory, with plain http to loopback allowed.
    #[uniffi::constructor]
    pub fn in_memory(
        clock: Option<Arc<dyn Clock>>,
        device: DeviceInfo,
    ) -> Result<Arc<Self>, UnlockError> {
        let parts = VaultDependencies {
            store: Arc::new(MemoryStore::new()),
            keys: Arc::new(MemoryKey::seeded(1)),
            device_state: Arc::new(MemoryDeviceState::new()),
            random: Arc::new(SystemRandom::new()),
            passcode_alone: true,
        };
        Self::assemble(parts, clock, device, None, Network::LoopbackHttpToo)
    }
}

/// Reads the codes in a PNG, JPEG, WebP or GIF. A phone decodes its pictures itself: `scan_still`.
#[uniffi::export]
pub fn scan_picture(bytes: Vec<u8>) -> Result<Vec<FoundCode>, ScanError> {
    let found = qr::scan_picture(&bytes).map_err(|_| ScanError::Frame)?;
    Ok(found.into_iter().map(FoundCode::from).collect())
}
