//! What a person types who cannot scan: the address of the organisation and the code on the page
//! (PROTOCOL.md 4.6, manual entry).

use crate::secret::SecretString;
use crate::url::{Network, Url};

use super::enrol::checked;
use super::finding::{Field, Malformed, Reason};

/// Characters of a typed enrolment code.
const LENGTH: usize = 10;

/// Reads an enrolment code: ten characters of Crockford's base 32. Case, blanks and dashes do not
/// matter; O is read as 0, I and L as 1.
///
/// # Errors
/// [`Field::Token`] with `Empty`, `BadCharacter`, `Missing` (too few characters) or `TooLong`.
pub fn enrol_code(text: &str) -> Result<SecretString, Malformed> {
    let wrong = |reason| Malformed::new(Field::Token, reason);
    let mut code = String::with_capacity(LENGTH);
    for (at, c) in text.chars().enumerate() {
        if c.is_whitespace() || matches!(c, '-' | '\u{2010}'..='\u{2015}') {
            continue;
        }
        if code.len() == LENGTH {
            return Err(wrong(Reason::TooLong { max: 10 }));
        }
        code.push(match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            plain @ ('0'..='9' | 'A'..='T' | 'V'..='Z') => plain,
            _ => {
                let at = u64::try_from(at).unwrap_or(u64::MAX);
                return Err(wrong(Reason::BadCharacter { at }));
            }
        });
    }
    match code.len() {
        0 => Err(wrong(Reason::Empty)),
        LENGTH => Ok(SecretString::new(code)),
        _ => Err(wrong(Reason::Missing)),
    }
}

/// Reads a typed realm base, `https://idp.example/realms/demo`: blanks are dropped, `https://` is put
/// in front where no scheme was typed, a slash at the end does not matter.
///
/// # Errors
/// [`Field::Url`] with `Empty`, `NotHttps` or `Unsupported` (no address, or not that of a realm).
pub fn realm_base(text: &str, network: Network) -> Result<Url, Malformed> {
    let wrong = |reason| Malformed::new(Field::Url, reason);
    let mut address: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if address.is_empty() {
        return Err(wrong(Reason::Empty));
    }
    if !address.contains("://") {
        address.insert_str(0, "https://");
    }
    let url = checked(address.trim_end_matches('/'), network)?;
    let mut segments = url.path().rsplit('/');
    let realm = segments.next().is_some_and(|realm| !realm.is_empty());
    let is_base = realm && segments.next() == Some("realms");
    if !is_base || url.query().is_some() || url.fragment().is_some() {
        return Err(wrong(Reason::Unsupported));
    }
    Ok(url)
}
