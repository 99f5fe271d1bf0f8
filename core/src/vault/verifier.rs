//! A fresh unlock beside an open vault.

use std::fmt;

use super::error::VaultError;
use super::handle::Vault;
use super::header::Header;
use super::opening::{Unlock, unlock};
use super::parts::Parts;
use crate::clock::UnixSeconds;
use crate::secret::SecretBytes;

/// Asks the person to unlock once more without holding the vault: a biometric prompt may take a
/// minute, and meanwhile the vault is read and saved.
pub struct Verifier {
    parts: Parts,
    header: Header,
    vault_key: SecretBytes,
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
        }
    }
}

impl Verifier {
    /// Asks, by the same rules as opening (V-22).
    ///
    /// # Errors
    /// [`VaultError::WrongPasscode`], [`VaultError::TooSoon`], [`VaultError::PasscodeDisabled`],
    /// [`VaultError::NoSuchSlot`], or what the outside world says.
    pub fn verify(&self, how: Unlock<'_>, now: UnixSeconds) -> Result<(), VaultError> {
        // The header in memory is the one that was opened or saved: it needs no other witness.
        let key = unlock(&self.parts, &self.header, true, how, now)?;
        if key.ct_eq(self.vault_key.expose()) { Ok(()) } else { Err(VaultError::HeaderTampered) }
    }
}
