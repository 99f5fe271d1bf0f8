//! `realm.toml`: what an organisation says about itself, read key by key, so that whatever is wrong is
//! named with what may stand there.

use std::fmt::{self, Display, Formatter};
use std::io::Write;
use std::ops::RangeInclusive;
use std::path::Path;

use toml::{Table, Value};

use crate::StartError;
use crate::config::{ItContact, Organisation};
use crate::folder::{DataFolder, REALM};
use crate::rules::accent::{Accents, Color, Theme, TooLittleContrast};
use crate::rules::language::Language;
use crate::rules::look::Look;
use crate::rules::mark::{self, Mark, MarkError};
use crate::rules::place::Place;
use crate::rules::range::Range;
use crate::rules::version::Version;
use crate::rules::{number, text};

/// The file that is written into a new data folder, for people to change.
const TEMPLATE: &str = r##"# What the organisation says about itself. Read at each start.
organisation = "Harbour Bank"
# language = "nl"                               # of pages, for browsers that ask for neither English nor Dutch: "en" or "nl"
# mark = "mark.svg"                             # beside the name: a PNG or SVG file in this folder, at most 256 KiB
# accent_light = "#0B6157"                      # buttons, links and the number in light mode; refused if hard to read
# accent_dark = "#74D3C3"                       # the same in dark mode; either is made of the other if it is missing
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
"##;

/// Keys of the file.
const KEYS: [&str; 15] = [
    "organisation",
    "language",
    "mark",
    "accent_light",
    "accent_dark",
    "link_host",
    "download_url",
    "digits",
    "request_life",
    "pass_life",
    "min_core",
    "shared_addresses",
    "it_contact",
    "stores",
    "places",
];

/// Longest address.
const LONGEST_URL: usize = 2048;

const URL: &str = "an address of at most 2048 characters, such as \"https://example.org/get\"";
const SHOWN: &str = "a text of 1 to 256 characters, none of them invisible";
const RANGE: &str = "addresses such as \"203.0.113.0/24\" or \"::1\"";

/// What is wrong with `realm.toml`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RealmFileError {
    /// It is no TOML.
    #[error("realm.toml cannot be read from line {line} on: it is not written as TOML there")]
    Syntax {
        /// The line, from 1.
        line: usize,
    },
    /// A key that means nothing.
    #[error("realm.toml: there is no key {key}; the keys there are {}", known.join(", "))]
    UnknownKey {
        /// Which.
        key: Key,
        /// Those that mean something.
        known: &'static [&'static str],
    },
    /// A key that is missing.
    #[error("realm.toml: {key} is missing; write {write}")]
    Missing {
        /// Which.
        key: Key,
        /// What may stand there.
        write: &'static str,
    },
    /// A value that is none.
    #[error("realm.toml: {key} is not understood; write {write}")]
    Value {
        /// Of which key.
        key: Key,
        /// What may stand there.
        write: &'static str,
    },
    /// An accent that people cannot read.
    #[error("realm.toml: {key}: {contrast}")]
    Contrast {
        /// Of which key.
        key: Key,
        /// How little.
        contrast: TooLittleContrast,
    },
    /// A file that is no mark.
    #[error("realm.toml: {key}: {why}")]
    Mark {
        /// Of which key.
        key: Key,
        /// Why.
        why: MarkError,
    },
}

/// A key, and the table that it stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    name: String,
    table: TableName,
}

