//! WinAuth: a list of links whose label is what the person called the account, mostly the service alone.

use super::entry::{SourceEntry, SourceFile};
use super::error::ImportError;
use super::format::Format;
use super::{lines, value};

pub(super) fn read(text: &str) -> Result<SourceFile, ImportError> {
    let mut file = lines::read(text)?;
    file.format = Format::WinAuth;
    file.entries = file.entries.into_iter().map(labelled).collect();
    Ok(file)
}

/// The entry with its label as the issuer, where it has no issuer of its own.
fn labelled(entry: SourceEntry) -> SourceEntry {
    match entry.outcome {
        Ok(found) if found.account.issuer.is_empty() => {
            let issuer = found.account.account.clone();
            SourceEntry::new(&issuer, "", value::named(found.account, &issuer, ""))
        }
        outcome => SourceEntry { outcome, ..entry },
    }
}
