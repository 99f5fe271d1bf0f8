//! The vault: made, unlocked, locked.

use std::sync::{Arc, Mutex};

use countersign_core::app::{NewVault, PlatformKey, Proof, Unlocked, VaultState};
use countersign_core::secret::SecretString;
use countersign_core::vault::{HeaderInfo, KdfParams, NewPlatformSlot, Standing, Unlock};

use crate::authenticator::Authenticator;
use crate::error::UnlockError;

/// Where the vault stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum VaultStatus {
    /// There is none: make one.
    Absent,
    /// Unlock it.
    Locked {
        /// Whether a passcode opens it.
        passcode: bool,
        /// Tries left for the passcode; 0 means that it is switched off.
        tries_left: u8,
        /// Seconds until the passcode may be tried.
        wait: u64,
    },
    /// It is open.
    Open,
    /// It is open and cannot be changed: an older copy, or one that this device does not know.
    ReadOnly,
}

/// What unlocking brought.
#[derive(Debug, uniffi::Record)]
pub struct UnlockOutcome {
    /// The unlock itself, to be spent on the request that it was made for.
    pub proof: Arc<UnlockProof>,
    /// Whether the file is not the one that this device saved last: tell the person.
    pub unexpected_copy: bool,
}

/// An unlock that was just made; good for approving one request, within a minute, and for nothing else.
#[derive(Debug, uniffi::Object)]
pub struct UnlockProof(pub(crate) Mutex<Option<Proof>>);

#[uniffi::export]
impl Authenticator {
    /// Where the vault stands.
    pub fn vault_status(&self) -> Result<VaultStatus, UnlockError> {
        Ok(match self.core.vault_state()? {
            VaultState::None => VaultStatus::Absent,
            VaultState::Open => VaultStatus::Open,
            VaultState::ReadOnly => VaultStatus::ReadOnly,
            VaultState::Locked(info) => locked(&info),
        })
    }

    /// Whether a key of the platform opens the vault, open or locked. Only the vault knows: the device may
    /// have learnt to make such keys since, or forgotten how.
    pub fn vault_platform_key(&self) -> Result<PlatformKey, UnlockError> {
        Ok(self.core.platform_key()?)
    }

    /// Makes a vault that the platform's key `platform_key` opens, and a passcode too if one is given.
    /// Without `platform_key` the shell says that this device cannot make a key that asks for its person: the
    /// passcode then stands alone. Blocks for a key derivation.
    pub fn create_vault(
        &self,
        platform_key: Option<String>,
        user_presence: bool,
        passcode: Option<String>,
    ) -> Result<UnlockOutcome, UnlockError> {
        let platform = platform_key.map(|key_id| NewPlatformSlot { key_id, user_presence });
        let no_person_key = platform.is_none();
        let kdf = match &passcode {
            Some(_) => self.core.calibrate()?,
            None => KdfParams::DEFAULT,
        };
        let passcode = passcode.map(SecretString::new);
        Ok(self.core.create_vault(NewVault { passcode, kdf, platform, no_person_key })?.into())
    }

    /// Opens the vault by its passcode. Blocks for a key derivation.
    pub fn unlock_with_passcode(&self, passcode: String) -> Result<UnlockOutcome, UnlockError> {
        let passcode = SecretString::new(passcode);
        Ok(self.core.unlock(Unlock::Passcode(&passcode))?.into())
    }

    /// Opens the vault by the platform's key. Blocks while the platform asks the person.
    pub fn unlock_with_platform(&self) -> Result<UnlockOutcome, UnlockError> {
        Ok(self.core.unlock(Unlock::Platform)?.into())
    }

    /// Where the save before the last one stands: offer it when the last one is damaged. `Absent` when it
    /// is not kept any more.
    pub fn previous_vault_status(&self) -> Result<VaultStatus, UnlockError> {
        Ok(self.core.previous_vault()?.map_or(VaultStatus::Absent, |info| locked(&info)))
    }

    /// Opens the save before the last one by its passcode; it can be read, and changed after
    /// `accept_vault`. Blocks for a key derivation.
    pub fn unlock_previous_with_passcode(
        &self,
        passcode: String,
    ) -> Result<UnlockOutcome, UnlockError> {
        let passcode = SecretString::new(passcode);
        Ok(self.core.unlock_previous(Unlock::Passcode(&passcode))?.into())
    }

    /// The same by the platform's key. Blocks while the platform asks the person.
    pub fn unlock_previous_with_platform(&self) -> Result<UnlockOutcome, UnlockError> {
        Ok(self.core.unlock_previous(Unlock::Platform)?.into())
    }

    /// Takes an older or unknown copy of the vault as the vault from now on.
    pub fn accept_vault(&self) -> Result<(), UnlockError> {
        Ok(self.core.accept_vault()?)
    }

    /// Locks: keys, secrets and requests leave the memory.
    pub fn lock(&self) -> Result<(), UnlockError> {
        self.core.lock();
        Ok(())
    }
}

fn locked(info: &HeaderInfo) -> VaultStatus {
    VaultStatus::Locked {
        passcode: info.passcode.is_some(),
        tries_left: info.passcode.map_or(0, |passcode| passcode.tries_left),
        wait: info.passcode.map_or(0, |passcode| passcode.wait),
    }
}

impl UnlockProof {
    pub(crate) fn take(&self) -> Option<Proof> {
        self.0.lock().ok()?.take()
    }
}

impl From<Unlocked> for UnlockOutcome {
    fn from(unlocked: Unlocked) -> Self {
        let expected = matches!(unlocked.standing, Standing::Current | Standing::Repaired);
        let proof = Arc::new(UnlockProof(Mutex::new(Some(unlocked.proof))));
        Self { proof, unexpected_copy: !expected }
    }
}
