//! The vault: made, opened, locked, and the ways to open it.

use std::sync::Arc;

use crate::secret::SecretString;
use crate::vault::{HeaderInfo, KdfParams, NewPlatformSlot, SlotInfo, Unlock};

use super::super::error::UnlockError;
use super::super::fresh::Operation;
use super::super::inner::Inner;
use super::super::leaving::Stays;
use super::super::lifecycle::{NewVault, PlatformKey, Unlocked, VaultState};
use super::super::ways::{Kept, NewRecoveryCode};

/// The vault. A cheap handle of the [`Authenticator`](crate::app::Authenticator).
///
/// ```
/// use countersign_core::app::{Unlock, VaultState};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
///
/// let vault = app.vault();
/// vault.lock();
/// assert!(matches!(vault.state()?, VaultState::Locked(_)));
/// vault.unlock(Unlock::Platform)?;
/// assert_eq!(vault.state()?, VaultState::Open);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Vault(pub(in super::super) Arc<Inner>);

impl Vault {
    /// Where the vault stands.
    ///
    /// # Errors
    /// [`UnlockError`] when the file cannot be read or is no vault.
    pub fn state(&self) -> Result<VaultState, UnlockError> {
        Ok(self.0.vault_state()?)
    }

    /// Whether a key of the platform opens the vault, open or locked: what the vault says, whatever keys the
    /// device could make.
    ///
    /// # Errors
    /// As [`Vault::state`].
    pub fn platform_key(&self) -> Result<PlatformKey, UnlockError> {
        Ok(self.0.platform_key()?)
    }

    /// Makes a vault and leaves it open. Durable when it returns.
    ///
    /// # Errors
    /// [`UnlockError`]: a vault is there already, the passcode is weak, or it cannot be saved.
    /// [`UnlockError::Locked`] when the app was locked meanwhile: the vault is there, and locked.
    pub fn create(&self, new: NewVault) -> Result<Unlocked, UnlockError> {
        Ok(self.0.create_vault(new)?)
    }

    /// Opens the vault. For a minute it counts as the fresh unlock of the request that is opened next (V-70),
    /// where the person was asked. When the vault is open
    /// already, the person is asked all the same, and requests and answers on their way stay.
    ///
    /// # Errors
    /// The file is untouched. After [`UnlockError::Damaged`] or
    /// [`UnlockError::Tampered`] offer [`Vault::unlock_previous`], if
    /// [`Vault::previous`] finds one. [`UnlockError::Locked`] when the app was locked while
    /// the person was asked or the key was derived: it stays locked.
    pub fn unlock(&self, how: Unlock<'_>) -> Result<Unlocked, UnlockError> {
        Ok(self.0.unlock(how)?)
    }

    /// The save before the last one, where it is still kept: for when the last one does not open (V-41).
    ///
    /// # Errors
    /// [`UnlockError`] when that file cannot be read, or is damaged too.
    pub fn previous(&self) -> Result<Option<HeaderInfo>, UnlockError> {
        Ok(self.0.previous_vault()?)
    }

    /// Opens the save before the last one, for when the last one does not open (V-41). It can be read,
    /// and changed after [`Vault::accept`], which keeps the file that did not open until
    /// the next unlock.
    ///
    /// # Errors
    /// As [`Vault::unlock`]; [`UnlockError::NoVault`] when there is none.
    pub fn unlock_previous(&self, how: Unlock<'_>) -> Result<Unlocked, UnlockError> {
        Ok(self.0.unlock_previous(how)?)
    }

    /// Takes an older or unknown copy of the vault as the vault from now on.
    ///
    /// # Errors
    /// [`UnlockError::Locked`]; [`UnlockError::NotStored`].
    pub fn accept(&self) -> Result<(), UnlockError> {
        Ok(self.0.accept_vault()?)
    }

    /// The app sends the person out for a moment: to the browser, or to choose a picture. Who leaves within
    /// five seconds after this finds it open again for a minute.
    ///
    /// # Errors
    /// [`UnlockError::Failed`].
    pub fn send_out(&self) -> Result<(), UnlockError> {
        Ok(self.0.send_out()?)
    }

    /// The app left the front, and its lock is on: locks it, but for who was sent out, or looks at the number
    /// in the browser of an open request that stands on the screen.
    ///
    /// # Errors
    /// [`UnlockError::Failed`].
    pub fn leave(&self, on_screen: Option<&str>) -> Result<Stays, UnlockError> {
        Ok(self.0.leave(on_screen)?)
    }

