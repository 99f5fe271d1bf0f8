//! The account list, its codes, and what is added to it.

use std::sync::Arc;

use crate::account::AccountId;
use crate::clock::UnixSeconds;
use crate::secret::SecretString;
use crate::vault::Unlock;

use super::super::adding::{Added, Choice, Preview, Scanned};
use super::super::code_masking::Clipboard;
use super::super::error::{AccountError, AddError, UnlockError};
use super::super::fresh::Operation;
use super::super::inner::Inner;
use super::super::listing::{AccountList, Codes, Search};
use super::super::removing::Removal;
use super::super::views::{AccountView, CodeView, HotpCode};

/// The accounts. A cheap handle of the [`Authenticator`](crate::app::Authenticator).
///
/// ```
/// use countersign_core::app::Choice;
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, shop) = testing::phone().await?;
/// # let scanned = testing::MAIL;
///
/// let accounts = app.accounts();
/// let preview = accounts.preview(scanned.as_bytes()).await?;
/// let added = accounts.add(preview, Choice::OnlyNew).await?;
/// for row in accounts.codes(None)? {
///     println!("{} {}: {}", row.issuer, row.label, row.code.unwrap_or_default());
/// }
/// accounts.reorder(&[added.account.id, shop])?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Accounts(pub(in super::super) Arc<Inner>);

impl Accounts {
    /// Masks codes until they are tapped.
    ///
    /// # Errors
    /// [`AccountError::Locked`], [`AccountError::NotStored`].
    pub fn hide_codes(&self) -> Result<(), AccountError> {
        Ok(self.0.hide_codes()?)
    }

    /// Shows all codes again, after an unlock by `how` for this alone.
    ///
    /// # Errors
    /// [`UnlockError`] of the unlock, or of the save.
    pub fn show_codes(&self, how: Unlock<'_>) -> Result<(), UnlockError> {
        let fresh = self.0.reauth(Operation::ShowCodes, how)?;
        Ok(self.0.show_codes(fresh)?)
    }

    /// The accounts in list order, without the trash.
    ///
    /// # Errors
    /// [`AccountError::Locked`].
    pub fn list(&self) -> Result<Vec<AccountView>, AccountError> {
        Ok(self.0.accounts()?)
    }

