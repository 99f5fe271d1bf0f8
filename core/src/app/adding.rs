//! From a scanned text to an account: preview first, then the person's "continue".

use std::collections::HashMap;
use std::fmt;

use countersign_qr::{Characters, Found};

use crate::account::{AccountId, CodeAccount, PushAccount, PushState};
use crate::clock::UnixSeconds;
use crate::payload::{
    self, AccountWarning, EnrolLink, NonAccountKind, ScannedAccount, Verdict, manual,
};
use crate::push::adapter::{self, Known, Link};
use crate::secret::SecretString;
use crate::text::isolated;
use crate::vault::{Entry, EntryBody};

use super::candidate::Candidate;
use super::conflict::{Conflict, conflict};
use super::fault::Fault;
use super::inner::Inner;
use super::replacing::{put_in_place, stands_for};
use super::views::AccountView;

/// What is to be added: a text, or a code as the reader found it. A code, or the text joined from several,
/// may be longer than a text that is typed.
///
/// ```
/// use countersign_core::app::Scanned;
///
/// let text = "otpauth://totp/Shop:ada?secret=GEZDGNBVGY3TQOJQ";
/// let scanned = Scanned::from(text.as_bytes());
/// assert_eq!(format!("{scanned:?}"), "Text([redacted])");
/// ```
#[derive(Clone, Copy)]
pub enum Scanned<'a> {
    /// A text.
    Text(&'a [u8]),
    /// A code.
    Code(&'a Found),
}

impl fmt::Debug for Scanned<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text(_) => "Text([redacted])",
            Self::Code(_) => "Code([redacted])",
        })
    }
}

impl<'a> From<&'a [u8]> for Scanned<'a> {
    fn from(text: &'a [u8]) -> Self {
        Self::Text(text)
    }
}

impl<'a, const N: usize> From<&'a [u8; N]> for Scanned<'a> {
    fn from(text: &'a [u8; N]) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a Found> for Scanned<'a> {
    fn from(code: &'a Found) -> Self {
        Self::Code(code)
    }
}

/// What would be added.
///
/// ```
/// use countersign_core::app::Preview;
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
///
/// let scanned = b"otpauth://totp/Mail:ada?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
/// match app.accounts().preview(scanned).await? {
///     Preview::Otp(account) => println!("a code account of {}", account.issuer),
///     Preview::Enrol(offer) => println!("{} will be contacted", offer.host),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub enum Preview {
    /// A one-time-code account.
    Otp(OtpPreview),
    /// A work or school account.
    Enrol(Box<EnrolPreview>),
}

/// A one-time-code account before it is added.
///
/// ```
/// use countersign_core::app::Preview;
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
///
/// let scanned = b"otpauth://totp/Mail:ada?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&digits=8";
/// let Preview::Otp(account) = app.accounts().preview(scanned).await? else {
///     return Err("it is an organisation's code".into());
/// };
/// assert_eq!((account.issuer.as_str(), account.label.as_str()), ("Mail", "ada"));
/// assert_eq!((account.kind, account.digits, account.period), ("totp", 8, Some(30)));
/// assert_eq!(account.conflict, None);
/// # Ok(())
/// # }
/// ```
pub struct OtpPreview {
    /// Issuer, safe to show.
    pub issuer: String,
    /// Account name, safe to show.
    pub label: String,
    /// totp hotp steam yaotp motp.
    pub kind: &'static str,
    /// Code length.
    pub digits: u8,
    /// Code life in seconds; `None` for counter-based codes.
    pub period: Option<u32>,
    /// What the person should know.
    pub warnings: Vec<AccountWarning>,
    /// What is there already and makes adding it a question.
    pub conflict: Option<Conflict>,
    /// That account may be replaced by this one ([`Choice::Replace`]).
    pub replaceable: bool,
    account: Box<ScannedAccount>,
}

impl fmt::Debug for OtpPreview {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OtpPreview").field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// An enrolment, verified, before a key is made. What it shows was signed by the issuer, which proves
/// nothing about who the issuer is: show the host.
///
/// ```
/// use countersign_core::app::Preview;
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _work, service) = testing::registered_phone().await?;
/// # let scanned = service.code();
///
/// let Preview::Enrol(offer) = app.accounts().preview(scanned.as_bytes()).await? else {
///     return Err("it is a code account".into());
/// };
/// assert_eq!(offer.host, "idp.example", "nobody else can claim it: show it first");
/// assert_eq!(offer.device_name, "Ada's phone", "let the person change it");
/// assert!(offer.conflict.is_some(), "this phone is registered there already");
/// # Ok(())
/// # }
/// ```
pub struct EnrolPreview {
    /// The host that will be contacted.
    pub host: String,
    /// The organisation, safe to show.
    pub organisation: Option<String>,
    /// The user, safe to show.
    pub user: String,
    /// How the organisation will list this phone, before the four characters that make it unique: let
    /// the person change it (`Authenticator::set_device_name`).
    pub device_name: String,
    /// When the offer lapses.
    pub expires: UnixSeconds,
    /// What is there already and makes adding it a question.
    pub conflict: Option<Conflict>,
    offer: adapter::EnrolmentOffer,
}

