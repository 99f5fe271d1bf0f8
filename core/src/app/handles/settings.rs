//! What a person does with single accounts beside looking at their codes, and the bin.

use std::sync::Arc;

#[cfg(feature = "importers")]
use countersign_qr::Matrix;

use crate::account::AccountId;
use crate::secret::SecretString;
use crate::vault::Unlock;

use super::super::bin::Binned;
use super::super::clocks::ClockView;
use super::super::details::{AccountChange, AccountDetails, CodeKind};
use super::super::error::{SettingsError, UnlockError};
use super::super::fresh::{Fresh, Operation};
use super::super::inner::Inner;
use super::super::views::CodeView;
use super::super::ways::Safety;

/// Settings of accounts, and the bin. A cheap handle of the [`Authenticator`](crate::app::Authenticator).
///
/// ```
/// use countersign_core::app::{AccountChange, Unlock};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, shop) = testing::phone().await?;
///
/// let settings = app.settings();
/// settings.set(shop, AccountChange::AskBefore)?;
/// assert!(app.accounts().codes(None)?[0].needs_unlock);
/// let row = settings.code(shop, None, Some(Unlock::Platform))?;
/// assert_eq!(row.code.map(|code| code.len()), Some(6));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Settings(pub(in super::super) Arc<Inner>);

impl Settings {
    /// What protects the codes against the loss of this phone, and whether to warn of it.
    ///
    /// # Errors
    /// [`SettingsError::Locked`].
    pub fn safety(&self) -> Result<Safety, SettingsError> {
        Ok(self.0.safety()?)
    }

    /// The person declines a recovery code, or dismisses the warning of [`Settings::safety`].
    ///
    /// # Errors
    /// [`SettingsError::NotStored`].
    pub fn decline_recovery_code(&self) -> Result<(), SettingsError> {
        Ok(self.0.decline_recovery_code()?)
    }

    /// What is in the bin, last removed first: code accounts that were removed in the last thirty days.
    ///
    /// # Errors
    /// [`SettingsError::Locked`].
    pub fn bin(&self) -> Result<Vec<Binned>, SettingsError> {
        Ok(self.0.bin()?)
    }

    /// Takes an account back: it stands in the list as before.
    ///
    /// # Errors
    /// [`SettingsError::NoSuchAccount`], also when its thirty days are over; [`SettingsError::NotStored`].
    pub fn take_back(&self, id: AccountId) -> Result<(), SettingsError> {
        Ok(self.0.take_back(id)?)
    }

    /// Deletes an account of the bin for good: its bytes leave the vault and the save before. Backups and
    /// exports that were made earlier still hold it; say so.
    ///
    /// # Errors
    /// [`SettingsError::NoSuchAccount`]; [`SettingsError::NotStored`].
    pub fn delete_now(&self, id: AccountId) -> Result<(), SettingsError> {
        Ok(self.0.delete_now(Some(id))?)
    }

    /// The same for all that is in the bin.
    ///
    /// # Errors
    /// [`SettingsError::NotStored`].
    pub fn empty_bin(&self) -> Result<(), SettingsError> {
        Ok(self.0.delete_now(None)?)
    }

    /// The details of an account, beside its row.
    ///
    /// # Errors
    /// [`SettingsError::Locked`], [`SettingsError::NoSuchAccount`].
    pub fn details(&self, id: AccountId) -> Result<AccountDetails, SettingsError> {
        Ok(self.0.details(id)?)
    }

    /// Sets one thing of an account. What lowers its guard is [`Settings::stop_asking`].
    ///
    /// # Errors
    /// [`SettingsError::NoSuchAccount`]; [`SettingsError::BadText`] for a text with control characters or that is
    /// too long; [`SettingsError::BadPin`]; [`SettingsError::NotForThisAccount`]; [`SettingsError::NotStored`].
    pub fn set(&self, id: AccountId, change: AccountChange) -> Result<(), SettingsError> {
        Ok(self.0.set_account(id, change)?)
    }

    /// An account's codes ask for no unlock any more, after an unlock by `how` for this alone.
    ///
    /// # Errors
    /// [`SettingsError::NotUnlocked`]; [`SettingsError::NoSuchAccount`]; [`SettingsError::NotStored`].
    pub fn stop_asking(&self, id: AccountId, how: Unlock<'_>) -> Result<(), SettingsError> {
        let fresh = self.fresh(Operation::Guard { account: id }, how)?;
        Ok(self.0.stop_asking(fresh, id)?)
    }