/// A table of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TableName {
    /// The file itself.
    File,
    /// `[it_contact]`.
    One(&'static str),
    /// `[[places]]`, the first, second ... of them.
    Of(&'static str, usize),
}

impl Display for Key {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        // A name may hold anything: it is shown so that it stays on its line.
        write!(f, "\"{}\"", self.name.escape_debug())?;
        match self.table {
            TableName::File => Ok(()),
            TableName::One(table) => write!(f, " of [{table}]"),
            TableName::Of(table, at) => write!(f, " of [[{table}]] number {at}"),
        }
    }
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
        let file = folder.read(REALM)?;
        Ok(Self::parse(&file, |name| folder.picture(name, mark::LARGEST))?)
    }

    /// Reads the file; `picture` gives the bytes of a file beside it.
    fn parse(
        toml: &str,
        picture: impl FnOnce(&str) -> Result<Vec<u8>, MarkError>,
    ) -> Result<Self, RealmFileError> {
        let table: Table = toml.parse().map_err(|error: toml::de::Error| {
            let before = error.span().and_then(|span| toml.get(..span.start)).unwrap_or_default();
            RealmFileError::Syntax { line: before.matches('\n').count() + 1 }
        })?;
        let file = Reader::new(&table, TableName::File, &KEYS)?;
        let default = Self::default();
        let is_url = |url: &str| text::is_clean(url, LONGEST_URL);
        Ok(Self {
            name: file
                .text("organisation", "a name of 1 to 128 characters", |name| {
                    text::is_clean(name, 128)
                })?
                .unwrap_or(default.name),
            look: look(&file, picture)?,
            it_contact: match file.table("it_contact", &["name", "phone", "email", "url"])? {
                None => ItContact::default(),
                Some(contact) => ItContact {
                    name: contact.shown("name")?,
                    phone: contact.shown("phone")?,
                    email: contact.shown("email")?,
                    url: contact.shown("url")?,
                },
            },
            link_host: file
                .text("link_host", "a host name, such as \"link.example.org\"", is_host)?
                .unwrap_or(default.link_host),
            download_url: file.text("download_url", URL, is_url)?,
            stores: file
                .tables("stores", &["name", "url"])?
                .unwrap_or_default()
                .iter()
                .map(|store| {
                    let name = store
                        .required("name", SHOWN, |name| text::is_clean(name, text::LONGEST))?;
                    Ok((name, store.required("url", URL, is_url)?))
                })
                .collect::<Result<_, _>>()?,
            places: match file.tables("places", &["range", "location", "country"])? {
                None => default.places,
                Some(places) => places.iter().map(place).collect::<Result<_, _>>()?,
            },
            shared_addresses: file.ranges("shared_addresses")?,
            digits: file
                .number("digits", number::LENGTHS, "a whole number from 2 to 6")?
                .unwrap_or(default.digits),
            request_life: file
                .number("request_life", 30..=600, "a whole number of seconds from 30 to 600")?
                .unwrap_or(default.request_life),
            pass_life: file
                .number("pass_life", 600..=86_400, "a whole number of seconds from 600 to 86400")?
                .unwrap_or(default.pass_life),
            min_core: {
                let write = "a version, such as \"0.1.0\"";
                let text = file.text("min_core", write, |text| Version::parse(text).is_some())?;
                text.and_then(|text| Version::parse(&text).map(|version| (text, version)))
            },
        })
    }
}

fn look(
    file: &Reader<'_>,
    picture: impl FnOnce(&str) -> Result<Vec<u8>, MarkError>,
) -> Result<Look, RealmFileError> {
    let color = |key| {
        let write = "a colour such as \"#0B6157\"";
        let text = file.text(key, write, |text| Color::parse(text).is_some())?;
        Ok(text.and_then(|text| Color::parse(&text)))
    };
    let accents = Accents::new(color("accent_light")?, color("accent_dark")?);
    let accents = accents.map_err(|contrast| RealmFileError::Contrast {
        key: file.key(match contrast.theme {
            Theme::Light => "accent_light",
            Theme::Dark => "accent_dark",
        }),
        contrast,
    })?;
    let language = file.text("language", "\"en\" or \"nl\"", |tag| {
        Language::ALL.iter().any(|language| language.tag() == tag)
    })?;
    let name =
        file.text("mark", "the name of a PNG or SVG file in the data folder", is_file_name)?;
    let mark = match name {
        None => None,
        Some(name) => Some(
            picture(&name)
                .and_then(|bytes| Mark::new(&bytes))
                .map_err(|why| RealmFileError::Mark { key: file.key("mark"), why })?,
        ),
    };
    let language = language.as_deref().and_then(Language::from_tag).unwrap_or_default();
    Ok(Look { mark, accents, language })
}

fn place(entry: &Reader<'_>) -> Result<Place, RealmFileError> {
    let range = entry.required("range", RANGE, |range| Range::parse(range).is_some())?;
    let location = entry.required("location", SHOWN, |text| text::is_clean(text, text::LONGEST))?;
    let write = "a country by two capital letters (ISO 3166-1), such as \"NL\"";
    let country = entry.required("country", write, |country| {
        country.len() == 2 && country.bytes().all(|b| b.is_ascii_uppercase())
    })?;
    let refused = RealmFileError::Value { key: entry.key("range"), write: RANGE };
    Place::parse(&range, &location, &country).ok_or(refused)
}

