//! The demo's phone: the core's facade behind screens that a browser draws.
//!
//! Every tap goes to [`countersign_core::app::Authenticator`], as in the apps; what is here decides
//! only which screen is in front. One phone a process, whoever looks at it.

mod draw;
mod handlers;
mod kept;
mod list;
mod outcome;
mod pictures;
mod session;
mod taps;
mod ui;
mod version;
mod words;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use countersign_core::app::{Authenticator, Dependencies, Device, Platform};
use countersign_core::clock::{Clock, SystemClock};
use countersign_core::net::{HttpTransport, TlsError, TokioRuntime};
use countersign_core::random::SystemRandom;
use countersign_core::url::Network;
use countersign_core::vault::{StateFolder, VaultDependencies};

pub use handlers::router;

use kept::Kept;
use session::Sessions;
use ui::Ui;

/// The country that the demo's phone says it is in.
const COUNTRY: &str = "NL";

/// The phone. Clones are the same phone.
#[derive(Clone)]
pub struct Phone(Arc<Inner>);

struct Inner {
    app: Authenticator,
    clock: Arc<dyn Clock>,
    ui: Mutex<Ui>,
    kept: Kept,
    /// One tap after the other, so that two quick ones cannot cross.
    taps: tokio::sync::Mutex<()>,
    sessions: Sessions,
    origin: String,
}

impl Phone {
    /// A phone whose vault is in `folder`, for a page at `origin` (`http://localhost:8400`).
    ///
    /// # Errors
    /// [`TlsError`] when the network cannot be set up.
    pub fn new(folder: &Path, origin: &str, device_name: &str) -> Result<Self, TlsError> {
        let random = Arc::new(SystemRandom::new());
        let state = StateFolder::Under(folder.join("state"));
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let network = Network::LoopbackHttpToo;
        let outside = Dependencies {
            vault: VaultDependencies::in_folder(&folder.join("vault"), state, random.clone()),
            clock: Arc::clone(&clock),
            transport: Arc::new(HttpTransport::new(network, None)?),
            runtime: Arc::new(TokioRuntime),
            network,
            device: Device {
                name: device_name.to_owned(),
                platform: Platform::Test,
                app_version: env!("CARGO_PKG_VERSION").to_owned(),
                country: Some(COUNTRY.to_owned()),
            },
        };
        let kept = Kept::under(folder);
        let ui = Ui { notifications: kept.notifications(), ..Ui::default() };
        Ok(Self(Arc::new(Inner {
            app: Authenticator::new(outside),
            clock,
            ui: Mutex::new(ui),
            kept,
            taps: tokio::sync::Mutex::default(),
            sessions: Sessions::new(random),
            origin: origin.to_owned(),
        })))
    }

    fn app(&self) -> &Authenticator {
        &self.0.app
    }

    fn now(&self) -> u64 {
        self.0.clock.now()
    }

    fn ui(&self) -> MutexGuard<'_, Ui> {
        // What a panic left behind is a screen, not a secret: draw it.
        self.0.ui.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs what derives a key or may wait for the person where it holds nobody up.
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Authenticator) -> T + Send + 'static,
    ) -> Option<T> {
        let phone = self.clone();
        tokio::task::spawn_blocking(move || work(phone.app())).await.ok()
    }
}
