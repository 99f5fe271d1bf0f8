//! The account list.

use countersign_core::app::{
    self, AccountError, AccountId, Added, Clipboard as ClipboardRule, Codes, Removal, Search,
    UnlockError,
};

use crate::running::finish;
use crate::vault::UnlockWith;
use crate::views::{AccountList, AccountRow, CodeRow, CounterCode};

/// The accounts.
#[derive(Debug, uniffi::Object)]
pub struct Accounts(pub(crate) app::Accounts);

#[uniffi::export]
impl Accounts {
    /// The accounts in list order.
    pub fn list(&self) -> Result<Vec<AccountRow>, AccountError> {
        Ok(self.0.list()?.into_iter().map(AccountRow::from).collect())
    }

    /// The list as a screen draws it: the accounts of a group, or of all, whose names and tags hold every word.
    pub fn search(
        &self,
        words: String,
        group: Option<String>,
    ) -> Result<AccountList, AccountError> {
        Ok(self.0.search(Search { words: &words, group: group.as_deref() })?.into())
    }

    /// The one-time codes of these accounts alone, those on the screen, or of all; of now, or of `at` (seconds
    /// since 1970).
    pub fn codes(
        &self,
        of: Option<Vec<AccountId>>,
        at: Option<u64>,
    ) -> Result<Vec<CodeRow>, AccountError> {
        let wanted = Codes { of: of.as_deref(), at };
        Ok(self.0.codes(wanted)?.into_iter().map(CodeRow::from).collect())
    }

    /// Advances a counter-based account and returns its code; durable before it is shown.
    pub fn next_code(&self, id: AccountId) -> Result<CounterCode, AccountError> {
        Ok(self.0.next_code(id)?.into())
    }

    /// Shows an account under another name; an empty one goes back to the issuer's.
    pub fn rename(&self, id: AccountId, name: String) -> Result<(), AccountError> {
        self.0.rename(id, &name)
    }

    /// Puts the accounts into this order; those that are not named follow.
    pub fn reorder(&self, ids: Vec<AccountId>) -> Result<(), AccountError> {
        self.0.reorder(&ids)
    }

    /// Whether codes are masked until they are tapped.
    pub fn hides_codes(&self) -> Result<bool, AccountError> {
        self.0.hides_codes()
    }

    /// Masks codes until they are tapped.
    pub fn hide_codes(&self) -> Result<(), AccountError> {
        self.0.hide_codes()
    }

    /// Shows all codes again, after an unlock for this alone.
    pub fn show_codes(&self, how: UnlockWith) -> Result<(), UnlockError> {
        how.by(|how| self.0.show_codes(how))
    }

    /// A masked code was tapped: `CodeRow.masked` is off until the returned time.
    pub fn reveal(&self, id: AccountId) -> Result<u64, AccountError> {
        self.0.reveal(id)
    }

    /// A code goes to the clipboard now: says how.
    pub fn copied(&self) -> Result<ClipboardRule, AccountError> {
        self.0.copied()
    }

    /// Whether to empty the clipboard now, if it still holds the code; says so once. Ask when
    /// `ClipboardRule.clearAt` is past, and when the app comes to the front; the lock does not matter.
    pub fn clear_clipboard_when_due(&self) -> Result<bool, AccountError> {
        self.0.clear_clipboard_when_due()
    }
}

#[uniffi::export(async_runtime = "tokio")]
impl Accounts {
    /// Removes an account here, and tells its server.
    pub async fn remove(&self, id: AccountId) -> Result<Removal, AccountError> {
        let accounts = self.0.clone();
        finish(Box::pin(async move { accounts.remove(id).await }), UNHEARD).await
    }

    /// Drops an account whose removal its server has not heard of.
    pub async fn drop_pending_removal(&self, id: AccountId) -> Result<(), AccountError> {
        let accounts = self.0.clone();
        finish(Box::pin(async move { accounts.drop_pending_removal(id).await }), UNHEARD).await
    }
}

impl From<Added> for AccountRow {
    fn from(added: Added) -> Self {
        added.account.into()
    }
}

/// No word within the time.
const UNHEARD: AccountError = AccountError::GoesOn;
