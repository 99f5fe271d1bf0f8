//! The sign-in service and its people, under a clock that the whole stage shares.

use std::sync::Arc;

use countersign_core::clock::{Clock, FixedClock, SystemClock};
use countersign_core::random::{Random, SystemRandom};
use countersign_signin::outside::NoRandom;
use countersign_signin::{Config, Mfa, NewUser, Role, Running, Service};

use crate::browser::{Browser, Looks};
use crate::phone::{Phone, PhoneOptions};

/// Who signs in, and who administers.
pub const IDA: &str = "ida@harbour.test";
/// The administrator.
pub const ADMIN: &str = "admin@harbour.test";
/// Everybody's password.
pub const PASSWORD: &str = "correct-horse-9142";

/// The service, listening on loopback.
pub struct Stage {
    /// The time of service and phones.
    pub clock: FixedClock,
    /// The service. `None` after [`Stage::close`].
    running: Option<Running>,
    base_url: String,
}

impl Stage {
    /// A service with the default organisation, and `--test-control` for what no browser is needed for.
    pub async fn new() -> Self {
        Self::with(Config { test_control: true, ..Config::default() }).await
    }

    /// A service under the system's clock, for phones that are programs of their own. It can be moved
    /// by `--test-control` only.
    pub async fn under_the_systems_clock() -> Self {
        Self::with_the_systems_clock(Config { test_control: true, ..Config::default() }).await
    }

    /// The same, as configured.
    pub async fn with_the_systems_clock(config: Config) -> Self {
        let running = Service::start(config).await.expect("the service starts");
        let clock = FixedClock::at(SystemClock.now());
        Self { clock, base_url: running.base_url.clone(), running: Some(running) }
    }

    /// A service as configured.
    pub async fn with(config: Config) -> Self {
        let clock = FixedClock::at(SystemClock.now());
        let theirs = clock.clone();
        let random = SystemRandom::new();
        let fill = move |out: &mut [u8]| random.fill(out).map_err(|_| NoRandom);
        let running = Service::start_with(config, Arc::new(move || theirs.now()), Arc::new(fill))
            .await
            .expect("the service starts");
        Self { clock, base_url: running.base_url.clone(), running: Some(running) }
    }

    /// A service where Ida's next sign-in leads through the set-up.
    pub async fn with_ida() -> Self {
        let stage = Self::new().await;
        stage.add(IDA, Mfa::On, Role::User);
        stage
    }

    /// The same, and a phone that is set up.
    pub async fn with_idas_phone() -> (Self, Phone) {
        let stage = Self::with_ida().await;
        let phone = stage.phone("Ida's phone");
        crate::puppet::set_up(&stage, &phone).await;
        (stage, phone)
    }

    /// Adds an account.
    pub fn add(&self, name: &str, mfa: Mfa, role: Role) {
        let user = NewUser { name, password: PASSWORD, mfa, role };
        self.service().add_user(&user).expect("the account can be added");
    }

    /// Whether an account's sign-ins are confirmed with a phone.
    #[must_use]
    pub fn mfa(&self, name: &str) -> Mfa {
        let users = self.service().users().expect("the users can be listed");
        users.iter().find(|user| user.name == name).expect("the user is there").mfa
    }

    /// A phone with an empty vault.
    #[must_use]
    pub fn phone(&self, name: &str) -> Phone {
        Phone::new(&self.clock, PhoneOptions { name: name.to_owned(), ..PhoneOptions::default() })
    }

    /// A browser with a profile of its own.
    pub async fn browser(&self) -> Browser {
        self.browser_that(Looks::default()).await
    }

    /// A browser with a profile of its own that looks like this.
    pub async fn browser_that(&self, looks: Looks) -> Browser {
        Browser::start(&self.base_url, looks).await
    }

    /// `http://localhost:8400`.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Where the service listens, whatever its base URL is.
    #[must_use]
    pub fn address(&self) -> std::net::SocketAddr {
        self.running.as_ref().expect("the service still runs").addr
    }

    /// The service goes away, as when the network does.
    pub async fn close(&mut self) {
        if let Some(running) = self.running.take() {
            running.stop().await;
        }
    }

    fn service(&self) -> &Service {
        &self.running.as_ref().expect("the service still runs").service
    }
}
