//! What a person does with single accounts beside looking at their codes, and the bin.

use std::sync::Arc;

use crate::account::AccountId;

use super::super::bin::Binned;
use super::super::error::SettingsError;
use super::super::inner::Inner;
use super::super::ways::Safety;

/// Settings of accounts, and the bin. A cheap handle of the [`Authenticator`](crate::app::Authenticator).
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
}