impl fmt::Debug for EnrolPreview {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EnrolPreview([redacted])")
    }
}

/// What the person says to a conflict.
///
/// ```
/// use countersign_core::app::{AddError, Choice};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
/// # let shops_code = testing::SHOP.as_bytes();
///
/// let again = app.accounts().preview(shops_code).await?;
/// let refused = app.accounts().add(again, Choice::OnlyNew).await;
/// assert!(matches!(refused, Err(AddError::There { .. })));
///
/// let again = app.accounts().preview(shops_code).await?;
/// app.accounts().add(again, Choice::KeepBoth).await?;
/// assert_eq!(app.accounts().list()?.len(), 2);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// Add only what has no conflict.
    OnlyNew,
    /// Add it beside what is there, whatever the conflict: who says "keep both" to the very same account
    /// gets it twice. Nothing is ever overwritten.
    KeepBoth,
    /// Put the account with the same names, which the preview showed, into the bin, and this one in its place: what
    /// the person made of it stands. Where something else stands in the way, or at an organisation's, nothing is added.
    Replace,
}

/// What was added.
///
/// ```
/// use countersign_core::app::Choice;
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
/// # let scanned = testing::MAIL;
///
/// let preview = app.accounts().preview(scanned.as_bytes()).await?;
/// let added = app.accounts().add(preview, Choice::OnlyNew).await?;
/// assert_eq!(added.account.title, "Mail, ada");
/// assert_eq!(added.replaced, None);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// Its row.
    pub account: AccountView,
    /// The account that it replaced: the one in the bin now; at an organisation's one that had never become
    /// usable, or was unlinked, and the newest where there were several.
    pub replaced: Option<AccountId>,
}

impl Inner {
    /// Says what a scanned text would add. An enrolment's issuer is asked and its signature verified;
    /// no key is made and nothing is stored.
    pub(super) async fn preview(&self, what: Scanned<'_>) -> Result<Preview, Fault> {
        let mut preview = self.outlive_lock(self.preview_verdict(self.verdict(what)?)).await?;
        if let (Scanned::Code(code), Preview::Otp(otp)) = (what, &mut preview)
            && code.characters == Characters::Guessed
        {
            otp.warnings.push(AccountWarning::GuessedCharacters);
        }
        Ok(preview)
    }

    async fn preview_verdict(&self, verdict: Verdict) -> Result<Preview, Fault> {
        self.lock_state()?.vault()?;
        match self.candidate(verdict)? {
            Candidate::Otp(account) => self.preview_otp(account),
            Candidate::Enrol(link) => self.preview_enrolment(link).await,
            Candidate::Token(code) => self.preview_offer(self.engine.open_token(&code)),
        }
    }

    /// Whether a text is a code that could be added, also while locked and without a vault: refuses what
    /// `Accounts::preview` would refuse without asking anybody.
    pub(super) fn recognise(&self, what: Scanned<'_>) -> Result<(), Fault> {
        self.candidate(self.verdict(what)?).map(drop)
    }

    fn verdict(&self, what: Scanned<'_>) -> Result<Verdict, Fault> {
        match what {
            Scanned::Text(text) => Ok(payload::classify_for(text, self.dependencies.network)),
            Scanned::Code(code) => {
                let text =
                    code.text().ok_or(Fault::NotAnAccount { kind: NonAccountKind::Binary })?;
                Ok(payload::classify_code(text, self.dependencies.network))
            }
        }
    }

    /// Says what a key typed by hand would add: a standard account (SHA-1, 6 digits, 30 s).
    pub(super) fn preview_typed_key(
        &self,
        issuer: &str,
        account: &str,
        key: &SecretString,
    ) -> Result<Preview, Fault> {
        let account = ScannedAccount::from_typed_key(issuer, account, key.expose())?;
        self.preview_otp(Box::new(account))
    }

    /// Says what an organisation's code that was typed would add, with the address that was typed with it.
    pub(super) async fn preview_typed_code(
        &self,
        address: &str,
        code: &SecretString,
    ) -> Result<Preview, Fault> {
        self.lock_state()?.vault()?;
        let base = manual::realm_base(address, self.dependencies.network)?;
        let code = manual::enrol_code(code.expose())?;
        let offer = self.outlive_lock(async { Ok(self.engine.open_typed(&base, &code).await?) });
        self.preview_offer(offer.await?)
    }

