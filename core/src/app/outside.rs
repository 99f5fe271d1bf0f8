//! What a platform hands to the facade.

use std::sync::Arc;

use crate::clock::Clock;
use crate::net::{Network, Transport};
use crate::random::Random;
use crate::vault::{GenerationStore, SecureKey, VaultStore};

/// The outside world, given once.
#[derive(Clone)]
pub struct Outside {
    /// Where the vault's bytes live.
    pub store: Arc<dyn VaultStore>,
    /// Where the platform keeps small values outside the vault.
    pub generations: Arc<dyn GenerationStore>,
    /// The platform's key store.
    pub keys: Arc<dyn SecureKey>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Random bytes.
    pub random: Arc<dyn Random>,
    /// The network.
    pub transport: Arc<dyn Transport>,
    /// Which URLs are allowed.
    pub network: Network,
    /// What this device is.
    pub device: Device,
}

/// Which shell the core runs under; part of the `Countersign-Client` header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Platform {
    /// iOS
    Ios,
    /// Android
    Android,
    /// The command, the demo and tests
    Test,
}

impl Platform {
    /// The word in the header and in the enrolment.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ios => "ios",
            Self::Android => "android",
            Self::Test => "test",
        }
    }
}

/// This device, as its owner and the organisation know it.
#[derive(Debug, Clone)]
pub struct Device {
    /// Name to register under; four random characters follow it, so that it is unique.
    pub name: String,
    /// The shell.
    pub platform: Platform,
    /// The shell's version, `major.minor.patch`.
    pub app_version: String,
    /// ISO 3166-1 alpha-2 code of the country the phone is in, if known. Compared here, never sent.
    pub country: Option<String>,
}
