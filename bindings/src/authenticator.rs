//! The authenticator, made over what the shell hands in.

use std::sync::Arc;

use countersign_core::app::{
    self, Dependencies, Device, HttpTransport, Network, Notifications, Platform, PushTargetError,
    PushTransport, SecretString, SystemClock, SystemRandom, TokioRuntime, UnlockError,
    VaultDependencies,
};

use crate::accounts::Accounts;
use crate::foreign::{Clock, DeviceStateStore, ForeignAdapter, SecureKey, VaultStore};
use crate::requests::Requests;
use crate::services::Services;
use crate::settings::Settings;
use crate::transfer::Transfer;
use crate::vault::Vault;

/// What this device is.
#[derive(Debug, Clone, uniffi::Record)]
pub struct DeviceInfo {
    /// Its name, as the organisation will list it until the person calls it otherwise; four random
    /// characters follow it.
    pub name: String,
    /// The shell.
    pub platform: Platform,
    /// The app's version, `major.minor.patch`.
    pub app_version: String,
    /// The country the phone is in (ISO 3166-1 alpha-2), if known. Compared here, never sent.
    pub country: Option<String>,
}

/// Countersign's core. Thread-safe; make one for the life of the app.
#[derive(Debug, uniffi::Object)]
pub struct Authenticator {
    core: app::Authenticator,
}

#[uniffi::export]
impl Authenticator {
    /// Over the platform's stores and keys. `roots` are the certificates (DER) that the platform
    /// trusts, without those that its user added; without them the built-in ones are used. The clock
    /// is the system's unless one is given. Only `https` is contacted.
    #[uniffi::constructor]
    pub fn new(
        store: Arc<dyn VaultStore>,
        device_state: Arc<dyn DeviceStateStore>,
        keys: Arc<dyn SecureKey>,
        clock: Option<Arc<dyn Clock>>,
        device: DeviceInfo,
        roots: Option<Vec<Vec<u8>>>,
    ) -> Result<Arc<Self>, UnlockError> {
        let parts = parts(store, device_state, keys, false);
        Self::assemble(parts, clock, device, roots, Network::HttpsOnly)
    }

    /// The vault: made, opened, locked, and the ways to open it.
    pub fn vault(&self) -> Result<Arc<Vault>, UnlockError> {
        Ok(Arc::new(Vault(self.core.vault())))
    }

    /// The account list, its codes, and what is added to it.
    pub fn accounts(&self) -> Result<Arc<Accounts>, UnlockError> {
        Ok(Arc::new(Accounts(self.core.accounts())))
    }

    /// Sign-in requests.
    pub fn requests(&self) -> Result<Arc<Requests>, UnlockError> {
        Ok(Arc::new(Requests(self.core.requests())))
    }

    /// Settings of single accounts, and the bin.
    pub fn settings(&self) -> Result<Arc<Settings>, UnlockError> {
        Ok(Arc::new(Settings(self.core.settings())))
    }

    /// What services do besides requests.
    pub fn services(&self) -> Result<Arc<Services>, UnlockError> {
        Ok(Arc::new(Services(self.core.services())))
    }

    /// Moving in from other apps and out to them, and backups.
    pub fn transfer(&self) -> Result<Arc<Transfer>, UnlockError> {
        Ok(Arc::new(Transfer(self.core.transfer())))
    }

    /// The phone is in this country now, or it is not known.
    pub fn set_country(&self, country: Option<String>) -> Result<(), UnlockError> {
        self.core.set_country(country);
        Ok(())
    }

    /// What the person says to notifications: to be told at each start, each time the app comes to the front, and
    /// when they were asked.
    pub fn set_notifications(&self, now: Notifications) -> Result<(), UnlockError> {
        self.core.set_notifications(now);
        Ok(())
    }

    /// The person calls this phone so: accounts added from now on register this name. Nothing goes back
    /// to the name of `DeviceInfo`. Not stored: say it at each start.
    pub fn set_device_name(&self, name: String) -> Result<(), UnlockError> {
        self.core.set_device_name(&name);
        Ok(())
    }

    /// Where services send what rings on this phone. An endpoint that may not be used is refused.
    pub fn set_push_address(
        &self,
        transport: PushTransport,
        address: String,
    ) -> Result<(), PushTargetError> {
        self.core.set_push_address(transport, SecretString::new(address))
    }

    /// Nothing rings on this phone any more; services are told so.
    pub fn no_push_address(&self) -> Result<(), PushTargetError> {
        self.core.no_push_address();
        Ok(())
    }
}

impl Authenticator {
    pub(crate) fn assemble(
        vault: VaultDependencies,
        clock: Option<Arc<dyn Clock>>,
        device: DeviceInfo,
        roots: Option<Vec<Vec<u8>>>,
        network: Network,
    ) -> Result<Arc<Self>, UnlockError> {
        let transport = HttpTransport::new(network, roots).map_err(|_| UnlockError::Failed)?;
        let clock: Arc<dyn app::Clock> = match clock {
            Some(clock) => Arc::new(ForeignAdapter(clock)),
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
            Dependencies { vault, clock, transport: Arc::new(transport), runtime, network, device };
        Ok(Arc::new(Self { core: app::Authenticator::new(outside) }))
    }
}

/// The vault's outside, in the shell's hands.
pub(crate) fn parts(
    store: Arc<dyn VaultStore>,
    device_state: Arc<dyn DeviceStateStore>,
    keys: Arc<dyn SecureKey>,
    passcode_alone: bool,
) -> VaultDependencies {
    VaultDependencies {
        store: Arc::new(ForeignAdapter(store)),
        keys: Arc::new(ForeignAdapter(keys)),
        device_state: Arc::new(ForeignAdapter(device_state)),
        random: Arc::new(SystemRandom::new()),
        passcode_alone,
    }
}
