//! Making key slots beside an open vault, and putting one in.

use std::fmt;

use super::dependencies::{DEVICE_KEY, NewPlatformSlot, VaultDependencies};
use super::error::VaultError;
use super::header::{Slot, SlotId, SlotKind};
use super::kdf::KdfParams;
use super::open_vault::Vault;
use super::passcode::Passcode;
use super::platform::Tries;
use super::slots::Wrapping;
use crate::device::VaultId;
use crate::secret::SecretBytes;

/// Makes key slots without holding the vault: a key derivation takes a second and the platform's key
/// store may take longer, and meanwhile the vault is read and saved. [`Vault::put_slot`] puts the
/// result in.
pub struct SlotMaker {
    parts: VaultDependencies,
    vault: VaultId,
    vault_key: SecretBytes,
    beside: Vec<SlotId>,
}

/// A key slot that is ready to be put into its vault.
pub struct ReadySlot {
    slot: Slot,
    vault: VaultId,
    /// The slots that the vault had when it was begun.
    beside: Vec<SlotId>,
}

impl fmt::Debug for SlotMaker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SlotMaker([redacted])")
    }
}

impl fmt::Debug for ReadySlot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReadySlot").field("id", &self.slot.id).finish_non_exhaustive()
    }
}

impl SlotMaker {
    /// A slot that the passcode opens. Derives its key.
    ///
    /// # Errors
    /// [`VaultError::OutOfMemory`], or what the platform says.
    pub fn passcode(&self, passcode: &Passcode, kdf: KdfParams) -> Result<ReadySlot, VaultError> {
        self.wrapping().passcode(passcode, kdf, &self.vault.key(DEVICE_KEY)).map(|s| self.ready(s))
    }

    /// A slot that a key of the platform opens.
    ///
    /// # Errors
    /// [`VaultError::TooManySlots`] for a name that is too long, or what the platform says.
    pub fn platform(&self, new: &NewPlatformSlot) -> Result<ReadySlot, VaultError> {
        self.wrapping().platform(&new.key_id, new.user_presence).map(|s| self.ready(s))
    }

    /// A slot that the recovery secret (16 random bytes) opens.
    ///
    /// # Errors
    /// [`VaultError::Random`].
    pub fn recovery(&self, secret: &SecretBytes) -> Result<ReadySlot, VaultError> {
        self.wrapping().recovery(secret).map(|slot| self.ready(slot))
    }

    fn wrapping(&self) -> Wrapping<'_> {
        Wrapping {
            vault: self.vault,
            vault_key: &self.vault_key,
            keys: self.parts.keys.as_ref(),
            random: self.parts.random.as_ref(),
        }
    }

    fn ready(&self, slot: Slot) -> ReadySlot {
        ReadySlot { slot, vault: self.vault, beside: self.beside.clone() }
    }
}

impl Vault {
    /// What makes key slots for this vault as it stands now.
    ///
    /// # Errors
    /// [`VaultError::RollbackDetected`], [`VaultError::ReadOnly`] before [`Vault::accept`].
    pub fn slot_maker(&self) -> Result<SlotMaker, VaultError> {
        self.writable()?;
        Ok(SlotMaker {
            parts: self.parts.clone(),
            vault: self.header.id,
            vault_key: self.vault_key.duplicate(),
            beside: self.slot_ids(),
        })
    }

    /// Puts a slot in; a passcode or a recovery code replaces the one there was, and a new passcode has
    /// ten fresh tries. The previous generation goes with what was replaced, which opens it.
    ///
    /// # Errors
    /// [`VaultError::SlotsChanged`] when a slot was added, changed or removed since it was begun;
    /// [`VaultError::TooManySlots`], [`VaultError::PasscodeAlone`], or what saving says: the slots are
    /// as before then.
    pub fn put_slot(&mut self, ready: ReadySlot) -> Result<SlotId, VaultError> {
        self.writable()?;
        if ready.vault != self.header.id || ready.beside != self.slot_ids() {
            return Err(VaultError::SlotsChanged);
        }
        let mut slots = self.slots_without(|slot| replaces(&ready.slot.kind, &slot.kind));
        let (id, is_passcode) =
            (ready.slot.id, matches!(ready.slot.kind, SlotKind::Passcode { .. }));
        slots.push(ready.slot);
        if is_passcode {
            Tries::default().write(self.parts.device_state.as_ref(), self.id())?;
        }
        let replaced = slots.len() <= self.header.slots.len();
        self.save_slots(slots)?;
        if replaced {
            // Should it fail, the next open tries again.
            let _ = self.parts.store.forget_previous();
        }
        Ok(id)
    }

    fn slot_ids(&self) -> Vec<SlotId> {
        self.header.slots.iter().map(|slot| slot.id).collect()
    }
}

/// Of passcode and recovery code there is one each.
fn replaces(new: &SlotKind, old: &SlotKind) -> bool {
    matches!(
        (new, old),
        (SlotKind::Passcode { .. }, SlotKind::Passcode { .. })
            | (SlotKind::Recovery { .. }, SlotKind::Recovery { .. })
    )
}
