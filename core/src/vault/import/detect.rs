//! Which format a file has, by its content.

use super::aegis;
use super::error::{Container, ImportError};
use super::format::Format;
use super::json::Json;
use super::lines;

/// A file and its format.
pub(super) struct Detected<'a> {
    pub(super) format: Format,
    pub(super) body: Body<'a>,
    /// It has no mark of its own.
    pub(super) guessed: bool,
}

/// A file as far as it was read to know it.
pub(super) enum Body<'a> {
    Json(Json),
    Text(&'a str),
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
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Some(container) = container(bytes) {
        return Err(ImportError::UnsupportedContainer { container });
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return binary(bytes, named) };
    let first = text.trim_start().bytes().next();
    if matches!(first, Some(b'{' | b'[')) {
        return json(Json::parse(bytes)?, named);
    }
    if let Some(found) = lines::format_of(text) {
        let format = named.unwrap_or(found);
        return Ok(Detected { format, body: Body::Text(text), guessed: false });
    }
    Err(ImportError::UnknownFormat)
}

fn json<'a>(json: Json, named: Option<Format>) -> Result<Detected<'a>, ImportError> {
    let found = aegis::is_it(&json).then_some(Format::Aegis).ok_or(ImportError::UnknownFormat)?;
    let format = named.unwrap_or(found);
    Ok(Detected { format, body: Body::Json(json), guessed: false })
}

fn binary(bytes: &[u8], _named: Option<Format>) -> Result<Detected<'_>, ImportError> {
    if OTHERS.iter().any(|begin| bytes.starts_with(begin)) {
        return Err(ImportError::UnknownFormat);
    }
    Err(ImportError::UnknownFormat)
}

fn container(bytes: &[u8]) -> Option<Container> {
    let begins = |begin: &[u8]| bytes.starts_with(begin);
    if begins(b"\xac\xed\x00\x05") {
        Some(Container::FreeOtp2)
    } else if begins(b"PK\x03\x04") || begins(b"PK\x05\x06") {
        Some(Container::Zip)
    } else if begins(b"SQLite format 3\0") {
        Some(Container::Sqlite)
    } else if begins(b"\x03\xd9\xa2\x9a\x67\xfb\x4b\xb5") {
        Some(Container::Kdbx)
    } else {
        None
    }
}
