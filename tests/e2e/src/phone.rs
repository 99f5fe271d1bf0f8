//! The core as a phone: real vault files, real HTTP, a clock that the test moves.

use std::path::PathBuf;
use std::sync::Arc;

use countersign_core::account::DenyReason;
use countersign_core::app::{
    AddError, Added, Asked, Authenticator, Choice, Dependencies, Device, InboxView, NewVault,
    Platform, Preview, RequestError, RequestView, UnlockError, Unlocked,
};
use countersign_core::clock::FixedClock;
use countersign_core::net::{HttpTransport, TokioRuntime, Transport};
use countersign_core::random::{Random, SystemRandom};
use countersign_core::secret::SecretString;
use countersign_core::url::Network;
use countersign_core::vault::{KdfParams, StateFolder, Unlock, VaultDependencies};

use crate::folder::Folder;
use crate::pictures;

/// Every phone's passcode.
pub const PASSCODE: &str = "harbour-7391";

/// A phone, unlocked.
pub struct Phone {
    /// The facade.
    pub app: Authenticator,
    /// Its storage.
    pub folder: Folder,
    clock: FixedClock,
    options: PhoneOptions,
}

/// What a phone is like.
#[derive(Clone)]
pub struct PhoneOptions {
    /// Its name.
    pub name: String,
    /// The country it is in.
    pub country: Option<String>,
    /// Its network.
    pub transport: Arc<dyn Transport>,
    /// Its storage, where it is not a folder.
    pub parts: Option<VaultDependencies>,
    /// Its random bytes, where they are not the system's.
    pub random: Option<Arc<dyn Random>>,
}

impl Default for PhoneOptions {
    fn default() -> Self {
        Self {
            name: "Phone".to_owned(),
            country: Some("NL".to_owned()),
            transport: loopback(),
            parts: None,
            random: None,
        }
    }
}

/// The real HTTP client, loopback allowed.
#[must_use]
pub fn loopback() -> Arc<dyn Transport> {
    Arc::new(HttpTransport::new(Network::LoopbackHttpToo, None).expect("TLS can be set up"))
}

impl Phone {
    /// A phone with an empty vault.
    #[must_use]
    pub fn new(clock: &FixedClock, options: PhoneOptions) -> Self {
        let phone = Self::over(clock, options, Folder::new());
        let passcode = Some(passcode());
        let new = NewVault { passcode, kdf: KdfParams::FLOOR, ..NewVault::default() };
        phone.app.vault().create(new).expect("a vault can be made");
        phone
    }

    /// The same phone after its app was closed and opened again.
    #[must_use]
    pub fn restart(self) -> Self {
        let Self { app, folder, clock, options } = self;
        drop(app);
        let phone = Self::over(&clock, options, folder);
        phone.unlock().expect("the passcode opens the vault");
        phone
    }

    /// Another device with a copy of all that this one stores, unlocked.
    #[must_use]
    pub fn clone_of_storage(&self) -> Self {
        let phone = Self::over(&self.clock, self.options.clone(), self.folder.copy());
        phone.unlock().expect("the passcode opens the copy");
        phone
    }

    /// A locked phone over what is in a folder.
    #[must_use]
    pub fn over(clock: &FixedClock, options: PhoneOptions, folder: Folder) -> Self {
        let app = Authenticator::new(outside(clock, &options, &folder));
        Self { app, folder, clock: clock.clone(), options }
    }

    /// Unlocks with the passcode.
    ///
    /// # Errors
    /// As the facade.
    pub fn unlock(&self) -> Result<Unlocked, UnlockError> {
        self.app.vault().unlock(Unlock::Passcode(&passcode()))
    }

    /// The vault's file.
    #[must_use]
    pub fn vault_file(&self) -> PathBuf {
        self.folder.path().join("data").join("vault")
    }

