//! Both sides from one beginning to the next: the service, the phones, their time and their network.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::response::Redirect;
use countersign_core::net::Transport;
use countersign_core::random::SystemRandom as PhoneRandom;
use countersign_signin::outside::SystemRandom;
use countersign_signin::{Config, Frames, Organisation, Place, Service};

use crate::browser::Browser;
use crate::clocks::Clocks;
use crate::drawer::Drawer;
use crate::phone::session::{OF_PHONES, Sessions};
use crate::phone::{self, Handsets, Parts, Phone};
use crate::screens::paths;
use crate::server::DemoError;
use crate::stage::{self, Stage};
use crate::wire::Wire;

/// Where somebody else signs in from: an address of those that are for documentation (RFC 5737).
const ABROAD: ([u8; 4], &str, &str, &str) =
    ([203, 0, 113, 7], "203.0.113.0/24", "Recife, Brazil", "BR");
/// Somebody else's browser.
const THEIR_AGENT: &str =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";

/// Files that keep numbers: how far the clocks are ahead, and the first and the last phone that is there.
const AHEAD: &str = "ahead";
const FIRST: &str = "first-phone";
const LAST: &str = "last-phone";

/// Both sides.
pub(crate) struct World {
    pub(crate) service: Service,
    pub(crate) handsets: Handsets,
    pub(crate) clocks: Arc<Clocks>,
    pub(crate) wire: Arc<Wire>,
    pub(crate) drawer: Arc<Drawer>,
    /// All addresses of both sides.
    pub(crate) router: Router,
    pub(crate) stage: Arc<Stage>,
    origin: String,
    sessions: Arc<Sessions>,
}

impl World {
    /// Both sides as they were left, or fresh.
    pub(crate) fn new(
        stage: &Arc<Stage>,
        origin: &str,
        network: &Arc<dyn Transport>,
    ) -> Result<Self, DemoError> {
        let clocks = Arc::new(Clocks::default());
        if let Some(ahead) = stage.kept_number(AHEAD) {
            clocks.advance(ahead);
        }
        let service = service(stage, origin, &clocks)?;
        stage.people(&service)?;
        let drawer = Arc::new(Drawer::default());
        let wire = Arc::new(Wire::new(Arc::clone(network), Arc::clone(&drawer)));
        let sessions = Arc::new(Sessions::new(Arc::new(PhoneRandom::new()), OF_PHONES));
        let first = stage.kept_number(FIRST).unwrap_or(1);
        let made = Maker {
            stage,
            origin,
            clocks: &clocks,
            wire: &wire,
            drawer: &drawer,
            sessions: &sessions,
        };
        let handsets = Handsets::of(made.phone(first));
        for number in first.saturating_add(1)..=stage.kept_number(LAST).unwrap_or(first) {
            handsets.add(made.phone(number));
        }
        let router = service
            .router()
            .merge(phone::router(handsets.clone()))
            .fallback(|| async { Redirect::to(paths::FRAME) });
        Ok(Self {
            service,
            handsets,
            clocks,
            wire,
            drawer,
            router,
            stage: Arc::clone(stage),
            origin: origin.to_owned(),
            sessions,
        })
    }

    /// A phone in the place of all others, or one more.
    pub(crate) fn new_phone(&self, in_their_place: bool) -> std::io::Result<()> {
        let first = self.stage.kept_number(FIRST).unwrap_or(1);
        let next = self.stage.kept_number(LAST).unwrap_or(first).saturating_add(1);
        self.stage.keep_number(LAST, next)?;
        let made = Maker {
            stage: &self.stage,
            origin: &self.origin,
            clocks: &self.clocks,
            wire: &self.wire,
            drawer: &self.drawer,
            sessions: &self.sessions,
        };
        let phone = made.phone(next);
        if in_their_place {
            self.stage.keep_number(FIRST, next)?;
            self.handsets.replace(phone);
        } else {
            self.handsets.add(phone);
        }
        Ok(())
    }

    /// Moves the time of both sides, and tells those who wait.
    pub(crate) fn advance(&self, seconds: u64) -> std::io::Result<()> {
        let ahead = self.stage.kept_number(AHEAD).unwrap_or(0).saturating_add(seconds);
        self.stage.keep_number(AHEAD, ahead)?;
        self.clocks.advance(seconds);
        self.service.look_again();
        Ok(())
    }

    /// The browser of somebody in another country.
    pub(crate) fn somebody(&self) -> Browser {
        let from = SocketAddr::from((ABROAD.0, 443));
        Browser::of_somebody(self.service.router(), &self.origin, from, THEIR_AGENT)
    }
}

fn service(stage: &Stage, origin: &str, clocks: &Arc<Clocks>) -> Result<Service, DemoError> {
    let mut organisation = Organisation::in_folder(&stage.organisation())?;
    let (_, range, place, country) = ABROAD;
    organisation.places.extend(Place::parse(range, place, country));
    let config = Config {
        base_url: Some(origin.to_owned()),
        organisation,
        data: Some(stage.signin()),
        frames: Frames::SameOrigin,
        ..Config::default()
    };
    let clocks = Arc::clone(clocks);
    let clock = Arc::new(move || clocks.service());
    Ok(Service::new(config, clock, Arc::new(SystemRandom::default()))?)
}

/// Makes phones of one world.
struct Maker<'a> {
    stage: &'a Stage,
    origin: &'a str,
    clocks: &'a Arc<Clocks>,
    wire: &'a Arc<Wire>,
    drawer: &'a Arc<Drawer>,
    sessions: &'a Arc<Sessions>,
}

impl Maker<'_> {
    fn phone(&self, number: u64) -> Phone {
        let name = if number == 1 {
            stage::DEVICE.to_owned()
        } else {
            format!("{} {number}", stage::DEVICE)
        };
        Phone::new(Parts {
            folder: self.stage.phone(number),
            name,
            origin: self.origin.to_owned(),
            clocks: Arc::clone(self.clocks),
            wire: Arc::clone(self.wire),
            drawer: Arc::clone(self.drawer),
            sessions: Arc::clone(self.sessions),
        })
    }
}
