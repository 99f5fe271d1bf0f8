//! The vault: made, unlocked, locked, and the ways to open it.

use countersign_core::app::{self, NewVault, PlatformKey, Unlocked, VaultState};
use countersign_core::secret::{SecretBytes, SecretString};
use countersign_core::vault::{HeaderInfo, KdfParams, NewPlatformSlot, RollbackStatus, Unlock};

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

/// How the person unlocks.
#[derive(uniffi::Enum)]
pub enum UnlockWith {
    /// By the passcode. Blocks for a key derivation.
    Passcode {
        /// What was typed, in UTF-8: Swift and Kotlin print the text of a field, and of bytes only that they are some.
        passcode: Vec<u8>,
    },
    /// By the platform's key. Blocks while the platform asks the person.
    Platform,
}

/// What unlocking brought.
#[derive(Debug, uniffi::Record)]
pub struct UnlockOutcome {
    /// Whether the file is not the one that this device saved last: tell the person.
    pub unexpected_copy: bool,
}

/// The vault.
#[derive(Debug, uniffi::Object)]
pub struct Vault(pub(crate) app::Vault);

#[uniffi::export]
impl Vault {
    /// Where the vault stands.
    pub fn status(&self) -> Result<VaultStatus, UnlockError> {
        Ok(match self.0.state()? {
            VaultState::None => VaultStatus::Absent,
            VaultState::Open => VaultStatus::Open,
            VaultState::ReadOnly => VaultStatus::ReadOnly,
            VaultState::Locked(info) => locked(&info),
        })
    }

    /// Whether a key of the platform opens the vault, open or locked. Only the vault knows: the device may
    /// have learnt to make such keys since, or forgotten how.
    pub fn platform_key(&self) -> Result<PlatformKey, UnlockError> {
        Ok(self.0.platform_key()?)
    }

    /// Makes a vault that the platform's key `platform_key` opens, and a passcode too if one is given.
    /// Without `platform_key` the shell says that this device cannot make a key that asks for its person: the
    /// passcode then stands alone. Blocks for a key derivation.
    pub fn create(
        &self,
        platform_key: Option<String>,
        user_presence: bool,
        passcode: Option<String>,
    ) -> Result<UnlockOutcome, UnlockError> {
        let platform = platform_key.map(|key_id| NewPlatformSlot { key_id, user_presence });
        let no_person_key = platform.is_none();
        let kdf = match &passcode {
            Some(_) => self.0.calibrate()?,
            None => KdfParams::DEFAULT,
        };
        let passcode = passcode.map(SecretString::new);
        Ok(self.0.create(NewVault { passcode, kdf, platform, no_person_key })?.into())
    }

    /// Opens the vault. For a minute it counts for the request that is opened next, where the person was
    /// asked.
    pub fn unlock(&self, how: UnlockWith) -> Result<UnlockOutcome, UnlockError> {
        how.by(|how| self.0.unlock(how).map(UnlockOutcome::from))
    }

    /// Where the save before the last one stands: offer it when the last one is damaged. `Absent` when it
    /// is not kept any more.
    pub fn previous_status(&self) -> Result<VaultStatus, UnlockError> {
        Ok(self.0.previous()?.map_or(VaultStatus::Absent, |info| locked(&info)))
    }

    /// Opens the save before the last one; it can be read, and changed after `accept`.
    pub fn unlock_previous(&self, how: UnlockWith) -> Result<UnlockOutcome, UnlockError> {
        how.by(|how| self.0.unlock_previous(how).map(UnlockOutcome::from))
    }

    /// Takes an older or unknown copy of the vault as the vault from now on.
    pub fn accept(&self) -> Result<(), UnlockError> {
        Ok(self.0.accept()?)
    }

    /// Locks: keys, secrets and requests leave the memory.
    pub fn lock(&self) -> Result<(), UnlockError> {
        self.0.lock();
        Ok(())
    }

    /// Sets another passcode, after an unlock for this alone. Blocks for key derivations.
    pub fn change_passcode(&self, how: UnlockWith, new: String) -> Result<(), UnlockError> {
        let kdf = self.0.calibrate()?;
        how.by(|how| self.0.change_passcode(how, SecretString::new(new), kdf))
    }

    /// The app's lock may be turned off, after an unlock for this alone: change the shell's setting after
    /// this, and never without it.
    pub fn turn_off_app_lock(&self, how: UnlockWith) -> Result<(), UnlockError> {
        how.by(|how| self.0.turn_off_app_lock(how))
    }
}

impl std::fmt::Debug for UnlockWith {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Passcode { .. } => "Passcode([redacted])",
            Self::Platform => "Platform",
        })
    }
}

impl UnlockWith {
    /// Does something with an unlock of this kind.
    pub(crate) fn by<T>(
        self,
        act: impl FnOnce(Unlock<'_>) -> Result<T, app::UnlockError>,
    ) -> Result<T, UnlockError> {
        Ok(match self {
            Self::Passcode { passcode } => {
                let passcode = SecretBytes::new(passcode);
                let text =
                    std::str::from_utf8(passcode.expose()).map_err(|_| UnlockError::Failed)?;
                act(Unlock::Passcode(&SecretString::new(text.to_owned())))?
            }
            Self::Platform => act(Unlock::Platform)?,
        })
    }
}

fn locked(info: &HeaderInfo) -> VaultStatus {
    VaultStatus::Locked {
        passcode: info.passcode.is_some(),
        tries_left: info.passcode.map_or(0, |passcode| passcode.tries_left),
        wait: info.passcode.map_or(0, |passcode| passcode.wait),
    }
}

impl From<Unlocked> for UnlockOutcome {
    fn from(unlocked: Unlocked) -> Self {
        let expected =
            matches!(unlocked.rollback_status, RollbackStatus::Current | RollbackStatus::Repaired);
        Self { unexpected_copy: !expected }
    }
}
