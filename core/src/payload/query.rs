//! Percent-decoding and the query of a link: split first, decode once, each part alone.

use std::borrow::Cow;
use std::ops::Deref;

use crate::secret::{SecretString, Wiped};

use super::finding::{Field, Malformed, Reason};
use super::warning::{AccountWarning, warn};

/// The most parameters of a query.
const MOST: usize = 64;
/// As many parameters as most have at most.
const USUAL: usize = 8;
/// The most digits of a number.
const LONGEST_NUMBER: usize = 20;

/// What a plus sign stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plus {
    /// Itself.
    Literal,
    /// A blank, as in forms.
    Blank,
}

/// A part of a link, decoded. It may be a secret, so it is wiped.
pub(crate) struct Decoded(SecretString);

impl Decoded {
    fn new(text: String) -> Self {
        Self(SecretString::new(text))
    }

    /// The text.
    pub(crate) fn as_str(&self) -> &str {
        self.0.expose()
    }

    /// The text of what is no secret: a name.
    pub(super) fn into_name(self) -> String {
        self.0.into_shown()
    }
}

impl Deref for Decoded {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

/// Decodes one part, once. A `%` without two hex digits stays as it is; what is not UTF-8 is `None`.
pub(super) fn decoded(raw: &str, plus: Plus) -> Option<Decoded> {
    let stands = |byte| byte != b'%' && (byte != b'+' || plus == Plus::Literal);
    if raw.bytes().all(stands) {
        return Some(Decoded::new(raw.to_owned()));
    }
    let mut bytes = Wiped::new(Vec::with_capacity(raw.len()));
    let mut rest = raw.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        match (first, tail) {
            (b'%', [high, low, after @ ..]) => match (hex(*high), hex(*low)) {
                (Some(high), Some(low)) => {
                    bytes.push(high << 4 | low);
                    rest = after;
                }
                _ => bytes.push(b'%'),
            },
            (b'+', _) if plus == Plus::Blank => bytes.push(b' '),
            (other, _) => bytes.push(*other),
        }
    }
    match String::from_utf8(std::mem::take(&mut *bytes)) {
        Ok(text) => Some(Decoded::new(text)),
        Err(error) => {
            *bytes = error.into_bytes();
            None
        }
    }
}

/// The text in lower case; most stand in it already.
pub(super) fn lower(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(text.to_ascii_lowercase())
    } else {
        Cow::Borrowed(text)
    }
}

/// The value of a form's field: as [`decoded`], a plus sign is a blank.
#[cfg(feature = "importers")]
pub(crate) fn form_value(raw: &str) -> Option<Decoded> {
    decoded(raw, Plus::Blank)
}

/// As [`decoded`], with the error of that field.
pub(super) fn decode(raw: &str, plus: Plus, field: Field) -> Result<Decoded, Malformed> {
    decoded(raw, plus).ok_or(Malformed::new(field, Reason::BadEncoding))
}

/// Reads a number: 1 to 20 ASCII digits, blanks around them dropped. What is above `u64` becomes
/// `u64::MAX`, which every range refuses.
pub(super) fn number(raw: &str, field: Field) -> Result<u64, Malformed> {
    let text = decode(raw, Plus::Literal, field)?;
    let digits = text.trim_matches(|c: char| c.is_ascii_whitespace());
    let fits = (1..=LONGEST_NUMBER).contains(&digits.len());
    if !fits || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Malformed::new(field, Reason::NotANumber));
    }
    Ok(digits.parse().unwrap_or(u64::MAX))
}

/// A number within its range.
pub(super) fn ranged(raw: &str, field: Field, min: u64, max: u64) -> Result<u64, Malformed> {
    let value = number(raw, field)?;
    if (min..=max).contains(&value) {
        Ok(value)
    } else {
        Err(Malformed::new(field, Reason::OutOfRange { min, max }))
    }
}

