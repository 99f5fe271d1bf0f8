//! What the service is told at its start.

use std::net::SocketAddr;
use std::path::PathBuf;

use crate::crypto::password::PasswordCost;
use crate::plain::PlainRealm;
use crate::rules::look::Look;
use crate::rules::place::Place;
use crate::rules::range::Range;
use crate::rules::version::Version;
use crate::{StartError, origin};

/// What the service is told at its start. `Config::default()` serves the realm `demo` from memory.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where to listen; with port 0 the system picks one. `127.0.0.1` stands for `::1` too.
    pub listen: SocketAddr,
    /// The address that browsers and phones use, the only source of the issuer, of `htu` and of
    /// links. `None` = `http://localhost` and the port.
    pub base_url: Option<String>,
    /// Folder of the database; `None` = in memory.
    pub data: Option<PathBuf>,
    /// Name of the realm.
    pub realm: String,
    /// Realms that behave like a plain server, for trying only.
    pub plain: Vec<PlainRealm>,
    /// Names of realms that speak pipush, for tests only: they need `test_control`.
    pub pipush: Vec<String>,
    /// What the organisation says about itself.
    pub organisation: Organisation,
    /// Whether `X-Forwarded-For` of the nearest proxy is believed, and at plain realms `X-Forwarded-Prefix`.
    pub trust_proxy: bool,
    /// Whether `/test/` is served.
    pub test_control: bool,
    /// What the hash of a password costs.
    pub password_cost: PasswordCost,
    /// Whether phones must echo a nonce of ours in each proof (RFC 9449 section 8).
    pub demand_nonces: bool,
    /// Who may show the pages in a frame.
    pub frames: Frames,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            base_url: None,
            data: None,
            realm: "demo".into(),
            plain: Vec::new(),
            pipush: Vec::new(),
            organisation: Organisation::default(),
            trust_proxy: false,
            test_control: false,
            password_cost: PasswordCost::Real,
            demand_nonces: false,
            frames: Frames::None,
        }
    }
}

impl Config {
    /// Refuses what cannot be served, before anything is listened on or kept.
    ///
    /// # Errors
    /// [`StartError`].
    pub(crate) fn check(&self) -> Result<(), StartError> {
        if self.base_url.as_deref().is_some_and(|url| origin::parse(url).is_none()) {
            return Err(StartError::BaseUrl);
        }
        let mut names: Vec<&str> = vec![&self.realm];
        names.extend(self.plain.iter().map(|plain| plain.name.as_str()));
        names.extend(self.pipush.iter().map(String::as_str));
        if !names.iter().all(|name| origin::is_realm_name(name)) {
            return Err(StartError::RealmName);
        }
        names.sort_unstable();
        if names.windows(2).any(|two| two.first() == two.last()) {
            return Err(StartError::RealmTwice);
        }
        if !self.plain.is_empty() && !self.listen.ip().is_loopback() {
            return Err(StartError::PlainRealm);
        }
        if !self.pipush.is_empty() && !self.test_control {
            return Err(StartError::PiPushRealm);
        }
        if self.test_control && !self.listen.ip().is_loopback() {
            return Err(StartError::TestControl);
        }
        if self.password_cost != PasswordCost::Real && !self.test_control {
            return Err(StartError::TestControl);
        }
        Ok(())
    }
}

/// Who may show the pages in a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frames {
    /// Nobody.
    None,
    /// Pages of the same origin: the demo.
    SameOrigin,
}

/// What the organisation says about itself: `realm.toml`.
#[derive(Debug, Clone)]
pub struct Organisation {
    /// Its name.
    pub name: String,
    /// How its pages look.
    pub look: Look,
    /// Whom to call in IT.
    pub it_contact: ItContact,
    /// Host of the enrolment links; never contacted.
    pub link_host: String,
    /// Where the app can be downloaded without a store.
    pub download_url: Option<String>,
    /// Name and address of the app's stores.
    pub stores: Vec<(String, String)>,
    /// Where addresses are.
    pub places: Vec<Place>,
    /// Addresses that many people share: wrong passwords are not counted by them.
    pub shared_addresses: Vec<Range>,
    /// Length of the number, 2 to 6 digits.
    pub digits: u8,
    /// Life of a sign-in request in seconds, 30 to 600.
    pub request_life: i64,
    /// Life of a one-time pass in seconds, 600 to 86,400.
    pub pass_life: i64,
    /// Oldest core that is still served.
    pub min_core: Option<(String, Version)>,
}

/// Whom to call in IT.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItContact {
    /// Name of a desk or a person.
    pub name: Option<String>,
    /// Phone number as people write it.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Web address.
    pub url: Option<String>,
}

impl Default for Organisation {
    fn default() -> Self {
        let place = |range| Place::parse(range, "Utrecht, Netherlands", "NL");
        Self {
            name: "Harbour Bank".into(),
            look: Look::default(),
            it_contact: ItContact {
                name: Some("IT desk".into()),
                phone: Some("+31 30 555 0100".into()),
                email: Some("it@harbour.test".into()),
                url: None,
            },
            link_host: "link.countersign.test".into(),
            download_url: Some("https://link.countersign.test/get".into()),
            stores: [("App Store", "ios"), ("Google Play", "android")]
                .map(|(name, path)| (name.into(), format!("https://link.countersign.test/{path}")))
                .into(),
            places: [place("127.0.0.0/8"), place("::1")].into_iter().flatten().collect(),
            shared_addresses: Vec::new(),
            digits: 2,
            request_life: crate::rules::request::LIFE,
            pass_life: 3600,
            min_core: None,
        }
    }
}
