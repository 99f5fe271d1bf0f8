//! What a person sets for one account: its texts and tags, its PIN, the kind of its codes, and how well it is
//! guarded.

use crate::account::{AccountId, CodeAccount};
use crate::otp::{self, Algorithm, Counter, Digits, MotpForm, OtpError, OtpKind, Period};
use crate::payload::names::check;
use crate::payload::{Field, Malformed, Reason};
use crate::secret::SecretString;
use crate::text::{digits, shown};
use crate::vault::{Entry, EntryBody};

use super::accounts::{Missing, code_view, listed, made_code};
use super::code_masking::SHOWN_FOR;
use super::fault::Fault;
use super::fresh::{Fresh, Operation};
use super::inner::Inner;
use super::quality::{QualityFlag, quality};
use super::views::{AccountView, CodeView};

/// Longest note, in bytes (V-48).
const LONGEST_NOTE: usize = 4 * 1024;
/// Most tags, and the longest, in characters.
const MOST_TAGS: usize = 32;
const LONGEST_TAG: usize = 256;

/// What the details of an account show, beside its row.
///
/// ```
/// use countersign_core::app::AccountChange;
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, shop) = testing::phone().await?;
///
/// app.settings().set(shop, AccountChange::Tags(vec!["shopping".to_owned()]))?;
/// let details = app.settings().details(shop)?;
/// assert_eq!((details.account.id, details.tags), (shop, vec!["shopping".to_owned()]));
/// assert!(!details.never_export);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct AccountDetails {
    /// Its row.
    pub account: AccountView,
    /// Free text.
    pub note: String,
    /// Groups.
    pub tags: Vec<String>,
    /// Shown first.
    pub favourite: bool,
    /// It can be moved up in the list: one stands above it, a favourite too where it is one.
    pub can_go_up: bool,
    /// It can be moved down.
    pub can_go_down: bool,
    /// What is weak about its codes (V-53).
    pub quality: Vec<QualityFlag>,
    /// Each code asks for an unlock first.
    pub ask_before: bool,
    /// Its secret is never shown and never exported, and that stays so.
    pub never_export: bool,
    /// Its codes need a PIN, and whether that is stored.
    pub pin: Option<PinStored>,
}

impl std::fmt::Debug for AccountDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccountDetails").field("account", &self.account.id).finish_non_exhaustive()
    }
}

/// Whether the PIN of an account is stored.
///
/// ```
/// use countersign_core::app::{CodeKind, PinStored};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, shop) = testing::phone().await?;
///
/// app.settings().switch_kind(shop, CodeKind::Motp)?;
/// let details = app.settings().details(shop)?;
/// assert_eq!(details.pin, Some(PinStored(false)), "ask for it with each code");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PinStored(pub bool);

/// One thing that a person sets. `Debug` prints which, and nothing that a person wrote.
///
/// ```
/// use countersign_core::app::AccountChange;
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, shop) = testing::phone().await?;
///
/// let settings = app.settings();
/// settings.set(shop, AccountChange::Name("The shop around the corner".to_owned()))?;
/// settings.set(shop, AccountChange::Favourite(true))?;
/// assert_eq!(app.accounts().list()?[0].issuer, "The shop around the corner");
/// # Ok(())
/// # }
/// ```
pub enum AccountChange {
    /// Its own name; an empty one goes back to the issuer's.
    Name(String),
    /// Free text, at most 4 KiB.
    Note(String),
    /// Groups, 32 at most.
    Tags(Vec<String>),
    /// Shown first.
    Favourite(bool),
    /// Its place in the list.
    Order(u32),
    /// Each code asks for an unlock first.
    AskBefore,
    /// Its secret is never shown and never exported. Warn before: nothing takes that back (V-48).
    NeverExport,
    /// Its PIN is stored, or forgotten.
    Pin(Option<SecretString>),
}

impl std::fmt::Debug for AccountChange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Name(_) => "Name",
            Self::Note(_) => "Note",
            Self::Tags(_) => "Tags",
            Self::Favourite(_) => "Favourite",
            Self::Order(_) => "Order",
            Self::AskBefore => "AskBefore",
            Self::NeverExport => "NeverExport",
            Self::Pin(_) => "Pin",
        })
    }
}