    /// Adds what a preview showed. A code account is durable when this returns. An enrolment stores
    /// its key durably before the server is told; when the reply is lost, `Requests::refresh`
    /// repeats the identical completion.
    pub(super) async fn add(&self, preview: Preview, choice: Choice) -> Result<Added, Fault> {
        match preview {
            Preview::Otp(preview) => self.add_otp(preview, choice),
            Preview::Enrol(preview) => self.outlive_lock(self.enrol(*preview, choice)).await,
        }
    }

    fn preview_otp(&self, account: Box<ScannedAccount>) -> Result<Preview, Fault> {
        let state = self.lock_state()?;
        let conflict = conflict(&account, &state.vault()?.contents().entries);
        Ok(Preview::Otp(OtpPreview {
            issuer: isolated(&account.shown_issuer()),
            label: isolated(&account.shown_account()),
            kind: account.kind.name(),
            digits: account.digits(),
            period: account.period(),
            warnings: account.warnings.clone(),
            conflict,
            replaceable: matches!(conflict, Some(Conflict::SameName { .. })),
            account,
        }))
    }

    fn add_otp(&self, preview: OtpPreview, choice: Choice) -> Result<Added, Fault> {
        let id = AccountId::random(self.dependencies.vault.random.as_ref())
            .map_err(crate::vault::VaultError::from)?;
        let now = self.now();
        let mut state = self.lock_state()?;
        let vault = state.vault_mut()?;
        // Judged again: the list may have changed since the preview was drawn.
        let conflict = conflict(&preview.account, &vault.contents().entries);
        let replaced = match (choice, conflict) {
            (_, None) | (Choice::KeepBoth, Some(_)) => None,
            (Choice::Replace, Some(Conflict::SameName { of })) if preview.conflict == conflict => {
                Some(of)
            }
            (Choice::OnlyNew | Choice::Replace, Some(conflict)) => return Err(conflict.into()),
        };
        let ScannedAccount { issuer, account, kind, secret, lock_requested, .. } = *preview.account;
        let kept =
            CodeAccount { kind, secret, lock_requested, never_export: false, counted_to: None };
        let mut entry = new_entry(id, issuer, account, now, EntryBody::Otp(kept));
        let row = vault.change::<_, Fault>(|contents| {
            let entries = &mut contents.entries;
            let row;
            if let Some(old) = replaced {
                let old = entries.iter().find(|entry| entry.id == old);
                let old = old.ok_or(Fault::NoSuchAccount)?;
                stands_for(&mut entry, old);
                row = self.row(&entry);
                put_in_place(entries, HashMap::from([(old.id, vec![entry])]), now);
            } else {
                row = self.row(&entry);
                entries.push(entry);
            }
            Ok(row)
        })?;
        if let Some(old) = replaced {
            state.forget(old, now);
        }
        Ok(Added { account: row, replaced })
    }

    async fn preview_enrolment(&self, link: EnrolLink) -> Result<Preview, Fault> {
        self.preview_offer(self.engine.open_offer(&Link::from(&link)).await?)
    }

    fn preview_offer(&self, offer: adapter::EnrolmentOffer) -> Result<Preview, Fault> {
        let conflict = match self.known(&offer)? {
            Known::SecondOf(of) => Some(Conflict::Registered { of }),
            Known::New | Known::Replaces(_) => None,
        };
        Ok(Preview::Enrol(Box::new(EnrolPreview {
            host: offer.host.clone(),
            organisation: offer.organisation.as_deref().map(isolated),
            user: isolated(&offer.username),
            device_name: self.device_name(),
            expires: offer.expires,
            conflict,
            offer,
        })))
    }

    async fn enrol(&self, preview: EnrolPreview, choice: Choice) -> Result<Added, Fault> {
        let session = self.lock_state()?.session().clone();
        let offer = preview.offer;
        match (choice, self.known(&offer)?) {
            (Choice::OnlyNew | Choice::Replace, Known::SecondOf(of)) => {
                return Err(Conflict::Registered { of }.into());
            }
            (Choice::KeepBoth, _) | (_, Known::New | Known::Replaces(_)) => {}
        }
        let device = adapter::DeviceInfo { name: self.device_name() };
        let target = self.push_target();
        let account = self.engine.prepare_enrolment(&offer, &device, &target).await?;
        let id = AccountId::random(self.dependencies.vault.random.as_ref())
            .map_err(crate::vault::VaultError::from)?;
        let copy = account.duplicate();
        let issuer = account.organisation.clone().unwrap_or_else(|| account.realm.clone());
        let name = account.username.clone();
        let entry = new_entry(id, issuer, name, self.now(), EntryBody::Push(Box::new(account)));
        let in_flight = self.settle(id);
        // The person's "continue" was said before a lock, if there was one.
        let stored = self.lock_session(&session).and_then(|mut state| {
            state.vault_mut()?.change::<_, Fault>(|contents| {
                contents.entries.push(entry);
                Ok(())
            })
        });
        if let Err(error) = stored {
            self.discard(&copy.key).await;
            return Err(error);
        }
        let _in_flight = in_flight?;
        let added = self.complete(id, &copy, false).await?;
        self.push_target_is_known(id, &target);
        Ok(added)
    }

