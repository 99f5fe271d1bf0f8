//! What takes a fresh unlock besides approving: the passcode, hidden codes, the app's lock.

use std::sync::{Arc, Mutex};

use countersign_core::app::{Fresh, Operation};
use countersign_core::secret::SecretString;
use countersign_core::vault::Unlock;

use crate::authenticator::Authenticator;
use crate::error::{AccountError, UnlockError};

/// What a fresh unlock is made for. The unlock of the app counts for none of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum ProtectedSetting {
    /// Another passcode.
    Passcode,
    /// Showing codes again that were masked until tapped.
    ShownCodes,
    /// Turning off the lock of the app.
    AppLock,
}

/// A fresh unlock for one protected setting; good for a minute, and once.
#[derive(Debug, uniffi::Object)]
pub struct FreshUnlock(Mutex<Option<Fresh>>);

#[uniffi::export]
impl Authenticator {
    /// Asks for the passcode, for this setting. Blocks for a key derivation.
    pub fn ask_for_passcode(
        &self,
        setting: ProtectedSetting,
        passcode: String,
    ) -> Result<Arc<FreshUnlock>, UnlockError> {
        self.ask(setting, Unlock::Passcode(&SecretString::new(passcode)))
    }

    /// Asks the person by the platform's key, for this setting. Blocks meanwhile.
    pub fn ask_for_person(
        &self,
        setting: ProtectedSetting,
    ) -> Result<Arc<FreshUnlock>, UnlockError> {
        self.ask(setting, Unlock::Platform)
    }

    /// Sets another passcode. Blocks for a key derivation.
    pub fn change_passcode(
        &self,
        unlock: Arc<FreshUnlock>,
        new: String,
    ) -> Result<(), UnlockError> {
        let fresh = unlock.take().ok_or(UnlockError::AnotherWay { key_lost: false })?;
        let kdf = self.core.calibrate()?;
        Ok(self.core.change_passcode(fresh, SecretString::new(new), kdf)?)
    }

    /// Masks codes until they are tapped.
    pub fn hide_codes(&self) -> Result<(), AccountError> {
        Ok(self.core.hide_codes()?)
    }

    /// Shows all codes again.
    pub fn show_codes(&self, unlock: Arc<FreshUnlock>) -> Result<(), AccountError> {
        Ok(self.core.show_codes(unlock.take().ok_or(AccountError::Locked)?)?)
    }

    /// The app's lock may be turned off: change the shell's setting after this, and never without it.
    pub fn turn_off_app_lock(&self, unlock: Arc<FreshUnlock>) -> Result<(), UnlockError> {
        let fresh = unlock.take().ok_or(UnlockError::AnotherWay { key_lost: false })?;
        Ok(self.core.turn_off_app_lock(fresh)?)
    }
}

impl Authenticator {
    fn ask(
        &self,
        setting: ProtectedSetting,
        how: Unlock<'_>,
    ) -> Result<Arc<FreshUnlock>, UnlockError> {
        let fresh = self.core.reauth(setting.into(), how)?;
        Ok(Arc::new(FreshUnlock(Mutex::new(Some(fresh)))))
    }
}

impl FreshUnlock {
    fn take(&self) -> Option<Fresh> {
        self.0.lock().ok()?.take()
    }
}

impl From<ProtectedSetting> for Operation {
    fn from(setting: ProtectedSetting) -> Self {
        match setting {
            ProtectedSetting::Passcode => Self::ChangeKeySlots,
            ProtectedSetting::ShownCodes => Self::ShowCodes,
            ProtectedSetting::AppLock => Self::TurnOffAppLock,
        }
    }
}
