//! A scanned text to a typed verdict.
//!
//! [`classify`] is pure: no I/O, no clock, linear in its input, no panic; it opens, resolves and
//! fetches nothing. What it finds wrong is named by enums and numbers, never by text of the payload,
//! so verdicts may be logged by their `Debug`.
//!
//! | file | reads |
//! |---|---|
//! | `otpauth`, `steam`, `yandex`, `motp` | one-time-code accounts |
//! | `migration`, `collector` | Google's export, part by part |
//! | `enrol`, `offer`, `manual` | push enrolments |
//! | `match_link` | the code beside the number of a sign-in |
//! | `vendor` | other vendors' set-up codes, with advice |
//! | `kind` | everything that sets up nothing |

mod account;
mod collector;
mod enrol;
mod finding;
mod kind;
mod link;
mod match_link;
mod migration;
mod motp;
mod offer;
mod otpauth;
mod protobuf;
mod query;
mod steam;
mod vendor;
mod verdict;
mod warning;
mod yandex;

pub mod choice;
pub mod live;
pub mod manual;
pub mod names;
pub mod secret;

use std::borrow::Cow;

use crate::url::Network;

pub use account::ScannedAccount;
pub use collector::{Added, Collector, Incomplete};
pub use enrol::{Enrol, EnrolLink, Offer};
pub use finding::{Detail, Field, Malformed, Reason};
pub use kind::NonAccountKind;
pub use match_link::{MatchLink, parse_match};
pub use migration::{BatchEntry, OtpBatch};
pub use offer::PushOffer;
#[cfg(feature = "importers")]
pub(crate) use query::form_value;
pub use vendor::Vendor;
pub use verdict::Verdict;
pub use warning::AccountWarning;

use link::Link;
use query::lower;

/// The most bytes of a text that is not all digits: QR version 40, ISO/IEC 18004.
const LONGEST_TEXT: usize = 4_296;
/// The most bytes of any text: the digits of QR version 40.
const LONGEST_DIGITS: usize = 7_089;

/// Judges a scanned text; only `https` addresses may be contacted.
#[must_use]
pub fn classify(bytes: &[u8]) -> Verdict {
    classify_for(bytes, Network::HttpsOnly)
}

/// Judges a scanned text for an app that may contact what `network` allows.
#[must_use]
pub fn classify_for(bytes: &[u8], network: Network) -> Verdict {
    if let Some(max) = excess(bytes) {
        return Malformed::new(Field::Payload, Reason::TooLong { max }).into();
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Verdict::NotAnAccount { kind: NonAccountKind::Binary };
    };
    judged(text, network)
}

/// Judges the text of a code or of several. The reader saw to its length: what a symbol can hold, or
/// [`MAX_JOINED_BYTES`](countersign_qr::limits::MAX_JOINED_BYTES) of several, before it became UTF-8.
#[must_use]
pub fn classify_code(text: &str, network: Network) -> Verdict {
    judged(text, network)
}

fn judged(text: &str, network: Network) -> Verdict {
    let text = trimmed(text);
    match scheme_of(text) {
        _ if text.is_empty() => Verdict::NotAnAccount { kind: NonAccountKind::Empty },
        Some((scheme, rest)) => by_scheme(text, &scheme, rest, network),
        None => bare(text, network),
    }
}

fn by_scheme(text: &str, scheme: &str, rest: &str, network: Network) -> Verdict {
    match scheme {
        "otpauth" | "apple-otpauth" => return otpauth::classify(rest, network),
        "steam" => return steam::classify(rest).into(),
        "motp" => return motp::classify(rest).into(),
        "otpauth-migration" => return migration::classify(rest).into(),
        "edumfa-push" => return offer::edumfa(rest, network).into(),
        "pia" => return privacy_idea(rest, network),
        _ => {}
    }
    let link = Link::cut(scheme, rest);
    if link.as_ref().is_some_and(is_sign_in) {
        return Verdict::NotAnAccount { kind: NonAccountKind::SignInRequest };
    }
    if let Some(made) = enrol::by_link(scheme, rest, network) {
        return made.map(Enrol::KeycloakPush).into();
    }
    let web = link.as_ref().filter(|link| link.is_web());
    let vendor = vendor::by_scheme(scheme, rest).or_else(|| vendor::by_web_address(web?));
    match vendor {
        Some(vendor) => Verdict::Foreign { vendor },
        None => Verdict::NotAnAccount { kind: other(text, scheme, link.as_ref()) },
    }
}

