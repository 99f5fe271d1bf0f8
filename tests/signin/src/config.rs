//! What the service is told at its start.

use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::folder::{DataFolder, REALM};
use crate::plain::PlainRealm;
use crate::rules::place::Place;
use crate::rules::range::Range;
use crate::rules::version::Version;
use crate::rules::{number, text};
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
    /// What the organisation says about itself.
    pub organisation: Organisation,
    /// Whether `X-Forwarded-For` of the nearest proxy is believed, and at plain realms `X-Forwarded-Prefix`.
    pub trust_proxy: bool,
    /// Whether `/test/` is served.
    pub test_control: bool,
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
            organisation: Organisation::default(),
            trust_proxy: false,
            test_control: false,
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
        if self.test_control && !self.listen.ip().is_loopback() {
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
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
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

/// The file that is written into a new data folder, for people to change.
const TEMPLATE: &str = r#"# What the organisation says about itself. Read at each start.
organisation = "Harbour Bank"
link_host = "link.countersign.test"             # host of the set-up links; never contacted
download_url = "https://link.countersign.test/get"
digits = 2                                      # of the number: 2 to 6
request_life = 60                               # seconds: 30 to 600
pass_life = 3600                                # seconds that a one-time pass of IT can be used: 600 to 86400
# min_core = "0.1.0"                            # older apps are asked to update
# shared_addresses = ["203.0.113.0/24"]         # an office, a school: many wrong passwords are no attack

[it_contact]
name = "IT desk"
phone = "+31 30 555 0100"
email = "it@harbour.test"

[[stores]]
name = "App Store"
url = "https://link.countersign.test/ios"

[[stores]]
name = "Google Play"
url = "https://link.countersign.test/android"

# Where addresses are, so that people see a place. Loopback has one so that a trial shows it.
[[places]]
range = "127.0.0.0/8"
location = "Utrecht, Netherlands"
country = "NL"

[[places]]
range = "::1"
location = "Utrecht, Netherlands"
country = "NL"
"#;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    organisation: Option<String>,
    link_host: Option<String>,
    download_url: Option<String>,
    digits: Option<u8>,
    request_life: Option<i64>,
    pass_life: Option<i64>,
    min_core: Option<String>,
    #[serde(default)]
    shared_addresses: Vec<String>,
    it_contact: Option<ItContact>,
    #[serde(default)]
    stores: Vec<StoreEntry>,
    places: Option<Vec<PlaceEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StoreEntry {
    name: String,
    url: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlaceEntry {
    range: String,
    location: String,
    country: String,
}

impl Organisation {
    /// Reads `realm.toml` in the data folder; a folder without one gets one to change.
    ///
    /// # Errors
    /// [`StartError::Folder`] when the folder cannot be read or written, [`StartError::FolderOpen`],
    /// [`StartError::Link`] or [`StartError::Owner`] when it is not its owner's alone, and
    /// [`StartError::RealmFile`] when the file says something that is not understood.
    pub fn in_folder(folder: &Path) -> Result<Self, StartError> {
        let folder = DataFolder::open(folder)?;
        if let Some(mut file) = folder.create(REALM)? {
            file.write_all(TEMPLATE.as_bytes()).map_err(|_| StartError::Folder)?;
        }
        Self::parse(&folder.read(REALM)?).ok_or(StartError::RealmFile)
    }

    fn parse(toml: &str) -> Option<Self> {
        let file: File = toml::from_str(toml).ok()?;
        let default = Self::default();
        let places = match file.places {
            None => default.places,
            Some(entries) => entries
                .iter()
                .map(|entry| Place::parse(&entry.range, &entry.location, &entry.country))
                .collect::<Option<_>>()?,
        };
        let min_core = match file.min_core {
            None => None,
            Some(text) => Version::parse(&text).map(|version| Some((text, version)))?,
        };
        let organisation = Self {
            name: file.organisation.unwrap_or(default.name),
            it_contact: file.it_contact.unwrap_or_default(),
            link_host: file.link_host.unwrap_or(default.link_host),
            download_url: file.download_url,
            stores: file.stores.into_iter().map(|store| (store.name, store.url)).collect(),
            places,
            shared_addresses: file
                .shared_addresses
                .iter()
                .map(|range| Range::parse(range))
                .collect::<Option<_>>()?,
            digits: file.digits.unwrap_or(default.digits),
            request_life: file.request_life.unwrap_or(default.request_life),
            pass_life: file.pass_life.unwrap_or(default.pass_life),
            min_core,
        };
        let contact = &organisation.it_contact;
        let shown = [&contact.name, &contact.phone, &contact.email, &contact.url];
        let good = number::LENGTHS.contains(&organisation.digits)
            && (30..=600).contains(&organisation.request_life)
            && (600..=86_400).contains(&organisation.pass_life)
            && text::is_clean(&organisation.name, 128)
            && shown.into_iter().flatten().all(|shown| text::is_clean(shown, text::LONGEST))
            && is_host(&organisation.link_host);
        good.then_some(organisation)
    }
}

/// Whether a text is a plain host name, as in a link.
fn is_host(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 253
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_says_what_the_defaults_are() {
        let file = Organisation::parse(TEMPLATE).unwrap();
        let default = Organisation::default();
        assert_eq!(format!("{file:?}"), format!("{default:?}"));
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for bad in [
            "digits = 7",
            "request_life = 5",
            "pass_life = 599",
            "pass_life = 86401",
            "organisation = \"\"",
            "colour = \"red\"",
            "link_host = \"a/b\"",
            "shared_addresses = [\"the office\"]",
            "[[places]]\nrange=\"x\"\nlocation=\"y\"\ncountry=\"NL\"",
        ] {
            assert!(Organisation::parse(bad).is_none(), "{bad}");
        }
    }
}