    /// The app came to the front again, or the time of [`Stays::OpenUntil`] is over: locks it where that is
    /// so. Whether it is open.
    ///
    /// # Errors
    /// [`UnlockError::Failed`].
    pub fn come_back(&self) -> Result<bool, UnlockError> {
        Ok(self.0.come_back()?)
    }

    /// Locks: keys, secrets and requests leave the memory. An answer on its way may still end, within ten
    /// seconds; it holds its own account's key meanwhile and nothing else. What was said to a request and
    /// is not delivered by then is sent after the next unlock.
    pub fn lock(&self) {
        self.0.lock();
    }

    /// Sets another passcode, after an unlock by `how` for this alone. The key derivations run while the app
    /// goes on.
    ///
    /// # Errors
    /// [`UnlockError`] of the unlock; of the new passcode, or of the save, and then the old one holds.
    pub fn change_passcode(
        &self,
        how: Unlock<'_>,
        new: SecretString,
        kdf: KdfParams,
    ) -> Result<(), UnlockError> {
        let fresh = self.0.reauth(Operation::ChangeKeySlots, how)?;
        Ok(self.0.change_passcode(fresh, new, kdf)?)
    }

    /// The ways to open the vault.
    ///
    /// # Errors
    /// [`UnlockError::Locked`].
    pub fn ways(&self) -> Result<Vec<SlotInfo>, UnlockError> {
        Ok(self.0.ways()?)
    }

    /// Makes a recovery code, after an unlock by `how` for this alone. It is shown once, and is in use after
    /// [`Vault::use_recovery_code`].
    ///
    /// # Errors
    /// [`UnlockError`] of the unlock; [`UnlockError::NotStored`] where the vault takes no change.
    pub fn new_recovery_code(&self, how: Unlock<'_>) -> Result<NewRecoveryCode, UnlockError> {
        let fresh = self.0.reauth(Operation::ChangeKeySlots, how)?;
        Ok(self.0.new_recovery_code(fresh)?)
    }

    /// Makes a shown recovery code the vault's, replacing the one before, once the person typed the two groups
    /// of it that [`NewRecoveryCode::asked`] names. A lock meanwhile ends it.
    ///
    /// # Errors
    /// [`UnlockError::WrongRecoveryCode`] for a group that is not so: ask again; [`UnlockError::Locked`];
    /// [`UnlockError::NotStored`]. The code before holds then.
    pub fn use_recovery_code(
        &self,
        new: &NewRecoveryCode,
        typed: [&SecretString; 2],
    ) -> Result<(), UnlockError> {
        Ok(self.0.use_recovery_code(new, typed)?)
    }

    /// Adds a key of the platform, after an unlock by `how` for this alone: for a phone whose own key was lost.
    ///
    /// # Errors
    /// [`UnlockError`] of the unlock, of the platform's key, or of the save.
    pub fn add_platform_key(
        &self,
        how: Unlock<'_>,
        new: &NewPlatformSlot,
    ) -> Result<(), UnlockError> {
        let fresh = self.0.reauth(Operation::ChangeKeySlots, how)?;
        Ok(self.0.add_platform_key(fresh, new)?)
    }

    /// Changes the vault key, after an unlock by `how` for this alone, since a way to open the vault was
    /// compromised: only the kept ways open it from now on, and each of them is presented here. Returns the
    /// ways that were dropped. Say before which will be: all of [`Vault::ways`] that are not kept.
    ///
    /// # Errors
    /// [`UnlockError`] of the unlock, of a kept way that does not open, or of the save: nothing was changed then.
    pub fn change_vault_key(
        &self,
        how: Unlock<'_>,
        kept: Vec<Kept>,
    ) -> Result<Vec<SlotInfo>, UnlockError> {
        let fresh = self.0.reauth(Operation::ChangeKeySlots, how)?;
        Ok(self.0.change_vault_key(fresh, kept)?)
    }

    /// Says that the app's lock may be turned off, after an unlock by `how` for this alone. The shell,
    /// which keeps that setting, changes it after this and never without it.
    ///
    /// # Errors
    /// [`UnlockError`] of the unlock.
    pub fn turn_off_app_lock(&self, how: Unlock<'_>) -> Result<(), UnlockError> {
        let fresh = self.0.reauth(Operation::TurnOffAppLock, how)?;
        Ok(self.0.turn_off_app_lock(fresh)?)
    }
}