/// A kind of code that a guess is switched to.
///
/// ```
/// use countersign_core::app::CodeKind;
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, shop) = testing::phone().await?;
///
/// app.settings().switch_kind(shop, CodeKind::Steam)?;
/// let row = app.accounts().list()?.remove(0);
/// assert_eq!(CodeKind::parse(row.kind), Some(CodeKind::Steam));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CodeKind {
    /// SHA-1, 6 digits, 30 s.
    Totp,
    /// SHA-1, 6 digits; from 0, or where the account stood when it last counted.
    Hotp,
    /// Steam's letters.
    Steam,
    /// Yandex' letters, with a PIN.
    Yandex,
    /// Mobile-OTP, with a PIN.
    Motp,
}

impl CodeKind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Totp, Self::Hotp, Self::Steam, Self::Yandex, Self::Motp];

    /// The name, as in [`AccountView::kind`].
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Totp => "totp",
            Self::Hotp => "hotp",
            Self::Steam => "steam",
            Self::Yandex => "yaotp",
            Self::Motp => "motp",
        }
    }

    /// The kind of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// `counted_to`: where an account goes on that counted before.
    fn standard(self, counted_to: Option<Counter>) -> Result<OtpKind, Fault> {
        let (algorithm, digits) = (Algorithm::Sha1, Digits::SIX);
        Ok(match self {
            Self::Totp => OtpKind::Totp { algorithm, digits, period: Period::THIRTY },
            Self::Hotp => {
                let first = Counter::new(0).map_err(|_| Fault::NoCodes)?;
                let counter = counted_to.unwrap_or(first);
                OtpKind::Hotp { algorithm, digits, counter }
            }
            Self::Steam => OtpKind::Steam,
            Self::Yandex => OtpKind::Yandex { pin: None },
            Self::Motp => OtpKind::Motp { pin: None, form: MotpForm::Bytes },
        })
    }
}

impl Inner {
    /// The details of an account.
    pub(super) fn details(&self, id: AccountId) -> Result<AccountDetails, Fault> {
        let state = self.lock_state()?;
        let entry = find(&state.vault()?.contents().entries, id)?;
        let (ask_before, never_export, pin) = match &entry.body {
            EntryBody::Otp(account) => {
                let pin = match &account.kind {
                    OtpKind::Yandex { pin } | OtpKind::Motp { pin, .. } => {
                        Some(PinStored(pin.is_some()))
                    }
                    OtpKind::Totp { .. } | OtpKind::Hotp { .. } | OtpKind::Steam => None,
                };
                (account.lock_requested, account.never_export, pin)
            }
            EntryBody::Push(_) => (false, false, None),
        };
        let beside: Vec<AccountId> = listed(&state.vault()?.contents().entries)
            .filter(|other| other.favourite == entry.favourite)
            .map(|other| other.id)
            .collect();
        Ok(AccountDetails {
            account: self.row(entry),
            note: entry.note.clone(),
            tags: entry.tags.iter().map(|tag| shown(tag)).collect(),
            favourite: entry.favourite,
            can_go_up: beside.first() != Some(&id),
            can_go_down: beside.last() != Some(&id),
            quality: quality(entry),
            ask_before,
            never_export,
            pin,
        })
    }

    /// Sets one thing. What lowers a guard is [`Inner::stop_asking`].
    pub(super) fn set_account(&self, id: AccountId, change: AccountChange) -> Result<(), Fault> {
        match change {
            AccountChange::Name(name) => self.rename(id, &name),
            AccountChange::Note(note) => {
                check_text(&note, LONGEST_NOTE)?;
                self.change_entry(id, |entry| {
                    entry.note = note;
                    Ok(())
                })
            }
            AccountChange::Tags(tags) => {
                let tags = checked_tags(tags)?;
                self.change_entry(id, |entry| {
                    entry.tags = tags;
                    Ok(())
                })
            }
            AccountChange::Favourite(favourite) => self.change_entry(id, |entry| {
                entry.favourite = favourite;
                Ok(())
            }),
            AccountChange::Order(order) => self.change_entry(id, |entry| {
                entry.order = order;
                Ok(())
            }),
            AccountChange::AskBefore => {
                self.change_code(id, |account| {
                    account.lock_requested = true;
                    Ok(())
                })?;
                self.lock_state()?.revealed.remove(&id);
                self.forget_unguarded()
            }
            AccountChange::NeverExport => {
                self.change_code(id, |account| {
                    account.never_export = true;
                    Ok(())
                })?;
                self.forget_unguarded()
            }
            AccountChange::Pin(pin) => {
                let forgets = pin.is_none();
                self.store_pin(id, pin)?;
                if forgets { self.forget_unguarded() } else { Ok(()) }
            }
        }
    }

