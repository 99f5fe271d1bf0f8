//! A phone, its vault and a sign-in service, all in memory.

use std::sync::Arc;

use countersign_core::account::AccountId;
use countersign_core::app::{
    AccountView, AddError, Added, Asked, Authenticator, Choice, Dependencies, Device, InboxView,
    NewVault, Platform, Preview, RequestError, RequestView,
};
use countersign_core::clock::FixedClock;
use countersign_core::net::{InstantRuntime, Transport};
use countersign_core::random::FixedRandom;
use countersign_core::secret::SecretString;
use countersign_core::url::Network;
use countersign_core::vault::testing::{MemoryDeviceState, MemoryKey, MemoryStore};
use countersign_core::vault::{NewPlatformSlot, Unlock, VaultDependencies};

use crate::fuse::{Fuse, Fused};
use crate::server::{NUMBER, Server};

pub const NOW: u64 = 1_764_000_010;
pub const A: &str = "aaaaaaaa-0000-4000-8000-000000000000";
pub const B: &str = "bbbbbbbb-0000-4000-8000-000000000000";

pub struct World {
    pub clock: FixedClock,
    pub server: Server,
    pub store: Arc<MemoryStore>,
    pub fuse: Fuse,
    pub runtime: Arc<InstantRuntime>,
    pub keys: Arc<MemoryKey>,
    pub outside: Dependencies,
    pub app: Authenticator,
}

impl World {
    /// A phone with an empty vault, and a countersign+ service.
    pub fn new() -> Self {
        Self::with(true)
    }

    /// The same with a service that is the extension as it stands.
    pub fn plain() -> Self {
        Self::with(false)
    }

    /// A countersign+ phone whose vault is unlocked so.
    pub fn unlocked_by(new: NewVault) -> Self {
        Self::made(true, new)
    }

    fn with(strict: bool) -> Self {
        Self::made(strict, platform_key())
    }

    fn made(strict: bool, new: NewVault) -> Self {
        let clock = FixedClock::at(NOW);
        let fuse = Fuse::default();
        let server = Server::new(clock.clone(), strict, fuse.clone());
        let transport = Arc::new(server.clone());
        Self::built(clock, server, transport, fuse, new)
    }

    /// A phone over another network.
    pub fn over(clock: FixedClock, server: Server, transport: Arc<dyn Transport>) -> Self {
        Self::built(clock, server, transport, Fuse::default(), platform_key())
    }

    fn built(
        clock: FixedClock,
        server: Server,
        transport: Arc<dyn Transport>,
        fuse: Fuse,
        new: NewVault,
    ) -> Self {
        let runtime = Arc::new(InstantRuntime::default());
        let store = Arc::new(MemoryStore::new());
        let device_state = Arc::new(MemoryDeviceState::new());
        let keys = Arc::new(MemoryKey::seeded(1));
        let outside = Dependencies {
            vault: VaultDependencies {
                store: Arc::new(Fused { inner: Arc::clone(&store), fuse: fuse.clone() }),
                keys: Arc::clone(&keys) as _,
                device_state: Arc::new(Fused { inner: device_state, fuse: fuse.clone() }),
                random: Arc::new(FixedRandom::seeded(2)),
                passcode_alone: false,
            },
            clock: Arc::new(clock.clone()),
            transport,
            runtime: Arc::clone(&runtime) as _,
            network: Network::HttpsOnly,
            device: Device {
                name: "Pixel".to_owned(),
                platform: Platform::Test,
                app_version: "1.2.3".to_owned(),
                country: Some("NL".to_owned()),
            },
        };
        let app = Authenticator::new(outside.clone());
        app.vault().create(new).unwrap();
        Self { clock, server, store, fuse, runtime, keys, outside, app }
    }

    /// The same with an account in use.
    pub async fn enrolled() -> Self {
        let world = Self::new();
        world.add(1).await.unwrap();
        world.app.refresh().await.unwrap();
        world
    }

    /// A plain account in use.
    pub async fn plainly_enrolled() -> Self {
        let world = Self::plain();
        world.add(1).await.unwrap();
        world.app.refresh().await.unwrap();
        world
    }

    /// The app ends, wherever it is, and is started again; what was in memory is gone.
    pub fn restart(&mut self) {
        self.fuse.mend();
        self.app = Authenticator::new(self.outside.clone());
        self.app.vault().unlock(Unlock::Platform).unwrap();
    }

    pub async fn preview(&self, n: u8) -> Preview {
        self.app.accounts().preview(self.server.offer(n).as_bytes()).await.unwrap()
    }

    /// Scans enrolment code `n` and goes on.
    pub async fn add(&self, n: u8) -> Result<Added, AddError> {
        self.app.accounts().add(self.preview(n).await, Choice::OnlyNew).await
    }

    pub fn accounts(&self) -> Vec<AccountView> {
        self.app.accounts().list().unwrap()
    }

    /// The only account.
    pub fn account(&self) -> AccountView {
        let mut accounts = self.accounts();
        assert_eq!(accounts.len(), 1);
        accounts.remove(0)
    }

    pub fn id(&self) -> AccountId {
        self.account().id
    }

    /// A sign-in begins and the phone sees it.
    pub async fn asked(&self, cid: &str) -> InboxView {
        self.server.ask(cid);
        self.app.refresh().await.unwrap()
    }

    /// All but YES.
    pub fn ready(&self, cid: &str, number: &str) -> RequestView {
        self.app.requests().authorise(cid, Unlock::Platform).unwrap();
        self.app.requests().type_number(cid, &secret(number)).unwrap()
    }

    pub async fn approve(&self, cid: &str) -> Result<RequestView, RequestError> {
        self.ready(cid, NUMBER);
        self.app.requests().approve(cid).await
    }

    /// Bodies of the answers sent.
    pub fn answers(&self) -> Vec<String> {
        self.server.bodies("/respond")
    }

    pub fn completions(&self) -> Vec<String> {
        self.server.bodies("/enroll/complete")
    }
}

pub fn secret(text: &str) -> SecretString {
    SecretString::new(text.to_owned())
}

pub fn platform_key() -> NewVault {
    let key = NewPlatformSlot { key_id: "unlock".to_owned(), user_presence: true };
    NewVault { platform: Some(key), ..NewVault::default() }
}

/// The ids on the screen, in order.
pub fn ids(inbox: &InboxView) -> Vec<String> {
    inbox.requests.iter().map(|view| view.request.id.clone()).collect()
}

/// Asks all services and waits for them.
pub trait Refresh {
    fn refresh(&self) -> impl Future<Output = Result<InboxView, RequestError>>;
}

impl Refresh for Authenticator {
    async fn refresh(&self) -> Result<InboxView, RequestError> {
        self.requests().refresh(Asked::ByItself, &|| {}).await
    }
}
