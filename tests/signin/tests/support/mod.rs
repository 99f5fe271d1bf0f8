//! What the tests share: a service on a fixed clock, a browser that keeps cookies and fills in
//! forms, and a phone of its own making (no line of `countersign-core`).

pub mod browser;
pub mod openapi;
pub mod phone;
pub mod plain;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use countersign_signin::outside::SystemRandom;
use countersign_signin::{Config, Mfa, NewUser, Role, Running, Service};

pub use browser::{Browser, Page};
pub use phone::{Phone, Reply};

pub const IDA: &str = "ida@harbour.test";
pub const PASSWORD: &str = "correct horse battery";
pub const ADMIN: &str = "admin@harbour.test";
pub const NOW: u64 = 1_764_000_000;

/// A service on a fixed clock, with one user and one administrator.
pub struct World {
    pub running: Running,
    pub clock: Arc<AtomicU64>,
}

impl World {
    pub async fn new() -> Self {
        Self::with(Config::default()).await
    }

    pub async fn with(config: Config) -> Self {
        let clock = Arc::new(AtomicU64::new(NOW));
        let world = Self { running: start(config, &clock).await, clock };
        world.add(IDA, Mfa::On, Role::User);
        world.add(ADMIN, Mfa::Off, Role::Admin);
        world
    }

    pub fn add(&self, name: &str, mfa: Mfa, role: Role) {
        let user = NewUser { name, password: PASSWORD, mfa, role };
        self.running.service.add_user(&user).unwrap();
    }

    pub fn advance(&self, seconds: u64) {
        self.clock.fetch_add(seconds, Ordering::SeqCst);
    }

    pub fn now(&self) -> u64 {
        self.clock.load(Ordering::SeqCst)
    }

    pub fn browser(&self) -> Browser {
        Browser::new(&self.running.base_url)
    }

    pub fn phone(&self) -> Phone {
        Phone::new(&self.running.base_url, Arc::clone(&self.clock))
    }

    /// The state of the first user, from the admin page.
    pub async fn admin(&self) -> Browser {
        let mut admin = self.browser();
        admin.get("/admin").await;
        let page = admin.post("/admin/signin", &[("user", ADMIN), ("password", PASSWORD)]).await;
        assert_eq!(page.path, "/admin", "{}", page.text);
        admin
    }

    /// A browser with the set-up code of the first user on its page.
    pub async fn at_code(&self) -> Browser {
        let mut browser = self.browser();
        let page = browser.sign_in(IDA, PASSWORD).await;
        assert_eq!(page.path, "/signin/more-info", "{}", page.text);
        browser.post("/signin/more-info", &[]).await;
        browser.post("/signin/setup/app", &[]).await;
        let page = browser.post("/signin/setup/prepare", &[]).await;
        assert_eq!(page.path, "/signin/setup/scan", "{}", page.text);
        browser
    }

    /// The first user's phone, set up, and the browser that is on "Stay signed in?".
    pub async fn set_up(&self) -> (Phone, Browser) {
        let mut browser = self.at_code().await;
        let mut phone = self.phone();
        phone.enrol(&browser.code().await).await;
        let page = browser.post("/signin/setup/scan", &[]).await;
        assert_eq!(page.path, "/signin/setup/try", "{}", page.text);
        let request = phone.only_request().await;
        let reply = phone.approve(&request, &page.number()).await;
        assert_eq!(reply.status, 200, "{:?}", reply.body);
        let page = browser.get("/signin").await;
        assert_eq!(page.path, "/signin/setup/done", "{}", page.text);
        browser.post("/signin/setup/done", &[]).await;
        (phone, browser)
    }

    /// An administrator who was led through the set-up, with the phone, on the admin page.
    pub async fn administrator(&self, name: &str) -> (Phone, Browser) {
        let mut browser = self.browser();
        browser.get("/admin").await;
        browser.post("/admin/signin", &[("user", name), ("password", PASSWORD)]).await;
        browser.post("/signin/more-info", &[]).await;
        browser.post("/signin/setup/app", &[]).await;
        browser.post("/signin/setup/prepare", &[]).await;
        let mut phone = self.phone();
        phone.enrol(&browser.code().await).await;
        let page = browser.post("/signin/setup/scan", &[]).await;
        let request = phone.only_request().await;
        assert_eq!(phone.approve(&request, &page.number()).await.status, 200);
        browser.get("/signin").await;
        browser.post("/signin/setup/done", &[]).await;
        let page = browser.post("/signin/stay", &[("stay", "yes")]).await;
        assert_eq!(page.path, "/admin", "{}", page.text);
        (phone, browser)
    }

    /// A browser that is signed in and was confirmed with the first user's phone just now.
    pub async fn signed_in(&self) -> (Phone, Browser) {
        let (phone, mut browser) = self.set_up().await;
        assert_eq!(browser.post("/signin/stay", &[("stay", "no")]).await.path, "/mail");
        (phone, browser)
    }

    /// One more phone, set up from this browser, whose sign-in was confirmed just now.
    pub async fn add_phone(&self, browser: &mut Browser, label: &str) -> Phone {
        // Which phone approved last is known by the second.
        self.advance(1);
        browser.get("/phones").await;
        let page = browser.post("/phones/add", &[]).await;
        assert_eq!(page.path, "/signin/setup/app", "{}", page.text);
        browser.post("/signin/setup/app", &[]).await;
        browser.post("/signin/setup/prepare", &[]).await;
        let mut phone = self.phone();
        phone.label = label.into();
        phone.enrol(&browser.code().await).await;
        let page = browser.post("/signin/setup/scan", &[]).await;
        assert_eq!(page.path, "/signin/setup/try", "{}", page.text);
        let request = phone.only_request().await;
        assert_eq!(phone.approve(&request, &page.number()).await.status, 200);
        let page = browser.get("/signin").await;
        assert!(page.path == "/signin/setup/done" && page.has(label), "{}", page.text);
        let page = browser.post("/signin/setup/done", &[]).await;
        assert!(page.path == "/phones" && page.has("The phone is added."), "{}", page.text);
        phone
    }

    /// A new browser that shows the number, and the number.
    pub async fn at_number(&self) -> (Browser, String) {
        let mut browser = self.browser();
        let page = browser.sign_in(IDA, PASSWORD).await;
        assert_eq!(page.path, "/signin/number", "{}", page.text);
        let number = page.number();
        (browser, number)
    }
}

pub async fn start(config: Config, clock: &Arc<AtomicU64>) -> Running {
    let clock = Arc::clone(clock);
    let clock = Arc::new(move || clock.load(Ordering::SeqCst));
    Service::start_with(config, clock, Arc::new(SystemRandom::default())).await.unwrap()
}

pub fn http() -> reqwest::Client {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .unwrap()
}

/// A folder that ends with the test.
pub struct Folder(pub std::path::PathBuf);

impl Folder {
    pub fn new() -> Self {
        let path = std::env::temp_dir().join(format!("countersign-signin-{}", phone::uuid()));
        std::fs::create_dir(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The program itself.
pub fn program() -> std::process::Command {
    std::process::Command::new(env!("CARGO_BIN_EXE_countersign-signin"))
}

/// A number of the same length that is not this one.
pub fn another(number: &str) -> String {
    if number == "10" { "11".into() } else { "10".into() }
}
