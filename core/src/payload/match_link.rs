//! The QR code beside the number of a sign-in page (PROTOCOL.md 4.5, scan-to-match):
//! `https://<link host>/match#v=1&iss=<realm base>&cid=<uuid>&n=<digits>`.
//!
//! Only the scanner of an open request uses it; for [`super::classify`] it is a sign-in request and
//! no account. The link's own host means nothing and is never contacted.

use std::fmt;

use crate::secret::SecretString;
use crate::url::{Network, Url, is_uuid};

use super::enrol::checked;
use super::finding::{Field, Malformed, Reason};
use super::link::Link;
use super::query::{Plus, Query};
use super::{LONGEST_TEXT, scheme_of, trimmed};

/// The most digits of a number.
const MOST_DIGITS: usize = 12;
/// What a match link must have.
const KEYS: [&str; 4] = ["v", "iss", "cid", "n"];

/// What the code beside the number says. Nothing of it is believed: issuer and request are compared
/// with the open request, and only then does the number fill the field.
pub struct MatchLink {
    /// Realm base of the issuer.
    pub issuer: Url,
    /// The request's id at the issuer, a UUID.
    pub request_id: String,
    /// The number, 1 to 12 digits.
    pub number: SecretString,
}

impl fmt::Debug for MatchLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MatchLink([redacted])")
    }
}

/// Reads the code beside the number.
///
/// # Errors
/// [`Malformed`]: `Type` (no match link, or a newer one), `Url` (issuer), `Data` (request id), `Digits`
/// (number).
pub fn parse_match(bytes: &[u8], network: Network) -> Result<MatchLink, Malformed> {
    let no_match = Malformed::new(Field::Type, Reason::Unknown);
    let text = std::str::from_utf8(bytes).map_err(|_| no_match)?;
    if text.len() > LONGEST_TEXT {
        return Err(no_match);
    }
    let (scheme, rest) = scheme_of(trimmed(text)).ok_or(no_match)?;
    let link = Link::cut(&scheme, rest).filter(is_match).ok_or(no_match)?;
    let query = Query::parse(link.fragment.unwrap_or_default())?;
    let mut warnings = Vec::new();
    let mut value = |name, field| {
        let text = query.text(name, Plus::Blank, field, &mut warnings)?;
        text.ok_or(Malformed::new(field, Reason::Missing))
    };
    if value("v", Field::Type)?.as_str() != "1" {
        return Err(Malformed::new(Field::Type, Reason::Unsupported));
    }
    let issuer = checked(&value("iss", Field::Url)?, network)?;
    let request_id = value("cid", Field::Data)?;
    if !is_uuid(&request_id) {
        return Err(Malformed::new(Field::Data, Reason::BadEncoding));
    }
    let digits = value("n", Field::Digits)?;
    let bad = Malformed::new(Field::Digits, Reason::NotANumber);
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number || !(1..=MOST_DIGITS).contains(&digits.len()) {
        return Err(bad);
    }
    let number = SecretString::new(digits.as_str().to_owned());
    Ok(MatchLink { issuer, request_id: request_id.as_str().to_owned(), number })
}

/// Whether a link has the shape of a match link.
pub(super) fn is_match(link: &Link<'_>) -> bool {
    let fragment = link.fragment.map(Query::parse);
    link.is_https()
        && link.path.ends_with("/match")
        && fragment.is_some_and(|query| query.is_ok_and(|query| KEYS.iter().all(|k| query.has(k))))
}
