//! One entry of a file, judged.

use std::fmt;

use super::error::ImportError;
use super::format::Format;
use crate::payload::{AccountWarning, ScannedAccount};
use crate::text::{MAX_CHARS, shown};
use crate::vault::{Entry, Refusal};

/// Longest note that is kept, in bytes (V-48).
const MAX_NOTE: usize = 4 * 1024;
/// Longest name of one's own, in characters: as the person may type it.
const MAX_DISPLAY_NAME: usize = 128;
/// Most tags of an account that are kept.
const MAX_TAGS: usize = 32;

/// Something odd that does not stop an entry from being imported.
///
/// ```
/// use countersign_core::app::ImportWarning;
///
/// assert_eq!(ImportWarning::NoteCut.name(), "NoteCut");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ImportWarning {
    /// As of a scanned code.
    Account(AccountWarning),
    /// It was in the other app's bin.
    SourceTrash,
    /// The note was longer than 4 KiB and is cut.
    NoteCut,
    /// A backup holds no keys of sign-ins: it is to be set up again.
    SetUpAgain,
}

impl ImportWarning {
    /// The bare name, as JSON has it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Account(warning) => warning.name(),
            Self::SourceTrash => "SourceTrash",
            Self::NoteCut => "NoteCut",
            Self::SetUpAgain => "SetUpAgain",
        }
    }

    /// One sentence for the receipt.
    #[must_use]
    pub fn sentence(self) -> String {
        match self {
            Self::Account(warning) => warning.sentence(),
            Self::SourceTrash => "It was in the other app's bin.".to_owned(),
            Self::NoteCut => "Its note was too long and is cut.".to_owned(),
            Self::SetUpAgain => {
                "It confirms sign-ins, and its key stays on the phone that made it: set it up again."
                    .to_owned()
            }
        }
    }
}

/// An account of a file that can be added. `Debug` prints no name, note or tag: people keep recovery codes in
/// notes.
pub struct ImportedAccount {
    /// The account.
    pub account: ScannedAccount,
    /// What the person called it, beside the issuer.
    pub display_name: Option<String>,
    /// Its note.
    pub note: String,
    /// Its groups, folders and tags.
    pub tags: Vec<String>,
    /// Whether it was a favourite.
    pub favourite: bool,
    /// What the person should know.
    pub warnings: Vec<ImportWarning>,
}

impl fmt::Debug for ImportedAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ImportedAccount").field("account", &self.account).finish_non_exhaustive()
    }
}

impl From<ScannedAccount> for ImportedAccount {
    fn from(account: ScannedAccount) -> Self {
        let warnings = account.warnings.iter().copied().map(ImportWarning::Account).collect();
        Self {
            account,
            display_name: None,
            note: String::new(),
            tags: Vec::new(),
            favourite: false,
            warnings,
        }
    }
}

impl ImportedAccount {
    /// Keeps a note, cut at a character when it is too long.
    pub(super) fn set_note(&mut self, note: &str) {
        let mut end = note.len().min(MAX_NOTE);
        while !note.is_char_boundary(end) {
            end = end.saturating_sub(1);
        }
        if end < note.len() {
            self.warnings.push(ImportWarning::NoteCut);
        }
        note.get(..end).unwrap_or_default().clone_into(&mut self.note);
    }

    /// Keeps the person's own name for it, as it may be shown.
    pub(super) fn set_display_name(&mut self, name: &str) {
        let name: String = shown(name.trim()).chars().take(MAX_DISPLAY_NAME).collect();
        self.display_name = Some(name).filter(|name| !name.is_empty());
    }

    /// Keeps a tag as it may be shown, once. A tag may belong to every entry, so that no more of it is looked
    /// at than can be shown.
    pub(super) fn add_tag(&mut self, tag: &str) {
        if self.tags.len() >= MAX_TAGS {
            return;
        }
        let front: String = tag.chars().take(2 * MAX_CHARS).collect();
        let tag = shown(front.trim());
        if !tag.is_empty() && !self.tags.contains(&tag) {
            self.tags.push(tag);
        }
    }

    /// Keeps the first tags of a list.
    pub(super) fn add_tags<'a>(&mut self, tags: impl Iterator<Item = &'a str>) {
        tags.take(MAX_TAGS).for_each(|tag| self.add_tag(tag));
    }
}

