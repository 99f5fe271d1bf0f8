//! The authenticator: made, unlocked, locked.

use std::sync::{Arc, Mutex};

use countersign_core::app::{
    self, Device, NewVault, Outside, Platform, Proof, Unlocked, VaultState,
};
use countersign_core::clock::{self, SystemClock};
use countersign_core::net::{HttpTransport, Network, TokioRuntime};
use countersign_core::random::SystemRandom;
use countersign_core::secret::SecretString;
use countersign_core::vault::{KdfParams, NewPlatformSlot, Parts, Standing, Unlock};

use crate::error::UnlockError;
use crate::foreign::{Clock, GenerationStore, SecureKey, Shell, VaultStore};

/// What this device is.
#[derive(Debug, Clone, uniffi::Record)]
pub struct DeviceInfo {
    /// Its name, as the organisation will list it; four random characters follow it.
    pub name: String,
    /// The shell.
    pub platform: Platform,
    /// The app's version, `major.minor.patch`.
    pub app_version: String,
    /// The country the phone is in (ISO 3166-1 alpha-2), if known. Compared here, never sent.
    pub country: Option<String>,
}

/// Where the vault stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum VaultStatus {
    /// There is none: make one.
    Absent,
    /// Unlock it.
    Locked {
        /// Whether a passcode opens it.
        passcode: bool,
        /// Tries left for the passcode; 0 means that it is switched off.
        tries_left: u8,
        /// Seconds until the passcode may be tried.
        wait: u64,
    },
    /// It is open.
    Open,
    /// It is open and cannot be changed: an older copy, or one that this device does not know.
    ReadOnly,
}

/// What unlocking brought.
#[derive(Debug, uniffi::Record)]
pub struct UnlockOutcome {
    /// The unlock itself, to be spent on the request that it was made for.
    pub proof: Arc<UnlockProof>,
    /// Whether the file is not the one that this device saved last: tell the person.
    pub unexpected_copy: bool,
}

/// An unlock that was just made; good for one request, within a minute.
#[derive(Debug, uniffi::Object)]
pub struct UnlockProof(pub(crate) Mutex<Option<Proof>>);

/// Countersign's core. Thread-safe; make one for the life of the app.
#[derive(Debug, uniffi::Object)]
pub struct Authenticator {
    pub(crate) core: Arc<app::Authenticator>,
}

#[uniffi::export]
impl Authenticator {
    /// Over the platform's stores and keys. `roots` are the certificates (DER) that the platform
    /// trusts, without those that its user added; without them the built-in ones are used. The clock
    /// is the system's unless one is given. Only `https` is contacted.
    #[uniffi::constructor]
    pub fn new(
        store: Arc<dyn VaultStore>,
        generations: Arc<dyn GenerationStore>,
        keys: Arc<dyn SecureKey>,
        clock: Option<Arc<dyn Clock>>,
        device: DeviceInfo,
        roots: Option<Vec<Vec<u8>>>,
    ) -> Result<Arc<Self>, UnlockError> {
        let parts = parts(store, generations, keys, false);
        Self::assemble(parts, clock, device, roots, Network::HttpsOnly)
    }

    /// Where the vault stands.
    pub fn vault_status(&self) -> Result<VaultStatus, UnlockError> {
        Ok(match self.core.vault_state()? {
            VaultState::None => VaultStatus::Absent,
            VaultState::Open => VaultStatus::Open,
            VaultState::ReadOnly => VaultStatus::ReadOnly,
            VaultState::Locked(info) => VaultStatus::Locked {
                passcode: info.passcode.is_some(),
                tries_left: info.passcode.map_or(0, |passcode| passcode.tries_left),
                wait: info.passcode.map_or(0, |passcode| passcode.wait),
            },
        })
    }

