//! What a platform hands to the facade.

use std::sync::Arc;

use crate::clock::Clock;
use crate::net::{Runtime, Transport};
use crate::push::Version;
use crate::push::adapter::{self, ClientInfo, Platform};
use crate::url::Network;
use crate::vault::VaultDependencies;

/// The outside world, given once.
///
/// ```
/// use std::path::Path;
/// use std::sync::Arc;
///
/// use countersign_core::app::{
///     Dependencies, Device, HttpTransport, Network, Platform, SystemClock, SystemRandom,
///     TokioRuntime, VaultDependencies,
/// };
/// use countersign_core::vault::StateFolder;
/// # fn dependencies(folder: &Path) -> Result<Dependencies, Box<dyn std::error::Error>> {
///
/// let random = Arc::new(SystemRandom::new());
/// let state = StateFolder::Exactly(folder.join("state"));
/// let dependencies = Dependencies {
///     vault: VaultDependencies::in_folder(&folder.join("vault"), state, random),
///     clock: Arc::new(SystemClock),
///     transport: Arc::new(HttpTransport::new(Network::HttpsOnly, None)?),
///     runtime: Arc::new(TokioRuntime),
///     network: Network::HttpsOnly,
///     device: Device {
///         name: "Ada's laptop".to_owned(),
///         platform: Platform::Test,
///         app_version: "1.2.3".to_owned(),
///         country: None,
///     },
/// };
/// # Ok(dependencies)
/// # }
/// # dependencies(Path::new("somewhere")).map(drop).unwrap();
/// ```
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
///
/// ```
/// use countersign_core::app::{Device, Platform};
///
/// let device = Device {
///     name: "Ada's phone".to_owned(),
///     platform: Platform::Android,
///     app_version: "1.2.3".to_owned(),
///     country: Some("NL".to_owned()),
/// };
/// # assert_eq!(device.country.as_deref(), Some("NL"));
/// ```
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
