//! Exports in a zip archive with a password: Raivo's JSON, and WinAuth's list of links.

use super::entry::SourceFile;
use super::error::{Container, ImportError};
use super::format::Format;
use super::json::Json;
use super::kdf::{Cost, Opener};
use super::zip::Archive;
use super::{lines, raivo, win_auth};

/// Most members that are tried: beside the export some apps put one to print.
const MOST_TRIED: usize = 16;

/// What opening one costs: a thousand rounds a member.
pub(super) const COST: Cost = Cost { memory_kib: 0, milliseconds: 0 };

/// Whose it is, as far as it shows before the password: by how its members are called, no more than a guess.
pub(super) fn guess(archive: &Archive<'_>) -> Option<Format> {
    archive.locked().next()?;
    let json = archive.locked().any(|member| member.ends_with(b".json"));
    Some(if json { Format::Raivo } else { Format::WinAuth })
}

/// Opens the members, and reads the first that is an export.
pub(super) fn read(archive: &Archive<'_>, opener: Opener<'_>) -> Result<SourceFile, ImportError> {
    for member in archive.locked().take(MOST_TRIED) {
        let plain = member.open(opener)?;
        let plain = plain.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&plain);
        let Ok(text) = std::str::from_utf8(plain) else { continue };
        if text.trim_start().starts_with('[') {
            let json = Json::parse(plain)?;
            if raivo::is_it(&json) {
                return raivo::read(&json);
            }
        } else if lines::format_of(text).is_some() {
            return win_auth::read(text);
        }
    }
    Err(ImportError::UnsupportedContainer { container: Container::Zip })
}
