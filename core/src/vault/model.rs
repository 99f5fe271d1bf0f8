//! What an open vault holds.

use std::fmt;

use crate::clock::UnixSeconds;
use crate::otp::OtpKind;
use crate::push::account::PushAccount;
use crate::push::request::DenyReason;
use crate::random::{Random, RandomError};
use crate::secret::SecretBytes;

/// Random identity of an account inside one vault: 16 lower-case hex digits to the outside.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccountId([u8; 8]);

impl AccountId {
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

    /// The id that was stored.
    #[must_use]
    pub fn from_bytes(raw: [u8; 8]) -> Self {
        Self(raw)
    }

    /// The id to store.
    #[must_use]
    pub fn to_bytes(self) -> [u8; 8] {
        self.0
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&data_encoding::HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AccountId({self})")
    }
}

/// A one-time-code account.
#[derive(Debug)]
pub struct OtpAccount {
    /// Kind and parameters.
    pub kind: OtpKind,
    /// The shared secret, 1 to 256 bytes.
    pub secret: SecretBytes,
    /// Whether each code asks for an unlock first.
    pub lock_requested: bool,
}

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
    /// In the trash since then; gone after 30 days.
    pub trashed: Option<UnixSeconds>,
    /// The account.
    pub body: EntryBody,
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry").field("id", &self.id).finish_non_exhaustive()
    }
}

/// The two kinds of account.
#[derive(Debug)]
pub enum EntryBody {
    /// One-time codes.
    Otp(OtpAccount),
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

/// How far a request has come, as far as this phone knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeenOutcome {
    /// Still open when last seen.
    Open,
    /// The mark `sent` of push-protocols.md 5.3: an approval was about to leave for a server that would
    /// take a second number, and no reply was read. No second number goes there.
    ApprovalSent,
    /// The mark `wrong` of 5.3: the server refused the number and is still to be told that this ends the
    /// request. It is counted already.
    NumberRefused,
    /// The person said no; the server is still to be told.
    Refusing(DenyReason),
    /// Approved here.
    Approved,
    /// Denied here.
    Denied,
    /// Denied by the app itself: it was closed or locked while an approval was under way.
    Interrupted,
    /// A wrong number ended it.
    WrongNumber,
    /// It lapsed.
    Expired,
    /// A newer sign-in replaced it.
    Superseded,
    /// Handled elsewhere.
    AlreadyHandled,
    /// The server no longer knew this phone.
    Unlinked,
    /// Ended for another reason.
    Refused,
}

impl SeenOutcome {
    /// Whether nothing is to be told to the person or the server any more.
    #[must_use]
    pub fn is_over(self) -> bool {
        !matches!(self, Self::Open | Self::ApprovalSent | Self::NumberRefused | Self::Refusing(_))
    }
}

/// A request that was seen, kept for 24 hours so that a restarted app can say what became of it and
/// deliver what the person has said (push-protocols.md 5.3).
#[derive(Clone, PartialEq, Eq)]
pub struct SeenRequest {
    /// The server's id.
    pub id: String,
    /// The account.
    pub account: AccountId,
    /// When the server made it (else first seen).
    pub created: UnixSeconds,
    /// When this phone first saw it.
    pub first_seen: UnixSeconds,
    /// When it lapses.
    pub expires: UnixSeconds,
    /// When it lapses, by the server's clock: a denial that is still to be sent is signed with it.
    pub expires_at_server: UnixSeconds,
    /// Digest of the signed context, which a denial that is still to be sent echoes (countersign+).
    pub ctx: Option<String>,
    /// How far it has come.
    pub outcome: SeenOutcome,
    /// The person asked for a report, and the server is still to be told.
    pub report: bool,
}

impl fmt::Debug for SeenRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SeenRequest({:?})", self.outcome)
    }
}

/// Warnings about a code account that its details show (V-53).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quality {
    /// Secret shorter than 112 bits.
    WeakSecret,
    /// Fewer than six digits.
    FewDigits,
    /// Codes live longer than two minutes.
    LongPeriod,
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
    /// What a newer app wrote beside all this.
    pub unknown: Vec<UnknownSection>,
}
