//! The phone: what survives the end of its process, and the core's facade over it.

use std::sync::Arc;

use countersign_core::app::{Asked, Authenticator, Dependencies, Device, NewVault, Platform};
use countersign_core::clock::FixedClock;
use countersign_core::device::VaultFile;
use countersign_core::net::InstantRuntime;
use countersign_core::random::FixedRandom;
use countersign_core::url::Network;
use countersign_core::vault::testing::{MemoryDeviceState, MemoryKey, MemoryStore};
use countersign_core::vault::{NewPlatformSlot, Unlock, VaultDependencies};

use crate::line::Line;

/// What a phone has stored, keys of the platform apart.
pub(crate) struct Stored {
    vault: Vec<u8>,
    values: std::collections::BTreeMap<String, Vec<u8>>,
    keys: Arc<MemoryKey>,
}

pub(crate) struct Phone {
    pub(crate) app: Authenticator,
    pub(crate) runtime: Arc<InstantRuntime>,
    outside: Dependencies,
    store: Arc<MemoryStore>,
    state: Arc<MemoryDeviceState>,
    keys: Arc<MemoryKey>,
}

impl Phone {
    /// A phone with an empty vault.
    pub(crate) fn new(clock: &FixedClock, line: &Line, seed: u64) -> Self {
        let phone = Self::with(clock, line, seed, Arc::new(MemoryKey::seeded(seed)));
        let key = NewPlatformSlot { key_id: "unlock".to_owned(), user_presence: true };
        let new = NewVault { platform: Some(key), ..NewVault::default() };
        phone.app.vault().create(new).expect("a vault can be made");
        phone
    }

    /// A phone that has stored this.
    pub(crate) fn of(stored: &Stored, clock: &FixedClock, line: &Line, seed: u64) -> Self {
        let phone = Self::with(clock, line, seed, Arc::clone(&stored.keys));
        phone.put(stored);
        phone.unlock();
        phone
    }

    fn with(clock: &FixedClock, line: &Line, seed: u64, keys: Arc<MemoryKey>) -> Self {
        let store = Arc::new(MemoryStore::new());
        let state = Arc::new(MemoryDeviceState::new());
        let runtime = Arc::new(InstantRuntime::moving(clock.clone()));
        let outside = Dependencies {
            vault: VaultDependencies {
                store: Arc::clone(&store) as _,
                keys: Arc::clone(&keys) as _,
                device_state: Arc::clone(&state) as _,
                random: Arc::new(FixedRandom::seeded(seed)),
                passcode_alone: false,
            },
            clock: Arc::new(clock.clone()),
            transport: Arc::new(line.clone()),
            runtime: Arc::clone(&runtime) as _,
            network: Network::LoopbackHttpToo,
            device: Device {
                name: "Pixel".to_owned(),
                platform: Platform::Test,
                app_version: "1.2.3".to_owned(),
                country: Some("NL".to_owned()),
            },
        };
        let app = Authenticator::new(outside.clone());
        Self { app, runtime, outside, store, state, keys }
    }

    /// What it has stored.
    pub(crate) fn stored(&self) -> Stored {
        Stored {
            vault: self.store.bytes(VaultFile::Current).expect("there is a vault"),
            values: self.state.snapshot(),
            keys: Arc::clone(&self.keys),
        }
    }

    /// Puts a copy of before in the place of what is stored.
    pub(crate) fn put(&self, stored: &Stored) {
        self.store.put(VaultFile::Current, Some(stored.vault.clone()));
        self.store.put(VaultFile::Previous, None);
        self.state.restore(stored.values.clone());
    }

    /// The process ends and is started again; what was in memory is gone.
    pub(crate) fn restart(&mut self) {
        self.app = Authenticator::new(self.outside.clone());
        self.unlock();
    }

    pub(crate) fn unlock(&self) {
        self.app.vault().unlock(Unlock::Platform).expect("the vault opens");
    }
}

/// Asks all services.
pub(crate) async fn refresh(app: Authenticator) {
    drop(app.requests().refresh(Asked::ByThePerson, &|| {}).await);
}