/// `pia://pipush`, `totp` and `hotp` are the same as `otpauth`; the rest only privacyIDEA's app knows.
fn privacy_idea(rest: &str, network: Network) -> Verdict {
    let kind = otpauth::parts(rest).map(|(kind, _, _)| kind).unwrap_or_default();
    match kind.as_ref() {
        "container" | "qrbackup" => Verdict::Foreign { vendor: Vendor::PrivacyIdeaSpecial },
        _ => otpauth::classify(rest, network),
    }
}

/// A text without a scheme.
fn bare(text: &str, network: Network) -> Verdict {
    if let Some(made) = enrol::by_token(text, network) {
        return made.map(Enrol::KeycloakPush).into();
    }
    if vendor::is_duo(text) {
        return Verdict::Foreign { vendor: Vendor::Duo };
    }
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let kind = if text.starts_with("BCD\n") || text.starts_with("BCD\r\n") {
        NonAccountKind::Payment
    } else if digits && (6..=10).contains(&text.len()) {
        NonAccountKind::Digits
    } else if secret::base32_length(text).is_some_and(|symbols| symbols >= 16) {
        NonAccountKind::RawBase32
    } else {
        NonAccountKind::PlainText
    };
    Verdict::NotAnAccount { kind }
}

/// A link of another app to confirm a sign-in, or the code beside a number.
fn is_sign_in(link: &Link<'_>) -> bool {
    let confirm = !link.is_web() && link.host().is_some_and(|host| host == "confirm");
    confirm || match_link::is_match(link)
}

/// What a text with an unclaimed scheme is.
fn other(text: &str, scheme: &str, link: Option<&Link<'_>>) -> NonAccountKind {
    let begins =
        |start: &str| text.get(..start.len()).is_some_and(|have| have.eq_ignore_ascii_case(start));
    match scheme {
        "http" | "https" => match link.and_then(Link::host).as_deref() {
            Some("play.google.com" | "apps.apple.com") => NonAccountKind::StoreLink,
            _ => NonAccountKind::Url,
        },
        "wifi" => NonAccountKind::Wifi,
        "mecard" => NonAccountKind::Contact,
        "begin" if begins("BEGIN:VCARD") => NonAccountKind::Contact,
        "begin" if begins("BEGIN:VEVENT") || begins("BEGIN:VCALENDAR") => NonAccountKind::Calendar,
        "mailto" | "matmsg" => NonAccountKind::Mail,
        "tel" => NonAccountKind::Phone,
        "sms" | "smsto" => NonAccountKind::Sms,
        "geo" => NonAccountKind::Geo,
        "bitcoin" | "upi" => NonAccountKind::Payment,
        _ => NonAccountKind::UnknownScheme,
    }
}

/// The scheme in lower case and what stands behind its colon.
fn scheme_of(text: &str) -> Option<(Cow<'_, str>, &str)> {
    let (scheme, rest) = text.split_once(':')?;
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    let is_scheme = !scheme.is_empty() && scheme.bytes().all(allowed);
    is_scheme.then(|| (lower(scheme), rest))
}

/// Drops ASCII white space and byte order marks at both ends.
fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_ascii_whitespace() || c == '\u{feff}')
}

/// The limit that a text exceeds.
fn excess(bytes: &[u8]) -> Option<u64> {
    let passkey = || {
        let text = bytes.trim_ascii_start();
        text.get(..6).is_some_and(|start| start.eq_ignore_ascii_case(b"FIDO:/"))
    };
    if bytes.len() > LONGEST_DIGITS {
        return u64::try_from(LONGEST_DIGITS).ok();
    }
    (bytes.len() > LONGEST_TEXT && !passkey()).then(|| u64::try_from(LONGEST_TEXT).ok()).flatten()
}