/// One entry of a file: its names as they may be shown, and what can be done with it.
pub struct SourceEntry {
    /// The issuer.
    pub issuer: String,
    /// The account's name.
    pub label: String,
    /// The account, or why there is none.
    pub outcome: Result<Box<ImportedAccount>, Refusal>,
    /// Of our own backup: the entry as it comes back, push accounts too, in place of what `outcome` says.
    pub(crate) whole: Option<Box<Entry>>,
}

impl SourceEntry {
    /// An entry that was judged; refused ones are named as the file names them.
    pub(super) fn new(
        issuer: &str,
        label: &str,
        outcome: Result<ImportedAccount, Refusal>,
    ) -> Self {
        match outcome {
            Ok(account) => Self::from(account),
            Err(refusal) => {
                let (issuer, label) = (shown(issuer), shown(label));
                Self { issuer, label, outcome: Err(refusal), whole: None }
            }
        }
    }

    /// Bytes of its texts.
    fn bytes(&self) -> usize {
        let shown = self.issuer.len().saturating_add(self.label.len());
        let Ok(found) = &self.outcome else { return shown };
        let account = &found.account;
        [account.issuer.len(), account.account.len(), found.note.len()]
            .into_iter()
            .fold(shown, usize::saturating_add)
    }

    /// An entry of which not even the name can be read.
    pub(super) fn refused(refusal: Refusal) -> Self {
        let (issuer, label) = Default::default();
        Self { issuer, label, outcome: Err(refusal), whole: None }
    }
}

impl From<ImportedAccount> for SourceEntry {
    fn from(account: ImportedAccount) -> Self {
        Self {
            issuer: account.account.shown_issuer(),
            label: account.account.shown_account(),
            outcome: Ok(Box::new(account)),
            whole: None,
        }
    }
}

impl fmt::Debug for SourceEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SourceEntry").field(&self.outcome).finish()
    }
}

/// A file that was read.
#[derive(Debug)]
pub struct SourceFile {
    /// Whose.
    pub format: Format,
    /// Its entries, in order.
    pub entries: Vec<SourceEntry>,
    /// Items without a one-time code: passwords, cards, notes. Nothing of them is kept.
    pub not_otp: u32,
    /// The file also holds icons, colours or counts of use, which are left behind.
    pub left_behind: bool,
    /// The parts of an export that are not in the file, counted from 0.
    pub missing: Vec<u32>,
    /// How many parts the export has.
    pub parts: u32,
    /// Bytes of the texts of the entries.
    bytes: usize,
}

impl SourceFile {
    /// A file of a format, still empty.
    pub(super) fn new(format: Format) -> Self {
        let (entries, missing) = Default::default();
        Self { format, entries, not_otp: 0, left_behind: false, missing, parts: 1, bytes: 0 }
    }

    /// Adds an entry.
    ///
    /// # Errors
    /// [`ImportError::TooLarge`] for more entries than a file may have, and where they would take much more
    /// memory than the file: parts of a file can be named again and again.
    pub(super) fn push(&mut self, entry: SourceEntry) -> Result<(), ImportError> {
        self.bytes = self.bytes.saturating_add(entry.bytes());
        if self.entries.len() >= super::MAX_ENTRIES || self.bytes > super::MAX_FILE {
            return Err(ImportError::TooLarge);
        }
        self.entries.push(entry);
        Ok(())
    }

    /// Counts an item without a one-time code.
    pub(super) fn skip(&mut self) {
        self.not_otp = self.not_otp.saturating_add(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_of_a_file_prints_nothing_that_a_person_wrote_v60() {
        let key = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
        let account = ScannedAccount::from_typed_key("Harbour", "ida", key).unwrap();
        let account = ImportedAccount {
            display_name: Some("My harbour".to_owned()),
            note: "recovery 12345".to_owned(),
            tags: vec!["bank".to_owned()],
            ..ImportedAccount::from(account)
        };
        let printed = format!("{account:?}");
        for text in ["Harbour", "ida", "harbour", "12345", "bank", key] {
            assert!(!printed.contains(text), "{printed}");
        }
    }
}
