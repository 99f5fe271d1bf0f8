//! Which format a file has, by its content.

use std::borrow::Cow;

use data_encoding::BASE64;

use super::error::{Container, ImportError};
use super::format::Format;
use super::json::Json;
use super::xml::Preferences;
use super::zip::Archive;
use super::{
    aegis, andotp, authy, bitwarden, cxf, ente, free_otp, free_otp2, keepass, last_pass, lines,
    locked_zip, microsoft, one_password, own, proton, raivo, stratum, table, two_fas, xml,
};

/// A file and its format.
pub(super) struct Detected<'a> {
    pub(super) format: Format,
    pub(super) body: Body<'a>,
    /// It has no mark of its own.
    pub(super) guessed: bool,
}

/// A file as far as it was read to know it.
pub(super) enum Body<'a> {
    /// An object or a list.
    Json(Json),
    /// Lines.
    Text(&'a str),
    /// Rows below a header.
    Csv(&'a str),
    /// An Android app's preferences.
    Preferences(Preferences),
    /// A KeePass database.
    KeePass(&'a str),
    /// Members of a zip archive.
    Zip(Archive<'a>),
    /// Encrypted bytes.
    Bytes(Cow<'a, [u8]>),
}

/// Begins of files that are never exports, so that they are not taken for encrypted ones.
const OTHERS: [&[u8]; 9] = [
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"RIFF",
    b"%PDF",
    b"\x7fELF",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
];

/// Says which format a file has, or reads it as the format that the person named.
pub(super) fn detect(bytes: &[u8], named: Option<Format>) -> Result<Detected<'_>, ImportError> {
    if bytes.len() > super::MAX_FILE {
        return Err(ImportError::TooLarge);
    }
    if own::is_it(bytes) {
        // Nothing else begins so, whatever the person named.
        return Ok(as_named(Format::Countersign, None, Body::Bytes(Cow::Borrowed(bytes))));
    }
    if named == Some(Format::Countersign) {
        return Err(ImportError::UnknownFormat);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Some(container) = container(bytes) {
        return Err(ImportError::UnsupportedContainer { container });
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return zip(Archive::read(bytes)?);
    }
    if bytes.starts_with(free_otp2::MARK) {
        return Ok(as_named(Format::FreeOtp2, named, Body::Bytes(Cow::Borrowed(bytes))));
    }
    if stratum::is_encrypted(bytes) {
        return Ok(as_named(Format::Stratum, named, Body::Bytes(Cow::Borrowed(bytes))));
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return binary(bytes.into(), named) };
    let first = text.trim_start().bytes().next();
    if matches!(first, Some(b'{' | b'[')) {
        return json(Json::parse(bytes)?, named);
    }
    if first == Some(b'<') {
        return document(text);
    }
    if let Some(found) = lines::format_of(text) {
        let found = if ente::is_list(text) { Format::Ente } else { found };
        return Ok(as_named(found, named, Body::Text(text)));
    }
    let tables = [Format::Bitwarden, Format::KeePass, Format::Microsoft, Format::Csv];
    let asked = named.filter(|format| tables.contains(format));
    if let Some(found) = asked.or_else(|| table::format_of(text)) {
        return Ok(as_named(found, named, Body::Csv(text)));
    }
    if is_jwe(text) {
        let container = Container::MicrosoftCloud;
        return Err(ImportError::UnsupportedContainer { container });
    }
    match wrapped(text) {
        Some(bytes) if stratum::is_encrypted(&bytes) => {
            Ok(as_named(Format::Stratum, named, Body::Bytes(bytes.into())))
        }
        Some(bytes) => binary(bytes.into(), named),
        None => Err(ImportError::UnknownFormat),
    }
}

fn as_named<'a>(found: Format, named: Option<Format>, body: Body<'a>) -> Detected<'a> {
    Detected { format: named.unwrap_or(found), body, guessed: false }
}

/// An archive: 1Password's, or one with a password; others are to be unpacked first.
fn zip(archive: Archive<'_>) -> Result<Detected<'_>, ImportError> {
    let (format, guessed) = if archive.member(one_password::MEMBER).is_some() {
        (Format::OnePassword, false)
    } else {
        let container = Container::Zip;
        let guess = locked_zip::guess(&archive);
        (guess.ok_or(ImportError::UnsupportedContainer { container })?, true)
    };
    Ok(Detected { format, body: Body::Zip(archive), guessed })
}

/// XML: a KeePass database, or an Android app's preferences.
fn document(text: &str) -> Result<Detected<'_>, ImportError> {
    match xml::root(text).unwrap_or_default() {
        keepass::ROOT => Ok(as_named(Format::KeePass, None, Body::KeePass(text))),
        xml::PREFERENCES => {
            let preferences = xml::preferences(text)?;
            let format = if authy::are_tokens(&preferences) {
                Format::Authy
            } else if free_otp::are_tokens(&preferences) {
                Format::FreeOtp1
            } else {
                return Err(ImportError::UnknownFormat);
            };
            Ok(as_named(format, None, Body::Preferences(preferences)))
        }
        _ => Err(ImportError::UnknownFormat),
    }
}

fn json<'a>(json: Json, named: Option<Format>) -> Result<Detected<'a>, ImportError> {
    let found = if aegis::is_it(&json) {
        Some(Format::Aegis)
    } else if two_fas::is_it(&json) {
        Some(Format::TwoFas)
    } else if ente::is_it(&json) {
        Some(Format::Ente)
    } else if proton::is_it(&json) {
        Some(Format::Proton)
    } else if free_otp::is_it(&json) {
        Some(Format::FreeOtpPlus)
    } else if cxf::is_it(&json) {
        Some(Format::Cxf)
    } else if last_pass::is_it(&json) {
        Some(Format::LastPass)
    } else if bitwarden::is_it(&json) {
        Some(Format::Bitwarden)
    } else if stratum::is_it(&json) {
        Some(Format::Stratum)
    } else if andotp::is_it(&json) {
        Some(Format::AndOtp)
    } else if raivo::is_it(&json) {
        Some(Format::Raivo)
    } else if is_duo(&json) {
        return Err(ImportError::UnsupportedContainer { container: Container::Duo });
    } else {
        None
    };
    let format = named.or(found).ok_or(ImportError::UnknownFormat)?;
    Ok(Detected { format, body: Body::Json(json), guessed: false })
}

/// Duo Mobile's own list of accounts.
fn is_duo(json: &Json) -> bool {
    matches!(json, Json::List(accounts) if accounts.first().is_some_and(|one| one.has("otpGenerator")))
}

/// Bytes without a mark: andOTP's are such.
fn binary<'a>(bytes: Cow<'a, [u8]>, named: Option<Format>) -> Result<Detected<'a>, ImportError> {
    if OTHERS.iter().any(|begin| bytes.starts_with(begin)) {
        return Err(ImportError::UnknownFormat);
    }
    let format = named.or_else(|| andotp::guess(&bytes)).ok_or(ImportError::UnknownFormat)?;
    Ok(Detected { format, body: Body::Bytes(bytes), guessed: named.is_none() })
}

/// The bytes of a file that is Base64 as a whole.
fn wrapped(text: &str) -> Option<Vec<u8>> {
    let plain: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    BASE64.decode(&plain).ok().filter(|bytes| !bytes.is_empty())
}

/// Five parts of a JSON Web Encryption (RFC 7516 section 7.1).
fn is_jwe(text: &str) -> bool {
    let text = text.trim();
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    text.starts_with("eyJ") && text.split('.').count() == 5 && text.bytes().all(allowed)
}

fn container(bytes: &[u8]) -> Option<Container> {
    let begins = |begin: &[u8]| bytes.starts_with(begin);
    if begins(microsoft::DATABASE) {
        Some(Container::Sqlite)
    } else if begins(b"\x03\xd9\xa2\x9a\x67\xfb\x4b\xb5") {
        Some(Container::Kdbx)
    } else {
        None
    }
}