/// The parameters of a query, names decoded and in lower case, values as they stood.
pub(super) struct Query<'a> {
    pairs: Vec<(Cow<'a, str>, &'a str)>,
    html_escaped: bool,
    fragment_dropped: bool,
}

impl<'a> Query<'a> {
    /// Splits a query at `&` and `=`. A raw `#` ends it.
    pub(super) fn parse(raw: &'a str) -> Result<Self, Malformed> {
        let (raw, fragment_dropped) = match raw.split_once('#') {
            Some((query, _)) => (query, true),
            None => (raw, false),
        };
        let mut query =
            Self { pairs: Vec::with_capacity(USUAL), html_escaped: false, fragment_dropped };
        for part in raw.split('&').filter(|part| !part.is_empty()) {
            if query.pairs.len() == MOST {
                let max = u64::try_from(MOST).unwrap_or(u64::MAX);
                return Err(Malformed::new(Field::Payload, Reason::TooLong { max }));
            }
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let name = query.name(name)?;
            query.pairs.push((name, value));
        }
        Ok(query)
    }

    /// A name, decoded and in lower case. Most stand as they are.
    fn name(&mut self, raw: &'a str) -> Result<Cow<'a, str>, Malformed> {
        if raw.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return Ok(Cow::Borrowed(raw));
        }
        let name = decode(raw, Plus::Literal, Field::Payload)?.to_ascii_lowercase();
        Ok(Cow::Owned(match name.strip_prefix("amp;") {
            Some(escaped) => {
                self.html_escaped = true;
                escaped.to_owned()
            }
            None => name,
        }))
    }

    /// Adds the warnings about the query itself.
    pub(super) fn warn(&self, warnings: &mut Vec<AccountWarning>) {
        if self.html_escaped {
            warn(warnings, AccountWarning::HtmlEscaped);
        }
        if self.fragment_dropped {
            warn(warnings, AccountWarning::FragmentDropped);
        }
    }

    /// Whether a parameter is there.
    pub(super) fn has(&self, name: &str) -> bool {
        self.values(name).next().is_some()
    }

    /// All raw values of a parameter.
    pub(super) fn values(&self, name: &str) -> impl Iterator<Item = &'a str> {
        self.pairs.iter().filter(move |(have, _)| have.as_ref() == name).map(|(_, value)| *value)
    }

    /// The one value of a parameter. Said twice it must be the same twice, after normalising; never
    /// does the first or the last win.
    pub(super) fn one<T>(
        &self,
        name: &str,
        field: Field,
        warnings: &mut Vec<AccountWarning>,
        mut parse: impl FnMut(&'a str, &mut Vec<AccountWarning>) -> Result<T, Malformed>,
        same: impl Fn(&T, &T) -> bool,
    ) -> Result<Option<T>, Malformed> {
        let mut found: Option<T> = None;
        for raw in self.values(name) {
            let value = parse(raw, warnings)?;
            match &found {
                None => found = Some(value),
                Some(first) if same(first, &value) => {
                    warn(warnings, AccountWarning::RepeatedParameter)
                }
                Some(_) => return Err(Malformed::new(field, Reason::Conflict)),
            }
        }
        Ok(found)
    }

    /// The one value of a parameter, decoded and trimmed.
    pub(super) fn text(
        &self,
        name: &str,
        plus: Plus,
        field: Field,
        warnings: &mut Vec<AccountWarning>,
    ) -> Result<Option<Decoded>, Malformed> {
        let parse = |raw: &str, _: &mut Vec<AccountWarning>| {
            Ok(Decoded::new(decode(raw, plus, field)?.trim().to_owned()))
        };
        self.one(name, field, warnings, parse, |a, b| **a == **b)
    }

    /// The one value of a numeric parameter within its range.
    pub(super) fn number(
        &self,
        name: &str,
        field: Field,
        (min, max): (u64, u64),
        warnings: &mut Vec<AccountWarning>,
    ) -> Result<Option<u64>, Malformed> {
        self.one(name, field, warnings, |raw, _| ranged(raw, field, min, max), |a, b| a == b)
    }
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}
