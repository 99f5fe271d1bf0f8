//! What an open vault holds.

use std::fmt;

use super::receipts::ImportRecord;
use super::settings::Settings;
use crate::account::{AccountId, CodeAccount, PushAccount, SeenRequest};
use crate::clock::UnixSeconds;
use crate::secret::SecretBytes;

/// What the list's order, search and shell need of every account, and the account itself.
pub struct Entry {
    /// Its identity.
    pub id: AccountId,
    /// Who issued it, original text (display removes what must not be shown).
    pub issuer: String,
    /// The account's name at the issuer, original text.
    pub account: String,
    /// Name given by the person, shown instead of the issuer.
    pub display_name: Option<String>,
    /// Free text.
    pub note: String,
    /// Labels.
    pub tags: Vec<String>,
    /// Shown first.
    pub favourite: bool,
    /// Place in the list; equal places are ordered by `created`.
    pub order: u32,
    /// When it was added.
    pub created: UnixSeconds,
    /// In the bin since then.
    pub trashed: Option<UnixSeconds>,
    /// The account.
    pub body: EntryBody,
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Entry {
    /// The entry as it stands in a backup; `None` for what is in the bin or on its way out. A push account is
    /// there by its names only, to be set up again: its key stays on the phone (V-83).
    #[must_use]
    pub fn for_backup(&self) -> Option<Self> {
        if self.trashed.is_some() {
            return None;
        }
        let body = match &self.body {
            EntryBody::Otp(account) => EntryBody::Otp(account.duplicate()),
            EntryBody::Push(account) => EntryBody::Push(Box::new(account.names_only()?)),
        };
        Some(self.with_body(self.id, body))
    }

    /// The entry of a backup as it comes back, under another id.
    #[must_use]
    pub fn restored_as(&self, id: AccountId) -> Option<Self> {
        self.for_backup().map(|entry| Self { id, ..entry })
    }

    /// A second copy, made on purpose: a change works on one.
    fn duplicate(&self) -> Self {
        let body = match &self.body {
            EntryBody::Otp(account) => EntryBody::Otp(account.duplicate()),
            EntryBody::Push(account) => EntryBody::Push(Box::new(account.duplicate())),
        };
        Self { trashed: self.trashed, ..self.with_body(self.id, body) }
    }

    fn with_body(&self, id: AccountId, body: EntryBody) -> Self {
        Self {
            id,
            issuer: self.issuer.clone(),
            account: self.account.clone(),
            display_name: self.display_name.clone(),
            note: self.note.clone(),
            tags: self.tags.clone(),
            favourite: self.favourite,
            order: self.order,
            created: self.created,
            trashed: None,
            body,
        }
    }
}

/// The two kinds of account.
#[derive(Debug)]
pub enum EntryBody {
    /// One-time codes.
    Otp(CodeAccount),
    /// Sign-in requests.
    Push(Box<PushAccount>),
}

/// An entry that could not be decoded: shown as an error row, kept byte for byte (V-43).
pub struct UnreadableEntry {
    /// Its bytes as they stood in the vault.
    pub raw: SecretBytes,
    /// Its position in the file.
    pub position: usize,
}

impl fmt::Debug for UnreadableEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UnreadableEntry({})", self.position)
    }
}

/// A part of the contents that this version of the app does not know: kept byte for byte.
pub struct UnknownSection {
    /// Its number in the format.
    pub(super) tag: u16,
    /// Its bytes.
    pub(super) raw: SecretBytes,
}

impl fmt::Debug for UnknownSection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UnknownSection({})", self.tag)
    }
}

/// Everything inside the seal.
#[derive(Debug, Default)]
pub struct Contents {
    /// Accounts, trash included.
    pub entries: Vec<Entry>,
    /// What could not be decoded.
    pub unreadable: Vec<UnreadableEntry>,
    /// Requests seen in the last 24 hours.
    pub seen: Vec<SeenRequest>,
    /// Codes are masked until tapped.
    pub hide_codes: bool,
    /// A recovery code was offered and declined (V-15).
    pub recovery_declined: bool,
    /// What else the person chose.
    pub settings: Settings,
    /// What was imported in the last thirty days.
    pub imports: Vec<ImportRecord>,
    /// What a newer app wrote beside all this.
    pub unknown: Vec<UnknownSection>,
}

impl Contents {
    /// A second copy, made on purpose: a change works on one, so that both states are there until it is durable.
    pub(super) fn duplicate(&self) -> Self {
        let unreadable = |kept: &UnreadableEntry| UnreadableEntry {
            raw: kept.raw.duplicate(),
            position: kept.position,
        };
        let unknown =
            |kept: &UnknownSection| UnknownSection { tag: kept.tag, raw: kept.raw.duplicate() };
        Self {
            entries: self.entries.iter().map(Entry::duplicate).collect(),
            unreadable: self.unreadable.iter().map(unreadable).collect(),
            seen: self.seen.clone(),
            hide_codes: self.hide_codes,
            recovery_declined: self.recovery_declined,
            settings: self.settings.duplicate(),
            imports: self.imports.clone(),
            unknown: self.unknown.iter().map(unknown).collect(),
        }
    }
}
