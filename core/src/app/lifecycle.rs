//! Making, opening and locking the vault, and fresh unlocks.

use std::sync::PoisonError;

use crate::clock::timed;
use crate::secret::SecretString;
use crate::vault::{
    HeaderInfo, KdfParams, NewPlatformSlot, NewSlots, Passcode, SlotInfo, SlotType, Standing,
    Unlock, Vault, VaultError, VaultFile, lost_among, probe,
};

use super::Authenticator;
use super::error::AppError;
use super::fresh::{Fresh, Operation, PROOF_LIFE, Proof};
use super::state::State;

/// Where the vault stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VaultState {
    /// There is none yet.
    None,
    /// There is one; unlock it.
    Locked(HeaderInfo),
    /// It is open.
    Open,
    /// It is open, and nothing can be changed until [`Authenticator::accept_vault`]: an older copy, or
    /// one that this device does not know.
    ReadOnly,
}

/// Whether a key of the platform opens the vault, beside a passcode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlatformKey {
    /// None does: there is no vault, or it has no such slot.
    None,
    /// One does; the platform asks for the person where the key demands it.
    Ready,
    /// One did, and is lost for good: another way opens the vault (V-11).
    Lost,
}

/// How a new vault is to be unlocked. At least one way must be given.
#[derive(Debug, Default)]
pub struct NewVault {
    /// A passcode, checked by [`Passcode::parse`].
    pub passcode: Option<SecretString>,
    /// What the passcode's key derivation costs; see [`KdfParams::calibrate`].
    pub kdf: KdfParams,
    /// A key of the platform's key store.
    pub platform: Option<NewPlatformSlot>,
    /// The device has no key that asks for its person. Only then may a passcode be the only way on a
    /// phone (V-10).
    pub no_person_key: bool,
}

/// What unlocking brought.
#[derive(Debug)]
pub struct Unlocked {
    /// How the file compares with what this device saved last; anything but
    /// [`Standing::Current`] is told to the person.
    pub standing: Standing,
    /// The unlock itself, to be spent on one operation.
    pub proof: Proof,
}

impl Authenticator {
    /// Where the vault stands.
    ///
    /// # Errors
    /// [`AppError::Vault`] when the file cannot be read or is no vault.
    pub fn vault_state(&self) -> Result<VaultState, AppError> {
        if let Some(vault) = &self.lock_state()?.vault {
            return Ok(if vault.is_read_only() { VaultState::ReadOnly } else { VaultState::Open });
        }
        let found = probe(&self.outside.vault, VaultFile::Current, self.now())?;
        Ok(found.map_or(VaultState::None, VaultState::Locked))
    }

    /// Whether a key of the platform opens the vault, open or locked: what the vault says, whatever keys the
    /// device could make.
    ///
    /// # Errors
    /// As [`Authenticator::vault_state`].
    pub fn platform_key(&self) -> Result<PlatformKey, AppError> {
        let open = self.lock_state()?.vault.as_ref().map(Vault::slots);
        let (slots, lost) = match open {
            // The key store is asked without the lock: it may take its time.
            Some(slots) => {
                let lost = lost_among(&slots, self.outside.vault.keys.as_ref());
                (slots, lost)
            }
            None => match probe(&self.outside.vault, VaultFile::Current, self.now())? {
                Some(found) => (found.slots, found.lost),
                None => return Ok(PlatformKey::None),
            },
        };
        let platform = |slot: &&SlotInfo| matches!(slot.kind, SlotType::Platform { .. });
        let (all, gone) = (slots.iter().filter(platform).count(), lost.len());
        Ok(match all {
            0 => PlatformKey::None,
            _ if all == gone => PlatformKey::Lost,
            _ => PlatformKey::Ready,
        })
    }

    /// Makes a vault and leaves it open. Durable when it returns.
    ///
    /// # Errors
    /// [`AppError::Vault`]: a vault is there already, the passcode is weak, or it cannot be saved.
    pub fn create_vault(&self, new: NewVault) -> Result<Unlocked, AppError> {
        let passcode = new
            .passcode
            .map(|text| Passcode::parse(text, &[]))
            .transpose()
            .map_err(VaultError::from)?;
        let slots = NewSlots {
            passcode,
            kdf: new.kdf,
            platform: new.platform,
            recovery: None,
            recovery_declined: true,
            no_person_key: new.no_person_key,
        };
        let vault = Vault::create(self.outside.vault.clone(), slots)?;
        self.opened(vault)
    }

