//! Lists of links, one a line: `otpauth`, `motp`, `steam`, and the parts of Google's export.
//!
//! Blank lines and lines that begin with `#` are skipped; a line may be a quoted JSON string.

use zeroize::Zeroizing;

use super::draft::refusal_of;
use super::entry::{SourceEntry, SourceFile};
use super::error::ImportError;
use super::format::Format;
use crate::payload::{self, Added, BatchEntry, Collector, OtpBatch, Verdict};
use crate::vault::Refusal;

/// The schemes of links that may stand in a list.
const SCHEMES: [&str; 4] = ["otpauth://", "otpauth-migration://", "motp:", "steam://"];
const MIGRATION: &str = "otpauth-migration://";

/// What kind of list a text is, if its first line is a link.
pub(super) fn format_of(text: &str) -> Option<Format> {
    let first = links(text).next()?;
    if !SCHEMES.iter().any(|scheme| begins(&first, scheme)) {
        return None;
    }
    let format = if links(text).all(|line| begins(&line, MIGRATION)) {
        Format::Google
    } else {
        Format::Otpauth
    };
    Some(format)
}

/// Reads a list. The parts of an export of Google stand at the place of the first of all such parts; parts of
/// several exports are kept apart.
pub(super) fn read(text: &str) -> Result<SourceFile, ImportError> {
    let mut file = SourceFile::new(Format::Otpauth);
    let mut exports: Vec<(Collector, u32)> = Vec::new();
    let mut first_part = None;
    for line in links(text) {
        match payload::classify(line.as_bytes()) {
            Verdict::OtpBatch(batch) => {
                first_part.get_or_insert(file.entries.len());
                collect(&mut exports, batch)?;
            }
            verdict @ (Verdict::Otp(_)
            | Verdict::Enrol(_)
            | Verdict::Foreign { .. }
            | Verdict::NotAnAccount { .. }
            | Verdict::Malformed(_)) => file.push(judged(verdict))?,
        }
    }
    let Some(at) = first_part else { return Ok(file) };
    file.parts = 0;
    let mut entries = Vec::new();
    for (mut export, parts) in exports {
        file.missing.extend(export.missing());
        file.parts = file.parts.saturating_add(parts);
        entries.extend(export.finish_partial().into_iter().map(|entry| match entry {
            BatchEntry::Ok(account) => SourceEntry::from(super::ImportedAccount::from(*account)),
            BatchEntry::Refused(error) => SourceEntry::refused(refusal_of(error)),
        }));
    }
    file.entries.splice(at..at, entries);
    Ok(file)
}

/// Most exports of which parts may stand in one list.
const MOST_EXPORTS: usize = 16;

/// Puts a part to the export that it belongs to, or begins another one with it.
fn collect(exports: &mut Vec<(Collector, u32)>, part: OtpBatch) -> Result<(), ImportError> {
    let count = part.count;
    let mut part = part;
    for (export, _) in exports.iter_mut() {
        part = match export.add(part) {
            Added::Taken { .. } | Added::AlreadyThere { .. } => return Ok(()),
            Added::Differs(part) | Added::OtherExport(part) => part,
        };
    }
    if exports.len() >= MOST_EXPORTS {
        return Err(ImportError::TooLarge);
    }
    let mut export = Collector::new();
    export.start_over(part);
    exports.push((export, count));
    Ok(())
}

/// The entry of one link.
pub(super) fn entry_of(link: &str) -> SourceEntry {
    judged(payload::classify(link.as_bytes()))
}

fn judged(verdict: Verdict) -> SourceEntry {
    match verdict {
        Verdict::Otp(account) => SourceEntry::from(super::ImportedAccount::from(*account)),
        Verdict::Enrol(_) => SourceEntry::refused(Refusal::PushAccount),
        Verdict::Foreign { .. } => SourceEntry::refused(Refusal::UnsupportedType),
        Verdict::Malformed(error) => SourceEntry::refused(refusal_of(error)),
        Verdict::NotAnAccount { .. } | Verdict::OtpBatch(_) => {
            SourceEntry::refused(Refusal::Damaged)
        }
    }
}

/// The lines that are to be read, without the quotes of JSON.
pub(super) fn links(text: &str) -> impl Iterator<Item = Zeroizing<String>> {
    text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty()).filter_map(|line| {
        let line = match line.strip_prefix('"') {
            Some(_) => serde_json::from_str(line).unwrap_or_else(|_| line.to_owned()),
            None => line.to_owned(),
        };
        (!line.starts_with('#')).then(|| Zeroizing::new(line))
    })
}

fn begins(line: &str, scheme: &str) -> bool {
    line.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
}
