//! The demo's phone: the core's facade behind screens that a browser draws.
//!
//! Every tap goes to [`countersign_core::app::Authenticator`], as in the apps; what is here decides
//! only which screen is in front. Whoever looks at it sees the same phone.

/// One call of the facade, written into the drawer.
macro_rules! facade {
    ($phone:ident.$handle:ident.$call:ident($($argument:expr),* $(,)?)) => {
        $phone.noted(stringify!($handle), stringify!($call)).$handle().$call($($argument),*)
    };
}

mod draw;
mod handlers;
mod handsets;
mod kept;
mod list;
mod outcome;
mod own;
mod pictures;
pub(crate) mod session;
mod states;
mod taps;
mod ui;
mod version;
mod words;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use countersign_core::app::{Authenticator, Dependencies, Device, Platform};
use countersign_core::clock::Clock;
use countersign_core::net::{TokioRuntime, Transport};
use countersign_core::random::SystemRandom;
use countersign_core::url::Network;
use countersign_core::vault::{StateFolder, VaultDependencies};

pub(crate) use handlers::router;
pub(crate) use handsets::Handsets;

use crate::clocks::{Clocks, PhoneClock};
use crate::drawer::Drawer;
use crate::wire::Wire;
use kept::Kept;
use session::Sessions;
use ui::Ui;

/// The country that the demo's phone says it is in.
const COUNTRY: &str = "NL";

/// A phone. Clones are the same phone.
#[derive(Clone)]
pub(crate) struct Phone(Arc<Inner>);

struct Inner {
    app: Authenticator,
    name: String,
    clock: Arc<dyn Clock>,
    clocks: Arc<Clocks>,
    drawer: Arc<Drawer>,
    ui: Mutex<Ui>,
    kept: Kept,
    /// One tap after the other, so that two quick ones cannot cross.
    taps: tokio::sync::Mutex<()>,
    sessions: Arc<Sessions>,
    origin: String,
}

/// What a phone is made of.
pub(crate) struct Parts {
    /// Where its vault is.
    pub(crate) folder: PathBuf,
    /// Its name.
    pub(crate) name: String,
    /// Where the page is: `http://localhost:8400`.
    pub(crate) origin: String,
    /// Its time.
    pub(crate) clocks: Arc<Clocks>,
    /// Its network.
    pub(crate) wire: Arc<Wire>,
    /// What is written down of it.
    pub(crate) drawer: Arc<Drawer>,
    /// Who looks at its screens.
    pub(crate) sessions: Arc<Sessions>,
}

impl Phone {
    /// A phone, as it was left.
    pub(crate) fn new(parts: Parts) -> Self {
        let Parts { folder, name, origin, clocks, wire, drawer, sessions } = parts;
        let random = Arc::new(SystemRandom::new());
        let state = StateFolder::Under(folder.join("state"));
        let clock: Arc<dyn Clock> = Arc::new(PhoneClock(Arc::clone(&clocks)));
        let transport: Arc<dyn Transport> = wire;
        let outside = Dependencies {
            vault: VaultDependencies::in_folder(&folder.join("vault"), state, random),
            clock: Arc::clone(&clock),
            transport,
            runtime: Arc::new(TokioRuntime),
            network: Network::LoopbackHttpToo,
            device: Device {
                name: name.clone(),
                platform: Platform::Test,
                app_version: env!("CARGO_PKG_VERSION").to_owned(),
                country: Some(COUNTRY.to_owned()),
            },
        };
        let kept = Kept::under(&folder);
        let ui = Ui { notifications: kept.notifications(), ..Ui::default() };
        Self(Arc::new(Inner {
            app: Authenticator::new(outside),
            name,
            clock,
            clocks,
            drawer,
            ui: Mutex::new(ui),
            kept,
            taps: tokio::sync::Mutex::default(),
            sessions,
            origin,
        }))
    }

    /// Its name.
    pub(crate) fn name(&self) -> &str {
        &self.0.name
    }

    fn app(&self) -> &Authenticator {
        &self.0.app
    }

    /// For `facade!`.
    fn noted(&self, handle: &'static str, call: &'static str) -> &Authenticator {
        self.0.drawer.call(handle, call);
        self.app()
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
        work: impl FnOnce(&Self) -> T + Send + 'static,
    ) -> Option<T> {
        let phone = self.clone();
        tokio::task::spawn_blocking(move || work(&phone)).await.ok()
    }
}
