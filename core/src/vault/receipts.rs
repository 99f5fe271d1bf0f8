//! What an import leaves in the vault: one receipt an entry of the file, without names and secrets, so that
//! it can be undone for thirty days.

use std::fmt;

use super::model::{Entry, EntryBody};
use crate::account::AccountId;
use crate::clock::UnixSeconds;
use crate::otp::OtpKind;
use crate::payload::Field;
use crate::random::{Random, RandomError};

/// Seconds for which an import can be undone: thirty days.
pub const UNDO_FOR: u64 = 30 * 24 * 60 * 60;

/// Identity of one import: 16 lower-case hex digits to the outside.
///
/// ```
/// use countersign_core::app::{CommitId, ImportChoices, ImportOptions};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
/// # let file = testing::links(&[testing::MAIL]);
///
/// let plan = app.transfer().plan(file, ImportOptions::default())?;
/// let report = app.transfer().commit(plan, &ImportChoices::default())?;
/// let commit: CommitId = report.commit.ok_or("nothing was added")?;
/// assert_eq!(app.transfer().undo(commit)?.binned.len(), 1);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CommitId(pub(super) [u8; 8]);

impl CommitId {
    /// A fresh random id.
    ///
    /// # Errors
    /// [`RandomError`].
    pub fn random(random: &dyn Random) -> Result<Self, RandomError> {
        Ok(Self(random.bytes()?))
    }

    /// Reads the hex spelling.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let raw = data_encoding::HEXLOWER.decode(text.as_bytes()).ok()?;
        Some(Self(raw.try_into().ok()?))
    }
}

impl fmt::Display for CommitId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&data_encoding::HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for CommitId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CommitId({self})")
    }
}

/// Why an entry of a file was not imported.
///
/// ```
/// use countersign_core::app::Refusal;
///
/// assert_eq!(Refusal::BadSecret.name(), "BadSecret");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// A kind of code that this app does not make.
    UnsupportedType,
    /// A hash that this app does not know.
    UnsupportedAlgorithm,
    /// The secret cannot be read.
    BadSecret,
    /// A value lies outside its range.
    OutOfRange {
        /// Which.
        field: Field,
    },
    /// A value that has to be there is not.
    MissingField {
        /// Which.
        field: Field,
    },
    /// It cannot be kept as it is.
    NotRepresentable,
    /// The entry is encrypted by itself.
    EncryptedEntry,
    /// The very same is there already.
    Duplicate {
        /// The account of the vault; `None` when it is an earlier entry of the same file.
        of: Option<AccountId>,
    },
    /// The person left it out.
    NotSelected,
    /// An account with the same names or the same secret is there, and the person has not decided.
    Conflict {
        /// Which one.
        with: AccountId,
    },
    /// It answers sign-ins of another app; such a key cannot move.
    PushAccount,
    /// The entry itself is damaged.
    Damaged,
}