    /// One-time codes, in list order: of all accounts at a time or now, or of those on the screen alone, since
    /// each code costs time. Accounts that make codes from a counter, or need a PIN, come without a code.
    ///
    /// # Errors
    /// [`AccountError::Locked`].
    pub fn codes<'a>(&self, wanted: impl Into<Codes<'a>>) -> Result<Vec<CodeView>, AccountError> {
        Ok(self.0.codes(wanted.into())?)
    }

    /// Advances a counter-based account and returns its code. The new counter is durable before the
    /// code comes out (V-44): a crash may skip a code, never repeat one.
    ///
    /// # Errors
    /// [`AccountError::NoSuchAccount`]; [`AccountError::NotCounterBased`], [`AccountError::NoCodes`] or
    /// [`AccountError::PinNeeded`] for an account of another kind; [`AccountError::NotStored`] when the counter cannot be
    /// saved, and then there is no code.
    pub fn next_code(&self, id: AccountId) -> Result<HotpCode, AccountError> {
        Ok(self.0.next_code(id)?)
    }

    /// Shows an account under another name than its issuer's; an empty name goes back to that.
    ///
    /// # Errors
    /// [`AccountError::NoSuchAccount`]; [`AccountError::BadName`] for a name with control characters or over
    /// 128 characters; [`AccountError::NotStored`] when it cannot be saved.
    pub fn rename(&self, id: AccountId, name: &str) -> Result<(), AccountError> {
        Ok(self.0.rename(id, name)?)
    }

    /// Puts the accounts into this order; those that are not named follow as they were.
    ///
    /// # Errors
    /// [`AccountError::NoSuchAccount`] for an id that is not there, and then nothing is moved;
    /// [`AccountError::NotStored`].
    pub fn reorder(&self, ids: &[AccountId]) -> Result<(), AccountError> {
        Ok(self.0.reorder(ids)?)
    }

    /// The list as a screen draws it: the accounts of a group whose names and tags hold every word, without case,
    /// in list order, and the groups that there are.
    ///
    /// # Errors
    /// [`AccountError::Locked`].
    pub fn search<'a>(&self, wanted: impl Into<Search<'a>>) -> Result<AccountList, AccountError> {
        Ok(self.0.search(wanted.into())?)
    }

    /// Whether codes are masked until they are tapped.
    ///
    /// # Errors
    /// [`AccountError::Locked`].
    pub fn hides_codes(&self) -> Result<bool, AccountError> {
        Ok(self.0.hides_codes()?)
    }

    /// Shows an account's code until the returned time, while codes are hidden. Locking ends it.
    ///
    /// # Errors
    /// [`AccountError::Locked`], [`AccountError::NoSuchAccount`].
    pub fn reveal(&self, id: AccountId) -> Result<UnixSeconds, AccountError> {
        Ok(self.0.reveal(id)?)
    }

    /// A code goes to the clipboard now: says how, and remembers when it has to go, also after a lock.
    ///
    /// # Errors
    /// [`AccountError::Locked`]: nothing is copied from a locked app.
    pub fn copied(&self) -> Result<Clipboard, AccountError> {
        Ok(self.0.copied()?)
    }

    /// Whether the clipboard has to be emptied now. Says so once for each code that was copied last; a
    /// clock that was set back counts as time that passed.
    ///
    /// # Errors
    /// [`AccountError::Failed`].
    pub fn clear_clipboard_when_due(&self) -> Result<bool, AccountError> {
        Ok(self.0.clipboard_is_due()?)
    }

    /// Says what a scanned code or text would add. An enrolment's issuer is asked and its signature verified;
    /// no key is made and nothing is stored.
    ///
    /// # Errors
    /// [`AddError`] says what the text is instead, or what the issuer said.
    pub async fn preview<'a>(&self, what: impl Into<Scanned<'a>>) -> Result<Preview, AddError> {
        Ok(self.0.preview(what.into()).await?)
    }

    /// Whether a text or code could be added, also while locked and without a vault: refuses what
    /// [`Accounts::preview`] would refuse without asking anybody.
    ///
    /// # Errors
    /// As [`Accounts::preview`].
    pub fn recognise<'a>(&self, what: impl Into<Scanned<'a>>) -> Result<(), AddError> {
        Ok(self.0.recognise(what.into())?)
    }

    /// Says what a key typed by hand would add: a standard account (SHA-1, 6 digits, 30 s).
    ///
    /// # Errors
    /// [`AddError::BadCode`], [`AddError::Locked`].
    pub fn preview_key(
        &self,
        issuer: &str,
        account: &str,
        key: &SecretString,
    ) -> Result<Preview, AddError> {
        Ok(self.0.preview_typed_key(issuer, account, key)?)
    }

    /// Adds what a preview showed. A code account is durable when this returns. An enrolment stores
    /// its key durably before the server is told; when the reply is lost, the next
    /// [`Requests::refresh`](super::Requests::refresh) repeats the identical completion.
    ///
    /// # Errors
    /// The preview's conflict under [`Choice::OnlyNew`]; what the service said; [`AddError::NotStored`], and
    /// then nothing was sent.
    pub async fn add(&self, preview: Preview, choice: Choice) -> Result<Added, AddError> {
        Ok(self.0.add(preview, choice).await?)
    }

    /// Removes an account. A code account goes to the bin ([`Settings::bin`](super::Settings::bin)); the bytes of
    /// a push account are gone from the file and from the previous generation when this returns anything but
    /// [`Removal::Queued`].
    ///
    /// # Errors
    /// [`AccountError::NoSuchAccount`]; [`AccountError::NotStored`].
    pub async fn remove(&self, id: AccountId) -> Result<Removal, AccountError> {
        Ok(self.0.remove(id).await?)
    }

    /// Drops an account that is pending removal without waiting for its server.
    ///
    /// # Errors
    /// [`AccountError::NoSuchAccount`] when there is none that is pending removal; [`AccountError::NotStored`].
    pub async fn drop_pending_removal(&self, id: AccountId) -> Result<(), AccountError> {
        Ok(self.0.drop_pending_removal(id).await?)
    }
}