    /// Makes a vault that the platform's key `platform_key` opens, and a passcode too if one is given.
    /// Blocks for a key derivation.
    pub fn create_vault(
        &self,
        platform_key: Option<String>,
        user_presence: bool,
        passcode: Option<String>,
    ) -> Result<UnlockOutcome, UnlockError> {
        let platform = platform_key.map(|key_id| NewPlatformSlot { key_id, user_presence });
        let kdf = match &passcode {
            Some(_) => self.core.calibrate()?,
            None => KdfParams::DEFAULT,
        };
        let passcode = passcode.map(SecretString::new);
        Ok(self.core.create_vault(NewVault { passcode, kdf, platform })?.into())
    }

    /// Opens the vault by its passcode. Blocks for a key derivation.
    pub fn unlock_with_passcode(&self, passcode: String) -> Result<UnlockOutcome, UnlockError> {
        let passcode = SecretString::new(passcode);
        Ok(self.core.unlock(Unlock::Passcode(&passcode))?.into())
    }

    /// Opens the vault by the platform's key. Blocks while the platform asks the person.
    pub fn unlock_with_platform(&self) -> Result<UnlockOutcome, UnlockError> {
        Ok(self.core.unlock(Unlock::Platform)?.into())
    }

    /// Takes an older or unknown copy of the vault as the vault from now on.
    pub fn accept_vault(&self) -> Result<(), UnlockError> {
        Ok(self.core.accept_vault()?)
    }

    /// Locks: keys, secrets and requests leave the memory.
    pub fn lock(&self) -> Result<(), UnlockError> {
        self.core.lock();
        Ok(())
    }

    /// Sets another passcode; `proof` is an unlock that was just made.
    pub fn change_passcode(&self, proof: Arc<UnlockProof>, new: String) -> Result<(), UnlockError> {
        let proof = proof.take().ok_or(UnlockError::AnotherWay { key_lost: false })?;
        let kdf = self.core.calibrate()?;
        Ok(self.core.change_passcode(proof, SecretString::new(new), kdf)?)
    }

    /// The phone is in this country now, or it is not known.
    pub fn set_country(&self, country: Option<String>) -> Result<(), UnlockError> {
        self.core.set_country(country);
        Ok(())
    }
}

impl Authenticator {
    pub(crate) fn assemble(
        vault: Parts,
        clock: Option<Arc<dyn Clock>>,
        device: DeviceInfo,
        roots: Option<Vec<Vec<u8>>>,
        network: Network,
    ) -> Result<Arc<Self>, UnlockError> {
        let transport =
            HttpTransport::new(network, roots).map_err(|_| UnlockError::Failed { full: false })?;
        let clock: Arc<dyn clock::Clock> = match clock {
            Some(clock) => Arc::new(Shell(clock)),
            None => Arc::new(SystemClock),
        };
        let device = Device {
            name: device.name,
            platform: device.platform,
            app_version: device.app_version,
            country: device.country,
        };
        let runtime = Arc::new(TokioRuntime);
        let outside =
            Outside { vault, clock, transport: Arc::new(transport), runtime, network, device };
        let core = Arc::new(app::Authenticator::new(outside));
        Ok(Arc::new(Self { core }))
    }
}

impl UnlockProof {
    pub(crate) fn take(&self) -> Option<Proof> {
        self.0.lock().ok()?.take()
    }
}

impl From<Unlocked> for UnlockOutcome {
    fn from(unlocked: Unlocked) -> Self {
        let expected = matches!(unlocked.standing, Standing::Current | Standing::Repaired);
        let proof = Arc::new(UnlockProof(Mutex::new(Some(unlocked.proof))));
        Self { proof, unexpected_copy: !expected }
    }
}

/// The vault's outside, in the shell's hands.
pub(crate) fn parts(
    store: Arc<dyn VaultStore>,
    generations: Arc<dyn GenerationStore>,
    keys: Arc<dyn SecureKey>,
    passcode_alone: bool,
) -> Parts {
    Parts {
        store: Arc::new(Shell(store)),
        keys: Arc::new(Shell(keys)),
        generations: Arc::new(Shell(generations)),
        random: Arc::new(SystemRandom::new()),
        passcode_alone,
    }
}
