//! What a platform hands to the facade.

use std::sync::Arc;

use crate::clock::Clock;
use crate::net::{Runtime, Transport};
use crate::push::Version;
use crate::push::adapter::{self, ClientInfo, Platform};
use crate::url::Network;
use crate::vault::VaultDependencies;

/// The outside world, given once.
#[derive(Clone)]
pub struct Dependencies {
    /// The vault's store, the platform's keys and small values, random bytes.
    pub vault: VaultDependencies,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The network.
    pub transport: Arc<dyn Transport>,
    /// Pauses, and work that blocks.
    pub runtime: Arc<dyn Runtime>,
    /// Which URLs are allowed.
    pub network: Network,
    /// What this device is.
    pub device: Device,
}

/// This device, as its owner and the organisation know it.
#[derive(Debug, Clone)]
pub struct Device {
    /// Name to register under until the person chooses another (`Authenticator::set_device_name`); four
    /// random characters follow it, so that it is unique.
    pub name: String,
    /// The shell.
    pub platform: Platform,
    /// The shell's version, `major.minor.patch`.
    pub app_version: String,
    /// ISO 3166-1 alpha-2 code of the country the phone is in, if known. Compared here, never sent.
    pub country: Option<String>,
}

impl Dependencies {
    /// The part that the push adapters need.
    pub(super) fn for_push(&self) -> adapter::AdapterDependencies {
        adapter::AdapterDependencies {
            transport: Arc::clone(&self.transport),
            clock: Arc::clone(&self.clock),
            random: Arc::clone(&self.vault.random),
            runtime: Arc::clone(&self.runtime),
            keys: Some(Arc::clone(&self.vault.keys)),
            network: self.network,
            client: ClientInfo {
                platform: self.device.platform,
                version: Version::parse(&self.device.app_version).unwrap_or(Version(0, 0, 0)),
            },
        }
    }
}
