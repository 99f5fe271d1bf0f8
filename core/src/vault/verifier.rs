//! A fresh unlock beside an open vault.

use std::fmt;

use super::dependencies::VaultDependencies;
use super::error::VaultError;
use super::header::Header;
use super::open_vault::Vault;
use super::slot_maker::{ReadySlot, SlotMaker};
use super::unlock::{PlatformSlots, Unlock, unlock};
use crate::clock::UnixSeconds;
use crate::secret::SecretBytes;

/// Asks the person to unlock once more without holding the vault: a biometric prompt may take a
/// minute, and meanwhile the vault is read and saved.
pub struct Verifier {
    parts: VaultDependencies,
    header: Header,
    vault_key: SecretBytes,
    /// `None` while the vault is read-only.
    slots: Option<SlotMaker>,
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Verifier([redacted])")
    }
}

impl Vault {
    /// What [`Verifier::verify`] needs of this vault as it stands now.
    #[must_use]
    pub fn verifier(&self) -> Verifier {
        Verifier {
            parts: self.parts.clone(),
            header: self.header.clone(),
            vault_key: self.vault_key.duplicate(),
            slots: self.slot_maker().ok(),
        }
    }
}

/// What a fresh unlock beside an open vault brought.
#[derive(Debug)]
#[must_use]
pub struct Verified {
    /// Somebody proved to be there; false after a platform key that asks for nobody.
    pub person: bool,
    /// The passcode slot was made before passcodes were mapped: the same passcode, wrapped anew, for
    /// [`Vault::put_slot`].
    pub renewed: Option<ReadySlot>,
}

impl Verifier {
    /// Asks, by the same rules as opening (V-22). Any platform key will do, also one that asks for
    /// nobody: [`Verified::person`] says.
    ///
    /// # Errors
    /// [`VaultError::WrongPasscode`], [`VaultError::TooSoon`], [`VaultError::PasscodeDisabled`],
    /// [`VaultError::NoSuchSlot`], or what the outside world says.
    pub fn verify(&self, how: Unlock<'_>, now: UnixSeconds) -> Result<Verified, VaultError> {
        self.verify_by(how, PlatformSlots::Any, now)
    }

    /// Asks the person: of the platform's keys only those that ask for them are used.
    ///
    /// # Errors
    /// As [`Verifier::verify`].
    pub fn verify_person(&self, how: Unlock<'_>, now: UnixSeconds) -> Result<Verified, VaultError> {
        self.verify_by(how, PlatformSlots::AskingThePerson, now)
    }

    fn verify_by(
        &self,
        how: Unlock<'_>,
        allowed: PlatformSlots,
        now: UnixSeconds,
    ) -> Result<Verified, VaultError> {
        // The header in memory is the one that was opened or saved: it needs no other witness.
        let released = unlock(&self.parts, &self.header, true, how, allowed, now)?;
        if !released.vault_key.ct_eq(self.vault_key.expose()) {
            return Err(VaultError::HeaderTampered);
        }
        let renewed = match (&self.slots, released.unmapped) {
            // Should it fail, the next unlock tries again; this one is good either way.
            (Some(slots), Some((passcode, kdf))) => slots.passcode(&passcode, kdf).ok(),
            (None, _) | (_, None) => None,
        };
        Ok(Verified { person: released.person, renewed })
    }
}
