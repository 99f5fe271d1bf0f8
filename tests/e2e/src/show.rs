//! The demo: both sides behind one address, under the system's clock, and its phone in a browser.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::sync::Arc;

use countersign_core::app::{Authenticator, Choice, Dependencies, Device, NewVault, Platform};
use countersign_core::clock::SystemClock;
use countersign_core::net::TokioRuntime;
use countersign_core::random::SystemRandom;
use countersign_core::secret::SecretString;
use countersign_core::url::Network;
use countersign_core::vault::{KdfParams, StateFolder, VaultDependencies};
use countersign_demo::server::Demo;
use tokio::task::JoinSet;

use crate::browser::{Browser, Looks};
use crate::folder::Folder;
use crate::phone::{PASSCODE, loopback};
use crate::wait::until;

/// A demo that serves.
pub struct Show {
    /// Its folder, which outlives it.
    pub folder: Folder,
    /// Who signs in, with the password.
    pub person: (String, String),
    origin: String,
    /// Ends with this.
    serving: JoinSet<()>,
}

impl Show {
    /// A demo in a fresh folder.
    pub async fn new() -> Self {
        Self::within(Folder::new()).await
    }

    /// The same, whose numbers are as long as this.
    pub async fn with_digits(digits: u8) -> Self {
        let folder = Folder::new();
        tell(&folder, &format!("request_life = 600\ndigits = {digits}\n"));
        Self::within(folder).await
    }

    /// A demo whose phone has these code accounts.
    pub async fn with_codes(links: &[&str]) -> Self {
        let folder = Folder::new();
        let phone = authenticator(&folder);
        let passcode = Some(SecretString::new(PASSCODE.to_owned()));
        let new = NewVault { passcode, kdf: KdfParams::FLOOR, ..NewVault::default() };
        phone.vault().create(new).expect("a vault can be made");
        for link in links {
            let preview = phone
                .accounts()
                .preview(link.as_bytes())
                .await
                .expect("the link is a code account");
            phone.accounts().add(preview, Choice::KeepBoth).await.expect("it can be added");
        }
        drop(phone);
        Self::within(folder).await
    }

    /// The demo ends and is started again in its folder.
    pub async fn restart(self) -> Self {
        let Self { folder, mut serving, .. } = self;
        serving.shutdown().await;
        Self::within(folder).await
    }

    async fn within(folder: Folder) -> Self {
        // Requests live as long as they may, so that no slow machine decides a test.
        if !folder.path().join("signin").exists() {
            tell(&folder, "request_life = 600\n");
        }
        let demo = Demo::new(0, Some(folder.path())).await.expect("the demo starts");
        let (user, password) = demo.person();
        let person = (user.to_owned(), password.to_owned());
        let origin = demo.origin().to_owned();
        let mut serving = JoinSet::new();
        serving.spawn(async move { drop(demo.serve().await) });
        Self { folder, person, origin, serving }
    }

    /// `http://localhost:8400`.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// A browser with a profile of its own that looks like this.
    pub async fn browser(&self, looks: Looks) -> Browser {
        Browser::start(&self.origin, looks).await
    }

    /// The phone in a browser, its app open and unlocked.
    pub async fn phone(&self, looks: Looks) -> Browser {
        let phone = self.browser(looks).await;
        phone.open("/phone").await;
        open_app(&phone).await;
        phone
    }

    /// Types user and password in a browser.
    pub async fn sign_in(&self, browser: &Browser) {
        browser.open("/signin").await;
        browser.type_password(&self.person.0, &self.person.1).await;
    }
}

/// Tells the service about its organisation before it starts.
fn tell(folder: &Folder, realm: &str) {
    let signin = folder.path().join("signin");
    fs::DirBuilder::new().mode(0o700).create(&signin).expect("the folder can be made");
    let mut file = fs::OpenOptions::new();
    let made = file.write(true).create_new(true).mode(0o600).open(signin.join("realm.toml"));
    let written = made.and_then(|mut file| file.write_all(realm.as_bytes()));
    written.expect("the file can be written");
}

/// Opens the app on the phone and types the passcode, or chooses it.
pub async fn open_app(phone: &Browser) {
    if phone.find(".app-icon button").await.is_some() {
        phone.press_css(".app-icon button").await;
    }
    let asked = until(async || phone.find("#passcode").await.map(drop)).await;
    assert!(asked.is_some(), "no passcode is asked for: {:?}", phone.heading().await);
    phone.fill("#passcode", PASSCODE).await;
    if phone.find("#repeat").await.is_some() {
        phone.fill("#repeat", PASSCODE).await;
        phone.press("Continue").await;
    } else {
        phone.press("Unlock").await;
    }
    phone.expect("Accounts").await;
}

fn authenticator(folder: &Folder) -> Authenticator {
    let phone = folder.path().join("phone");
    let random = Arc::new(SystemRandom::new());
    let state = StateFolder::Under(phone.join("state"));
    Authenticator::new(Dependencies {
        vault: VaultDependencies::in_folder(&phone.join("vault"), state, random),
        clock: Arc::new(SystemClock),
        transport: loopback(),
        runtime: Arc::new(TokioRuntime),
        network: Network::LoopbackHttpToo,
        device: Device {
            name: "Ida's phone".to_owned(),
            platform: Platform::Test,
            app_version: "1.0.0".to_owned(),
            country: Some("NL".to_owned()),
        },
    })
}
