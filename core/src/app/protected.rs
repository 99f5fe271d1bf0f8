//! What asks for a fresh unlock, besides approving (V-70): the passcode, and the settings that hide codes
//! or lock the app. Turning them on asks for nothing.

use crate::secret::SecretString;
use crate::vault::{KdfParams, Passcode, VaultError};

use super::fault::Fault;
use super::fresh::{Fresh, Operation};
use super::inner::Inner;
use super::state::State;

impl Inner {
    /// Sets another passcode; `fresh` is for [`Operation::ChangeKeySlots`]. The key derivation runs
    /// while the app goes on.
    pub(super) fn change_passcode(
        &self,
        fresh: Fresh,
        new: SecretString,
        kdf: KdfParams,
    ) -> Result<(), Fault> {
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

    /// Masks codes until they are tapped; what was tapped before is masked too.
    pub(super) fn hide_codes(&self) -> Result<(), Fault> {
        let mut state = self.lock_state()?;
        set_hidden(&mut state, true)?;
        state.revealed.clear();
        Ok(())
    }

    /// Shows all codes again; `fresh` is for [`Operation::ShowCodes`].
    pub(super) fn show_codes(&self, fresh: Fresh) -> Result<(), Fault> {
        let mut state = self.lock_state()?;
        state.vault()?;
        self.use_up(&state, fresh, &Operation::ShowCodes)?;
        set_hidden(&mut state, false)
    }

    /// Says that the app's lock may be turned off; `fresh` is for [`Operation::TurnOffAppLock`]. The
    /// shell, which keeps that setting, changes it after this and never without it.
    pub(super) fn turn_off_app_lock(&self, fresh: Fresh) -> Result<(), Fault> {
        let state = self.lock_state()?;
        state.vault()?;
        self.use_up(&state, fresh, &Operation::TurnOffAppLock)
    }

    pub(super) fn use_up(
        &self,
        state: &State,
        fresh: Fresh,
        operation: &Operation,
    ) -> Result<(), Fault> {
        let allowed = fresh.allows(operation, state.session(), self.now());
        if allowed { Ok(()) } else { Err(Fault::NeedsReauth) }
    }
}

fn set_hidden(state: &mut State, hide: bool) -> Result<(), Fault> {
    state.vault_mut()?.change(|contents| {
        contents.hide_codes = hide;
        Ok(())
    })
}