    /// Makes an account's codes of another kind from now on, where a guess was wrong.
    ///
    /// # Errors
    /// [`SettingsError::NoSuchAccount`]; [`SettingsError::BadSecret`] where its secret fits no such kind, and
    /// [`SettingsError::NotForThisAccount`]: nothing was changed then. [`SettingsError::NotStored`].
    pub fn switch_kind(&self, id: AccountId, to: CodeKind) -> Result<(), SettingsError> {
        Ok(self.0.switch_kind(id, to)?)
    }

    /// One code of one account, for what the list shows none of: with a PIN typed for it alone, which is kept
    /// nowhere, and after an unlock by `how` where the account asks before each code. An account that counts is
    /// advanced, durably, before its code comes out.
    ///
    /// # Errors
    /// [`SettingsError::UnlockNeeded`] without an unlock where one is needed, [`SettingsError::NotUnlocked`];
    /// [`SettingsError::PinNeeded`], [`SettingsError::BadPin`]; [`SettingsError::NoSuchAccount`];
    /// [`SettingsError::NotForThisAccount`] for one that has no codes.
    pub fn code(
        &self,
        id: AccountId,
        pin: Option<&SecretString>,
        how: Option<Unlock<'_>>,
    ) -> Result<CodeView, SettingsError> {
        let asks = self.0.asks_before(id)?;
        let fresh = match how.filter(|_| asks) {
            Some(how) => Some(self.fresh(Operation::Code { account: id }, how)?),
            None => None,
        };
        Ok(self.0.one_code(id, pin, fresh)?)
    }

    /// Whether an account has a secret that may be shown at all: where not, offer no button for it.
    ///
    /// # Errors
    /// [`SettingsError::Protected`], [`SettingsError::NotForThisAccount`]; [`SettingsError::NoSuchAccount`].
    pub fn may_show(&self, id: AccountId) -> Result<(), SettingsError> {
        Ok(self.0.may_be_shown(id)?)
    }

    /// The secret of an account, as its set-up code holds it, after an unlock by `how` for this alone. Shown and
    /// drawn only while the person looks, with screen capture blocked; stored nowhere.
    ///
    /// # Errors
    /// [`SettingsError::Protected`] for an account that is marked so, before anybody is asked;
    /// [`SettingsError::NotUnlocked`]; [`SettingsError::NoSuchAccount`]; [`SettingsError::NotForThisAccount`] for one
    /// that confirms sign-ins.
    #[cfg(feature = "importers")]
    pub fn show_secret(
        &self,
        id: AccountId,
        how: Unlock<'_>,
    ) -> Result<SecretString, SettingsError> {
        self.0.may_be_shown(id)?;
        let fresh = self.fresh(Operation::ShowSecret { account: id }, how)?;
        Ok(self.0.show_secret(fresh, id)?)
    }

    /// The same as a code to be scanned with another phone.
    ///
    /// # Errors
    /// As [`Settings::show_secret`]; [`SettingsError::Failed`] where the names are too long for a code.
    #[cfg(feature = "importers")]
    pub fn show_picture(&self, id: AccountId, how: Unlock<'_>) -> Result<Matrix, SettingsError> {
        let link = self.show_secret(id, how)?;
        countersign_qr::write(link.expose().as_bytes()).ok_or(SettingsError::Failed)
    }

    /// Which time codes are made by, and whether a corrected one is to be offered.
    ///
    /// # Errors
    /// [`SettingsError::Locked`].
    pub fn clock(&self) -> Result<ClockView, SettingsError> {
        Ok(self.0.clock()?)
    }

    /// Makes codes by the services' time where the phone's clock is known to be wrong, or by the phone's again.
    ///
    /// # Errors
    /// [`SettingsError::NotStored`].
    pub fn use_corrected_time(&self, corrected: bool) -> Result<(), SettingsError> {
        Ok(self.0.use_corrected_time(corrected)?)
    }

    fn fresh(&self, operation: Operation, how: Unlock<'_>) -> Result<Fresh, UnlockError> {
        Ok(self.0.reauth(operation, how)?)
    }
}