    fn store_pin(&self, id: AccountId, pin: Option<SecretString>) -> Result<(), Fault> {
        self.change_code(id, |account| {
            let typed = pin.map(|pin| digits::ascii_text(pin.expose()));
            if let Some(typed) = &typed {
                // Whether codes can be made with it.
                otp::code_at(&account.kind, &account.secret, 0, Some(typed))?;
            }
            match &mut account.kind {
                OtpKind::Yandex { pin } | OtpKind::Motp { pin, .. } => *pin = typed,
                OtpKind::Totp { .. } | OtpKind::Hotp { .. } | OtpKind::Steam => {
                    return Err(Fault::NoCodes);
                }
            }
            Ok(())
        })
    }

    /// The save before holds the account without its guard, or with its PIN: it goes. Should that fail, saying it
    /// again tries again.
    fn forget_unguarded(&self) -> Result<(), Fault> {
        Ok(self.lock_state()?.vault()?.forget_previous()?)
    }

    /// Its codes ask for no unlock any more; `fresh` is for [`Operation::Guard`].
    pub(super) fn stop_asking(&self, fresh: Fresh, id: AccountId) -> Result<(), Fault> {
        {
            let state = self.lock_state()?;
            self.use_up(&state, fresh, &Operation::Guard { account: id })?;
        }
        self.change_code(id, |account| {
            account.lock_requested = false;
            Ok(())
        })
    }

    /// Makes an account's codes of another kind, where a guess was wrong; a PIN is kept between kinds that
    /// have one.
    pub(super) fn switch_kind(&self, id: AccountId, to: CodeKind) -> Result<(), Fault> {
        self.change_code(id, |account| {
            if account.kind.name() == to.name() {
                return Ok(());
            }
            let mut kind = to.standard(account.counted_to)?;
            let old = std::mem::replace(&mut account.kind, OtpKind::Steam);
            // A counter never goes back: where it stands is kept until the account counts again.
            if let OtpKind::Hotp { counter, .. } = &old {
                account.counted_to = Some(*counter);
            } else if to == CodeKind::Hotp {
                account.counted_to = None;
            }
            if let (
                OtpKind::Yandex { pin: Some(old) } | OtpKind::Motp { pin: Some(old), .. },
                OtpKind::Yandex { pin } | OtpKind::Motp { pin, .. },
            ) = (old, &mut kind)
            {
                *pin = Some(old);
            }
            match otp::code_at(&kind, &account.secret, 0, None) {
                Ok(_) | Err(OtpError::CounterBased | OtpError::PinNeeded) => {}
                // A PIN that the other kind cannot have is asked for.
                Err(OtpError::BadPin { .. }) => kind = to.standard(None)?,
                Err(error) => return Err(error.into()),
            }
            if kind.name() == "yaotp" && account.secret.len() < YANDEX_SECRET {
                return Err(OtpError::BadSecret.into());
            }
            account.kind = kind;
            Ok(())
        })
    }