    /// Sends a stored completion and stores what came of it.
    pub(super) async fn complete(
        &self,
        id: AccountId,
        account: &PushAccount,
        again: bool,
    ) -> Result<Added, Fault> {
        let sent = if again {
            self.engine.resume(id, account).await
        } else {
            self.engine.complete(id, account).await
        };
        match sent {
            Ok(completed) => {
                let (row, replaced) = self.enrolled(id, completed)?;
                for entry in &replaced {
                    if let EntryBody::Push(old) = &entry.body {
                        self.discard_keys(old).await;
                    }
                }
                // Not stored, it is learnt again.
                let _ = self.keep_clock(id, account);
                Ok(Added { account: row, replaced: replaced.last().map(|entry| entry.id) })
            }
            Err(error) if error.is_final() => {
                self.drop_enrolment(id, account).await?;
                Err(error.into())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Stores a completion, and takes out the accounts that the new one replaces: only older ones,
    /// because a completion that is repeated may come after a newer enrolment.
    fn enrolled(
        &self,
        id: AccountId,
        completed: adapter::Completed,
    ) -> Result<(AccountView, Vec<Entry>), Fault> {
        let now = self.now();
        let mut state = self.lock_state()?;
        let vault = state.vault_mut()?;
        let replaced = vault.change(|contents| {
            let account = push_account_mut(&mut contents.entries, id)?;
            if account.state != PushState::Enrolling {
                // Removed while the server was asked.
                return Err(Fault::NoSuchAccount);
            }
            completed.apply(account);
            let (issuer, sub) = (account.issuer.clone(), account.sub.clone());
            let mut newer = false;
            let old: Vec<Entry> = contents
                .entries
                .extract_if(.., |entry| {
                    newer |= entry.id == id;
                    !newer
                        && matches!(&entry.body, EntryBody::Push(account)
                            if account.issuer == issuer
                                && account.sub == sub
                                && (account.state.is_replaceable() || account.protocol.is_pipush()))
                })
                .collect();
            contents.seen.retain(|seen| old.iter().all(|entry| entry.id != seen.account));
            if let (Some(before), Some(entry)) =
                (old.last(), contents.entries.iter_mut().find(|entry| entry.id == id))
            {
                stands_for(entry, before);
            }
            Ok::<_, Fault>(old)
        })?;
        let row = vault
            .contents()
            .entries
            .iter()
            .find(|entry| entry.id == id)
            .map(|entry| self.row(entry))
            .ok_or(Fault::NoSuchAccount)?;
        for old in &replaced {
            state.forget(old.id, now);
            self.engine.forget(old.id);
        }
        Ok((row, replaced))
    }

    async fn drop_enrolment(&self, id: AccountId, account: &PushAccount) -> Result<(), Fault> {
        {
            let mut state = self.lock_state()?;
            let vault = state.vault_mut()?;
            vault.change::<_, Fault>(|contents| {
                contents.entries.retain(|entry| entry.id != id);
                Ok(())
            })?;
            // Should this fail, the next open does it.
            let _ = vault.forget_previous();
            state.forget(id, self.now());
            self.engine.forget(id);
        }
        self.discard(&account.key).await;
        Ok(())
    }

    fn known(&self, offer: &adapter::EnrolmentOffer) -> Result<Known, Fault> {
        let state = self.lock_state()?;
        let entries = &state.vault()?.contents().entries;
        Ok(offer.known(entries.iter().filter_map(|entry| match &entry.body {
            EntryBody::Push(account) if entry.trashed.is_none() => {
                Some((entry.id, account.as_ref()))
            }
            EntryBody::Push(_) | EntryBody::Otp(_) => None,
        })))
    }
}

/// The push account of an id.
pub(super) fn push_account_mut(
    entries: &mut [Entry],
    id: AccountId,
) -> Result<&mut PushAccount, Fault> {
    entries
        .iter_mut()
        .find(|entry| entry.id == id)
        .and_then(|entry| match &mut entry.body {
            EntryBody::Push(account) => Some(account.as_mut()),
            EntryBody::Otp(_) => None,
        })
        .ok_or(Fault::NoSuchAccount)
}

fn new_entry(
    id: AccountId,
    issuer: String,
    account: String,
    created: UnixSeconds,
    body: EntryBody,
) -> Entry {
    Entry {
        id,
        issuer,
        account,
        display_name: None,
        note: String::new(),
        tags: Vec::new(),
        favourite: false,
        order: u32::MAX,
        created,
        trashed: None,
        body,
    }
}