    /// What a passcode's key derivation may cost on this device, for [`NewVault::kdf`]: half a second to
    /// one, within bounds (V-13). Takes about as long itself.
    ///
    /// # Errors
    /// [`AppError::Vault`] when the device has not the memory for the least of it.
    pub fn calibrate(&self) -> Result<KdfParams, AppError> {
        KdfParams::calibrate(|params| {
            let (tried, milliseconds) = timed(|| params.trial());
            tried?;
            Ok(milliseconds)
        })
    }

    /// Opens the vault. It counts as one fresh unlock ([`Unlocked::proof`]). When the vault is open
    /// already, the person is asked all the same, and requests and answers on their way stay.
    ///
    /// # Errors
    /// [`AppError::Vault`]; the file is untouched.
    pub fn unlock(&self, how: Unlock<'_>) -> Result<Unlocked, AppError> {
        let open = self.lock_state()?.vault.as_ref().map(Vault::verifier);
        if let Some(verifier) = open {
            verifier.verify(how, self.now())?;
            let state = self.lock_state()?;
            return Ok(self.unlocked(&state, state.vault()?.standing()));
        }
        let vault = Vault::open(self.outside.vault.clone(), how, self.now())?;
        self.opened(vault)
    }

    /// Takes an older or unknown copy of the vault as the vault from now on.
    ///
    /// # Errors
    /// [`AppError::Locked`]; [`AppError::Vault`] when it cannot be saved.
    pub fn accept_vault(&self) -> Result<(), AppError> {
        Ok(self.lock_state()?.vault_mut()?.accept()?)
    }

    /// Locks: keys, secrets and requests leave the memory.
    pub fn lock(&self) {
        // A poisoned state is replaced too: that is what locking is for.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(vault) = &state.vault {
            vault.contents().entries.iter().for_each(|entry| self.engine.forget(entry.id));
        }
        *state = State::default();
        self.state.clear_poison();
    }

    /// Sets another passcode. `proof` is a fresh unlock with the old one.
    ///
    /// # Errors
    /// [`AppError::NeedsReauth`]; [`AppError::Vault`] when the new one is weak or cannot be saved: the
    /// old one holds then.
    pub fn change_passcode(
        &self,
        proof: Proof,
        new: SecretString,
        kdf: KdfParams,
    ) -> Result<(), AppError> {
        self.check(&proof)?;
        let mut state = self.lock_state()?;
        let vault = state.vault_mut()?;
        let names: Vec<&str> = vault
            .contents()
            .entries
            .iter()
            .flat_map(|entry| [entry.issuer.as_str(), entry.account.as_str()])
            .collect();
        let passcode = Passcode::parse(new, &names).map_err(VaultError::from)?;
        Ok(vault.set_passcode(&passcode, kdf)?)
    }

    /// Asks the person to unlock once more, for one operation (design.md decision 6). Call it when
    /// the request opens: a passcode's key derivation then runs while the person reads.
    ///
    /// # Errors
    /// [`AppError::Locked`]; [`AppError::Vault`] as when unlocking.
    pub fn reauth(&self, operation: Operation, how: Unlock<'_>) -> Result<Fresh, AppError> {
        let (verifier, session) = {
            let state = self.lock_state()?;
            (state.vault()?.verifier(), state.session().clone())
        };
        verifier.verify(how, self.now())?;
        Ok(Fresh { operation, session })
    }

    /// Spends an unlock that was just made on one operation.
    ///
    /// # Errors
    /// [`AppError::NeedsReauth`] when it is older than [`PROOF_LIFE`] seconds, from
    /// the future, or from before the app was locked.
    pub fn spend(&self, proof: Proof, operation: Operation) -> Result<Fresh, AppError> {
        self.check(&proof)?;
        Ok(Fresh { operation, session: proof.session })
    }

    fn check(&self, proof: &Proof) -> Result<(), AppError> {
        let age = self.now().checked_sub(proof.made);
        let recent = age.is_some_and(|age| age <= PROOF_LIFE);
        let ours = *self.lock_state()?.session() == proof.session;
        if recent && ours { Ok(()) } else { Err(AppError::NeedsReauth) }
    }

    fn opened(&self, vault: Vault) -> Result<Unlocked, AppError> {
        let standing = vault.standing();
        let mut state = self.lock_state()?;
        // Two threads may unlock at once; what the first one changed since must not be lost.
        if state.vault.is_none() {
            *state = State::opened(vault);
        }
        Ok(self.unlocked(&state, standing))
    }

    fn unlocked(&self, state: &State, standing: Standing) -> Unlocked {
        let proof = Proof { made: self.now(), session: state.session().clone() };
        Unlocked { standing, proof }
    }
}