/// A table whose keys all mean something.
struct Reader<'a> {
    table: &'a Table,
    name: TableName,
}

impl<'a> Reader<'a> {
    fn new(
        table: &'a Table,
        name: TableName,
        known: &'static [&'static str],
    ) -> Result<Self, RealmFileError> {
        let reader = Self { table, name };
        match table.keys().find(|key| !known.contains(&key.as_str())) {
            Some(key) => Err(RealmFileError::UnknownKey { key: reader.key(key), known }),
            None => Ok(reader),
        }
    }

    fn key(&self, name: &str) -> Key {
        Key { name: name.to_owned(), table: self.name }
    }

    fn refused(&self, key: &str, write: &'static str) -> RealmFileError {
        RealmFileError::Value { key: self.key(key), write }
    }

    fn text(
        &self,
        key: &str,
        write: &'static str,
        is_good: impl Fn(&str) -> bool,
    ) -> Result<Option<String>, RealmFileError> {
        let Some(value) = self.table.get(key) else { return Ok(None) };
        let text = value.as_str().filter(|text| is_good(text));
        text.map(|text| Some(text.to_owned())).ok_or_else(|| self.refused(key, write))
    }

    fn shown(&self, key: &str) -> Result<Option<String>, RealmFileError> {
        self.text(key, SHOWN, |shown| text::is_clean(shown, text::LONGEST))
    }

    fn required(
        &self,
        key: &str,
        write: &'static str,
        is_good: impl Fn(&str) -> bool,
    ) -> Result<String, RealmFileError> {
        let missing = || RealmFileError::Missing { key: self.key(key), write };
        self.text(key, write, is_good)?.ok_or_else(missing)
    }

    fn number<N: TryFrom<i64> + PartialOrd>(
        &self,
        key: &str,
        good: RangeInclusive<N>,
        write: &'static str,
    ) -> Result<Option<N>, RealmFileError> {
        let Some(value) = self.table.get(key) else { return Ok(None) };
        let number = value.as_integer().and_then(|number| N::try_from(number).ok());
        let number = number.filter(|number| good.contains(number));
        number.map(Some).ok_or_else(|| self.refused(key, write))
    }

    fn ranges(&self, key: &str) -> Result<Vec<Range>, RealmFileError> {
        let Some(value) = self.table.get(key) else { return Ok(Vec::new()) };
        let write = "a list of addresses, such as [\"203.0.113.0/24\"]";
        let range = |value: &Value| value.as_str().and_then(Range::parse);
        let ranges = value.as_array().and_then(|all| all.iter().map(range).collect());
        ranges.ok_or_else(|| self.refused(key, write))
    }

    fn table(
        &self,
        key: &'static str,
        known: &'static [&'static str],
    ) -> Result<Option<Reader<'a>>, RealmFileError> {
        let Some(value) = self.table.get(key) else { return Ok(None) };
        let write = "it as a table, with its name in brackets above its keys";
        let table = value.as_table().ok_or_else(|| self.refused(key, write))?;
        Reader::new(table, TableName::One(key), known).map(Some)
    }

    fn tables(
        &self,
        key: &'static str,
        known: &'static [&'static str],
    ) -> Result<Option<Vec<Reader<'a>>>, RealmFileError> {
        let Some(value) = self.table.get(key) else { return Ok(None) };
        let write = "each as a table, with its name in double brackets above its keys";
        let all = value.as_array().ok_or_else(|| self.refused(key, write))?;
        let numbered = all.iter().enumerate().map(|(at, value)| {
            let table = value.as_table().ok_or_else(|| self.refused(key, write))?;
            Reader::new(table, TableName::Of(key, at + 1), known)
        });
        numbered.collect::<Result<_, _>>().map(Some)
    }
}

/// Whether a text is a plain host name, as in a link.
fn is_host(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 253
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'))
}

/// Whether a text names a file of the folder itself.
fn is_file_name(text: &str) -> bool {
    text::is_clean(text, 128) && !text.contains(['/', '\\']) && !text.starts_with('.')
}

#[cfg(test)]
mod tests;
