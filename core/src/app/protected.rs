//! What asks for a fresh unlock, besides approving (V-70): the passcode, and the settings that hide codes
//! or lock the app. Turning them on asks for nothing.

use crate::secret::SecretString;
use crate::vault::{KdfParams, Passcode, VaultError};

use super::Authenticator;
use super::error::AppError;
use super::fresh::{Fresh, Operation};
use super::state::State;

impl Authenticator {
    /// Sets another passcode; `fresh` is for [`Operation::ChangeKeySlots`]. The key derivation runs
    /// while the app goes on.
    ///
    /// # Errors
    /// [`AppError::NeedsReauth`]; [`AppError::Locked`], also when the app was locked meanwhile;
    /// [`AppError::Vault`] when the new one is weak or cannot be saved, or another change of the ways
    /// to unlock came in between: the old one holds then.
    pub fn change_passcode(
        &self,
        fresh: Fresh,
        new: SecretString,
        kdf: KdfParams,
    ) -> Result<(), AppError> {
        let session = fresh.session.clone();
        let (slots, names) = {
            let state = self.lock_state()?;
            let vault = state.vault()?;
            self.use_up(&state, fresh, &Operation::ChangeKeySlots)?;
            let entries = vault.contents().entries.iter();
            let names = entries.flat_map(|entry| [entry.issuer.clone(), entry.account.clone()]);
            (vault.slot_maker()?, names.collect::<Vec<String>>())
        };
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let passcode = Passcode::parse(new, &names).map_err(VaultError::from)?;
        let slot = slots.passcode(&passcode, kdf)?;
        self.lock_session(&session)?.vault_mut()?.put_slot(slot)?;
        Ok(())
    }

    /// Masks codes until they are tapped.
    ///
    /// # Errors
    /// [`AppError::Locked`], [`AppError::Vault`].
    pub fn hide_codes(&self) -> Result<(), AppError> {
        set_hidden(&mut *self.lock_state()?, true)
    }

    /// Shows all codes again; `fresh` is for [`Operation::ShowCodes`].
    ///
    /// # Errors
    /// [`AppError::NeedsReauth`], [`AppError::Locked`], [`AppError::Vault`].
    pub fn show_codes(&self, fresh: Fresh) -> Result<(), AppError> {
        let mut state = self.lock_state()?;
        state.vault()?;
        self.use_up(&state, fresh, &Operation::ShowCodes)?;
        set_hidden(&mut state, false)
    }

    /// Says that the app's lock may be turned off; `fresh` is for [`Operation::TurnOffAppLock`]. The
    /// shell, which keeps that setting, changes it after this and never without it.
    ///
    /// # Errors
    /// [`AppError::NeedsReauth`], [`AppError::Locked`].
    pub fn turn_off_app_lock(&self, fresh: Fresh) -> Result<(), AppError> {
        let state = self.lock_state()?;
        state.vault()?;
        self.use_up(&state, fresh, &Operation::TurnOffAppLock)
    }

    fn use_up(&self, state: &State, fresh: Fresh, operation: &Operation) -> Result<(), AppError> {
        let allowed = fresh.allows(operation, state.session(), self.now());
        if allowed { Ok(()) } else { Err(AppError::NeedsReauth) }
    }
}

fn set_hidden(state: &mut State, hide: bool) -> Result<(), AppError> {
    state.vault_mut()?.change(|contents| {
        contents.hide_codes = hide;
        Ok(())
    })
}