impl Refusal {
    /// The bare name, as JSON has it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::UnsupportedType => "UnsupportedType",
            Self::UnsupportedAlgorithm => "UnsupportedAlgorithm",
            Self::BadSecret => "BadSecret",
            Self::OutOfRange { .. } => "OutOfRange",
            Self::MissingField { .. } => "MissingField",
            Self::NotRepresentable => "NotRepresentable",
            Self::EncryptedEntry => "EncryptedEntry",
            Self::Duplicate { .. } => "Duplicate",
            Self::NotSelected => "NotSelected",
            Self::Conflict { .. } => "Conflict",
            Self::PushAccount => "PushAccount",
            Self::Damaged => "Damaged",
        }
    }

    /// The part of the entry that it is about.
    #[must_use]
    pub fn field(self) -> Option<Field> {
        match self {
            Self::OutOfRange { field } | Self::MissingField { field } => Some(field),
            Self::UnsupportedType
            | Self::UnsupportedAlgorithm
            | Self::BadSecret
            | Self::NotRepresentable
            | Self::EncryptedEntry
            | Self::Duplicate { .. }
            | Self::NotSelected
            | Self::Conflict { .. }
            | Self::PushAccount
            | Self::Damaged => None,
        }
    }

    /// The account of the vault that it is about.
    #[must_use]
    pub fn account(self) -> Option<AccountId> {
        match self {
            Self::Duplicate { of } => of,
            Self::Conflict { with } => Some(with),
            Self::UnsupportedType
            | Self::UnsupportedAlgorithm
            | Self::BadSecret
            | Self::OutOfRange { .. }
            | Self::MissingField { .. }
            | Self::NotRepresentable
            | Self::EncryptedEntry
            | Self::NotSelected
            | Self::PushAccount
            | Self::Damaged => None,
        }
    }

    /// One sentence for the receipt.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::UnsupportedType => "This app does not make codes of this kind.",
            Self::UnsupportedAlgorithm => "This app does not know the hash of this account.",
            Self::BadSecret => "The key cannot be read.",
            Self::OutOfRange { .. } => "A number lies outside its range.",
            Self::MissingField { .. } => "Something that has to be there is missing.",
            Self::NotRepresentable => "It cannot be kept as it is.",
            Self::EncryptedEntry => "The entry is encrypted by itself: export without that.",
            Self::Duplicate { of: Some(_) } => "The same account is here already.",
            Self::Duplicate { of: None } => "The same account stands twice in the file.",
            Self::NotSelected => "You left it out.",
            Self::Conflict { .. } => {
                "An account with this name or this key is here already: say which to keep."
            }
            Self::PushAccount => {
                "It confirms sign-ins in another app and cannot move: set it up again."
            }
            Self::Damaged => "The entry is damaged.",
        }
    }
}

/// What became of one entry of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeptReceipt {
    /// It was added.
    Added {
        /// As this account.
        id: AccountId,
        /// With a warning.
        warned: bool,
        /// How it looked: see [`fingerprint`].
        fingerprint: [u8; 16],
        /// The account that went to the bin for it.
        replaced: Option<AccountId>,
    },
    /// It was not.
    Refused(Refusal),
}

/// One import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRecord {
    /// Its identity.
    pub id: CommitId,
    /// When.
    pub at: UnixSeconds,
    /// The format's name.
    pub format: String,
    /// Items of the file that have no one-time code.
    pub not_otp: u32,
    /// One an entry, in the order of the file.
    pub receipts: Vec<KeptReceipt>,
}

/// Tells whether a person edited an entry: a digest of its names, notes and settings. The secret and the PIN
/// are not in it, nor what changes by use (the counter, the place in the list).
#[must_use]
pub fn fingerprint(entry: &Entry) -> [u8; 16] {
    let mut text = Vec::new();
    let mut put = |part: &str| {
        text.extend_from_slice(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        text.extend_from_slice(part.as_bytes());
    };
    put(&entry.issuer);
    put(&entry.account);
    put(entry.display_name.as_ref().map_or("-", |_| "+"));
    put(entry.display_name.as_deref().unwrap_or_default());
    put(&entry.note);
    put(&entry.tags.len().to_string());
    entry.tags.iter().for_each(|tag| put(tag));
    put(if entry.favourite { "favourite" } else { "" });
    if let EntryBody::Otp(account) = &entry.body {
        put(account.kind.name());
        match &account.kind {
            OtpKind::Totp { algorithm, digits, period } => {
                put(algorithm.as_str());
                put(&digits.get().to_string());
                put(&period.get().to_string());
            }
            OtpKind::Hotp { algorithm, digits, counter: _ } => {
                put(algorithm.as_str());
                put(&digits.get().to_string());
            }
            OtpKind::Steam => {}
            OtpKind::Yandex { pin } | OtpKind::Motp { pin, .. } => {
                put(if pin.is_some() { "pin" } else { "" });
            }
        }
        put(if account.lock_requested { "lock" } else { "" });
        // Written only where it is set, so that fingerprints from before it existed still hold.
        if account.never_export {
            put("never export");
        }
    }
    let mut out = [0; 16];
    for (to, from) in out.iter_mut().zip(super::crypto::sha256(&text)) {
        *to = from;
    }
    out
}
