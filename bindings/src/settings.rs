//! Settings of single accounts, the bin, and what protects the codes against the loss of the phone.

use countersign_core::app::{
    self, AccountId, ClockView as CodeClock, CodeKind, Safety, SettingsError,
};

use crate::vault::{UnlockWith, typed};
use crate::views::{AccountDetails, AccountSetting, BinnedAccount, CodePicture, CodeRow};

/// Settings of accounts, and the bin.
#[derive(Debug, uniffi::Object)]
pub struct Settings(pub(crate) app::Settings);

#[uniffi::export]
impl Settings {
    /// What protects the codes against the loss of this phone, and whether to warn of it.
    pub fn safety(&self) -> Result<Safety, SettingsError> {
        self.0.safety()
    }

    /// The person declines a recovery code, or dismisses the warning.
    pub fn decline_recovery_code(&self) -> Result<(), SettingsError> {
        self.0.decline_recovery_code()
    }

    /// What is in the bin, last removed first.
    pub fn bin(&self) -> Result<Vec<BinnedAccount>, SettingsError> {
        Ok(self.0.bin()?.into_iter().map(BinnedAccount::from).collect())
    }

    /// Takes an account back out of the bin.
    pub fn take_back(&self, id: AccountId) -> Result<(), SettingsError> {
        self.0.take_back(id)
    }

    /// Deletes an account of the bin for good. Say that backups still hold it.
    pub fn delete_now(&self, id: AccountId) -> Result<(), SettingsError> {
        self.0.delete_now(id)
    }

    /// The same for all that is in the bin.
    pub fn empty_bin(&self) -> Result<(), SettingsError> {
        self.0.empty_bin()
    }

    /// The details of an account.
    pub fn details(&self, id: AccountId) -> Result<AccountDetails, SettingsError> {
        self.0.details(id).map(AccountDetails::from)
    }

    /// Sets one thing of an account.
    pub fn set(&self, id: AccountId, setting: AccountSetting) -> Result<(), SettingsError> {
        self.0.set(id, setting.change()?)
    }

    /// An account's codes ask for no unlock any more, after an unlock for this alone.
    pub fn stop_asking(&self, id: AccountId, how: UnlockWith) -> Result<(), SettingsError> {
        how.by(|how| self.0.stop_asking(id, how))
    }

    /// Makes an account's codes of another kind from now on.
    pub fn switch_kind(&self, id: AccountId, to: CodeKind) -> Result<(), SettingsError> {
        self.0.switch_kind(id, to)
    }

    /// One code of an account that the list shows none of: with a PIN (UTF-8) for it alone, and after an unlock
    /// where the account asks before each code. It is off the screen at `CodeRow.shown_until`.
    pub fn code(
        &self,
        id: AccountId,
        pin: Option<Vec<u8>>,
        how: Option<UnlockWith>,
    ) -> Result<CodeRow, SettingsError> {
        let pin = pin.map(typed).transpose()?;
        let made = match how {
            Some(how) => how.by(|how| self.0.code(id, pin.as_ref(), Some(how))),
            None => self.0.code(id, pin.as_ref(), None),
        };
        made.map(CodeRow::from)
    }

    /// Whether an account has a secret that may be shown at all: offer no button where it fails.
    pub fn may_show(&self, id: AccountId) -> Result<(), SettingsError> {
        self.0.may_show(id)
    }

    /// The secret of an account as its set-up link (UTF-8), after an unlock for this alone. Store it nowhere.
    pub fn show_secret(&self, id: AccountId, how: UnlockWith) -> Result<Vec<u8>, SettingsError> {
        how.by(|how| Ok(self.0.show_secret(id, how)?.expose().as_bytes().to_vec()))
    }

    /// The same as a code to be scanned with another phone.
    pub fn show_picture(
        &self,
        id: AccountId,
        how: UnlockWith,
    ) -> Result<CodePicture, SettingsError> {
        how.by(|how| self.0.show_picture(id, how).map(CodePicture::from))
    }

    /// Which time codes are made by, and whether a corrected one is to be offered.
    pub fn clock(&self) -> Result<CodeClock, SettingsError> {
        self.0.clock()
    }

    /// Makes codes by the services' time, or by the phone's again.
    pub fn use_corrected_time(&self, corrected: bool) -> Result<(), SettingsError> {
        self.0.use_corrected_time(corrected)
    }
}