    /// One code of one account: with the PIN that was typed for it alone, and for an account that asks before
    /// each code with `fresh`, which is for [`Operation::Code`]. An account that counts is advanced.
    pub(super) fn one_code(
        &self,
        id: AccountId,
        pin: Option<&SecretString>,
        fresh: Option<Fresh>,
    ) -> Result<CodeView, Fault> {
        let counts = {
            let state = self.lock_state()?;
            let entry = find(&state.vault()?.contents().entries, id)?;
            let EntryBody::Otp(account) = &entry.body else { return Err(Fault::NoCodes) };
            if account.lock_requested {
                let fresh = fresh.ok_or(Fault::NeedsReauth)?;
                self.use_up(&state, fresh, &Operation::Code { account: id })?;
            }
            matches!(account.kind, OtpKind::Hotp { .. })
        };
        if counts {
            let made = self.count_on(id)?;
            let state = self.lock_state()?;
            let entry = find(&state.vault()?.contents().entries, id)?;
            let none = Err(Missing::Otp(OtpError::CounterBased));
            let mut view = code_view(entry, none, (false, Some(made.shown_until)));
            (view.code, view.group) = (Some(made.code), made.group);
            return Ok(view);
        }
        let state = self.lock_state()?;
        let time = self.code_time(&state);
        let entry = find(&state.vault()?.contents().entries, id)?;
        let code = made_code(entry, time, pin).ok_or(Fault::NoCodes)??;
        // It goes with its life: the next one is asked for again.
        let until = self.now().saturating_add(SHOWN_FOR).min(code.valid_until);
        let mut view = code_view(entry, Ok(code), (false, Some(until)));
        view.next = None;
        Ok(view)
    }

    /// Whether an account asks before each code.
    pub(super) fn asks_before(&self, id: AccountId) -> Result<bool, Fault> {
        let state = self.lock_state()?;
        let entry = find(&state.vault()?.contents().entries, id)?;
        Ok(matches!(&entry.body, EntryBody::Otp(account) if account.lock_requested))
    }

    /// What a marked account refuses before anybody unlocks for it.
    pub(super) fn may_be_shown(&self, id: AccountId) -> Result<(), Fault> {
        let state = self.lock_state()?;
        let entry = find(&state.vault()?.contents().entries, id)?;
        match &entry.body {
            EntryBody::Otp(account) if account.never_export => Err(Fault::Protected),
            EntryBody::Otp(_) => Ok(()),
            EntryBody::Push(_) => Err(Fault::NoCodes),
        }
    }

    /// The account as a set-up code would hold it; `fresh` is for [`Operation::ShowSecret`].
    #[cfg(feature = "importers")]
    pub(super) fn show_secret(&self, fresh: Fresh, id: AccountId) -> Result<SecretString, Fault> {
        let state = self.lock_state()?;
        let entry = find(&state.vault()?.contents().entries, id)?;
        self.use_up(&state, fresh, &Operation::ShowSecret { account: id })?;
        match &entry.body {
            EntryBody::Otp(account) if account.never_export => Err(Fault::Protected),
            EntryBody::Otp(account) => Ok(crate::vault::export::link(entry, account)),
            EntryBody::Push(_) => Err(Fault::NoCodes),
        }
    }

    fn change_code(
        &self,
        id: AccountId,
        change: impl FnOnce(&mut CodeAccount) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        self.change_entry(id, |entry| match &mut entry.body {
            EntryBody::Otp(account) => change(account),
            EntryBody::Push(_) => Err(Fault::NoCodes),
        })
    }
}

/// Bytes of the secret that Yandex' codes are made of.
const YANDEX_SECRET: usize = 16;

fn find(entries: &[Entry], id: AccountId) -> Result<&Entry, Fault> {
    let mut entries = entries.iter();
    entries.find(|entry| entry.id == id && entry.trashed.is_none()).ok_or(Fault::NoSuchAccount)
}

/// A note may have line breaks, and no other control characters.
fn check_text(text: &str, most: usize) -> Result<(), Fault> {
    let max = u64::try_from(most).unwrap_or(u64::MAX);
    if text.len() > most {
        return Err(Malformed::new(Field::Label, Reason::TooLong { max }).into());
    }
    for line in text.split(['\n', '\t']) {
        check(line, Field::Label, &mut Vec::new())?;
    }
    Ok(())
}

fn checked_tags(tags: Vec<String>) -> Result<Vec<String>, Fault> {
    let mut kept: Vec<String> = Vec::new();
    for tag in tags {
        let tag = tag.trim();
        check(tag, Field::Label, &mut Vec::new())?;
        let long = tag.chars().count() > LONGEST_TAG;
        if long || kept.len() >= MOST_TAGS {
            let max = u64::try_from(if long { LONGEST_TAG } else { MOST_TAGS }).unwrap_or(u64::MAX);
            return Err(Malformed::new(Field::Label, Reason::TooLong { max }).into());
        }
        if !tag.is_empty() && !kept.iter().any(|have| have == tag) {
            kept.push(tag.to_owned());
        }
    }
    Ok(kept)
}