    /// Points the camera at a picture and says "continue".
    ///
    /// # Errors
    /// As the facade.
    pub async fn scan(&self, png: &[u8]) -> Result<Added, AddError> {
        self.add(&pictures::read(png)).await
    }

    /// Takes a scanned text and says "continue".
    ///
    /// # Errors
    /// As the facade.
    pub async fn add(&self, text: &str) -> Result<Added, AddError> {
        let preview = self.app.accounts().preview(text.as_bytes()).await?;
        self.app.accounts().add(preview, Choice::OnlyNew).await
    }

    /// What would be added for a picture.
    ///
    /// # Errors
    /// As the facade.
    pub async fn preview(&self, png: &[u8]) -> Result<Preview, AddError> {
        self.app.accounts().preview(pictures::read(png).as_bytes()).await
    }

    /// Asks the service once.
    ///
    /// # Errors
    /// As the facade.
    pub async fn refresh(&self) -> Result<InboxView, RequestError> {
        self.app.requests().refresh(Asked::ByItself, &|| {}).await
    }

    /// Asks the service once; the request in front, if there is one.
    pub async fn look(&self) -> Option<RequestView> {
        let inbox = self.refresh().await.expect("the vault is open");
        inbox.front().cloned()
    }

    /// Asks the service once, and opens the request that must be there.
    pub async fn request(&self) -> RequestView {
        let front = self.look().await.expect("the request is there at the next refresh");
        self.app.requests().open(&front.request.id).await.expect("the request opens")
    }

    /// Unlocks for a request, types a number and presses YES.
    pub async fn answer(&self, request: &RequestView, number: &str) -> RequestView {
        self.try_answer(request, number).await.expect("the request can be answered")
    }

    /// The same, when it may be refused.
    ///
    /// # Errors
    /// As the facade.
    pub async fn try_answer(
        &self,
        request: &RequestView,
        number: &str,
    ) -> Result<RequestView, RequestError> {
        let id = &request.request.id;
        match self.app.requests().authorise(id, Unlock::Passcode(&passcode())) {
            Ok(_) => {}
            Err(UnlockError::NoSuchRequest) => return Err(RequestError::Ended),
            Err(error) => panic!("the passcode unlocks: {error:?}"),
        }
        self.app.requests().type_number(id, &SecretString::new(number.to_owned()))?;
        self.app.requests().approve(id).await
    }

    /// "No, it's not me".
    pub async fn deny(&self, request: &RequestView) -> RequestView {
        self.app
            .requests()
            .deny(&request.request.id, DenyReason::UnknownTrigger)
            .await
            .expect("the request can be denied")
    }

    /// Opens the request that must be there and approves it with a number.
    pub async fn approve(&self, number: &str) -> RequestView {
        let request = self.request().await;
        self.answer(&request, number).await
    }
}

/// Every phone's passcode.
#[must_use]
pub fn passcode() -> SecretString {
    SecretString::new(PASSCODE.to_owned())
}

/// A number of the same length that is not this one.
#[must_use]
pub fn another(number: &str) -> String {
    let first = if number.starts_with('9') { "8" } else { "9" };
    format!("{first}{}", number.get(1..).unwrap_or_default())
}

fn outside(clock: &FixedClock, options: &PhoneOptions, folder: &Folder) -> Dependencies {
    let state = StateFolder::Exactly(folder.path().join("state"));
    let random = options.random.clone().unwrap_or_else(|| Arc::new(SystemRandom::new()));
    let in_folder = || VaultDependencies::in_folder(&folder.path().join("data"), state, random);
    Dependencies {
        vault: options.parts.clone().unwrap_or_else(in_folder),
        clock: Arc::new(clock.clone()),
        transport: Arc::clone(&options.transport),
        runtime: Arc::new(TokioRuntime),
        network: Network::LoopbackHttpToo,
        device: Device {
            name: options.name.clone(),
            platform: Platform::Test,
            app_version: "1.2.3".to_owned(),
            country: options.country.clone(),
        },
    }
}
