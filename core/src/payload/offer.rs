//! Push enrolments of privacyIDEA and eduMFA (PAYLOADS.md section 6, PROTOCOL.md 3.1, 3.5).

use std::fmt;

use crate::secret::SecretString;
use crate::url::{Network, Url};

use super::enrol::{Enrol, checked};
use super::finding::{Detail, Field, Malformed, Reason};
use super::otpauth::{lock, names, parts};
use super::query::{Plus, Query};
use super::warning::AccountWarning;

/// The longest serial number.
const LONGEST_SERIAL: usize = 64;
/// Hex digits of an enrolment credential.
const CREDENTIAL: usize = 40;

/// What an enrolment code of privacyIDEA or eduMFA says.
pub struct PushOffer {
    /// Where to enrol.
    pub url: Url,
    /// The token's serial number.
    pub serial: String,
    /// The credential that proves the scan, 40 hex digits.
    pub credential: SecretString,
    /// Who issues it, original text.
    pub issuer: String,
    /// The account's name, original text.
    pub account: String,
    /// Minutes for which the code holds, if it says so.
    pub ttl_minutes: Option<u64>,
    /// Whether the server wants to be asked and sends no push; `None` where the code does not say, which eduMFA's
    /// do not.
    pub poll_only: Option<bool>,
    /// Whether each answer asks for an unlock first.
    pub lock_requested: bool,
    /// What the person should know.
    pub warnings: Vec<AccountWarning>,
}

impl fmt::Debug for PushOffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PushOffer").field("warnings", &self.warnings).finish_non_exhaustive()
    }
}

/// Judges `otpauth://pipush/LABEL?...` and `pia://pipush/...`.
pub(super) fn pipush(label: &str, query: &Query<'_>, network: Network) -> Result<Enrol, Malformed> {
    offer(label, query, network).map(Enrol::PiPush)
}

/// Judges what stands behind `edumfa-push:`.
pub(super) fn edumfa(rest: &str, network: Network) -> Result<Enrol, Malformed> {
    match parts(rest) {
        Some((host, label, query)) if host == "edumfa" => {
            offer(label, &Query::parse(query)?, network).map(Enrol::EduMfaPush)
        }
        _ => Err(Malformed::new(Field::Type, Reason::Unknown)),
    }
}

fn offer(label: &str, query: &Query<'_>, network: Network) -> Result<PushOffer, Malformed> {
    let mut warnings = Vec::new();
    query.warn(&mut warnings);
    let version = query.text("v", Plus::Literal, Field::Type, &mut warnings)?;
    if version.is_some_and(|version| version.as_str() != "1") {
        return Err(Malformed::new(Field::Type, Reason::Unsupported));
    }
    let verify = query.text("sslverify", Plus::Literal, Field::Url, &mut warnings)?;
    let verifies = |text: &str| text == "1" || text.eq_ignore_ascii_case("true");
    if verify.is_some_and(|verify| !verifies(&verify)) {
        let wrong = Malformed::new(Field::Url, Reason::Unsupported);
        return Err(wrong.with(Detail::CertificateUnchecked));
    }
    let url = query.text("url", Plus::Literal, Field::Url, &mut warnings)?;
    let url = checked(&url.ok_or(Malformed::new(Field::Url, Reason::Missing))?, network)?;
    let serial = query.text("serial", Plus::Literal, Field::Serial, &mut warnings)?;
    let serial = serial.ok_or(Malformed::new(Field::Serial, Reason::Missing))?;
    alphanumeric(&serial, Field::Serial, LONGEST_SERIAL, char::is_ascii_alphanumeric)?;
    let credential =
        query.text("enrollment_credential", Plus::Literal, Field::Credential, &mut warnings)?;
    let credential = credential.ok_or(Malformed::new(Field::Credential, Reason::Missing))?;
    alphanumeric(&credential, Field::Credential, CREDENTIAL, char::is_ascii_hexdigit)?;
    if credential.len() != CREDENTIAL {
        return Err(Malformed::new(Field::Credential, Reason::BadEncoding));
    }
    let ttl_minutes = query.number("ttl", Field::Period, (1, 1_440), &mut warnings)?;
    let poll_only = query.text("poll_only", Plus::Literal, Field::Type, &mut warnings)?;
    let names = names(label, query, &mut warnings)?;
    lock(query, &mut warnings)?;
    Ok(PushOffer {
        url,
        serial: serial.as_str().to_owned(),
        credential: SecretString::new(credential.as_str().to_owned()),
        issuer: names.issuer,
        account: names.account,
        ttl_minutes,
        poll_only: poll_only.map(|text| verifies(&text)),
        lock_requested: warnings.contains(&AccountWarning::LockRequested),
        warnings,
    })
}

/// Checks that a text has 1 to `longest` characters of a set.
fn alphanumeric(
    text: &str,
    field: Field,
    longest: usize,
    allowed: impl Fn(&char) -> bool,
) -> Result<(), Malformed> {
    let wrong = |reason| Err(Malformed::new(field, reason));
    let number = |value| u64::try_from(value).unwrap_or(u64::MAX);
    if text.is_empty() {
        return wrong(Reason::Empty);
    }
    if let Some(at) = text.chars().position(|c| !allowed(&c)) {
        return wrong(Reason::BadCharacter { at: number(at) });
    }
    if text.len() > longest {
        return wrong(Reason::TooLong { max: number(longest) });
    }
    Ok(())
}
