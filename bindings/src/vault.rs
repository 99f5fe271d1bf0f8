//! The vault: made, unlocked, locked, and the ways to open it.

use std::sync::Arc;

use countersign_core::app::{
    self, Authenticator, HeaderInfo, Held, Hold, KdfParams, Kept, NewPlatformSlot, NewVault,
    PlatformKey, RecoveryCode, RollbackStatus, SecretBytes, SecretString, SlotType as WayToOpen,
    Stays, Unlock, UnlockError, VaultState,
};

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
    /// By the recovery code.
    Recovery {
        /// What was typed, in UTF-8: in either case, with or without dashes.
        code: Vec<u8>,
    },
}

/// A recovery code that is shown this once and is not in use yet. Locking empties it.
#[derive(Debug, uniffi::Object)]
pub struct NewRecoveryCode(Held<Arc<app::NewRecoveryCode>>);

#[uniffi::export]
impl NewRecoveryCode {
    /// The code, to be written down: seven groups of four, joined by dashes, in UTF-8.
    pub fn text(&self) -> Result<Vec<u8>, UnlockError> {
        Ok(self.0.get()?.text().expose().as_bytes().to_vec())
    }

    /// The two groups that the person types to show that it was written down, counted from 1.
    pub fn asked(&self) -> Result<Vec<u8>, UnlockError> {
        Ok(self.0.get()?.asked().iter().filter_map(|group| u8::try_from(*group).ok()).collect())
    }
}

/// A way that still opens the vault when its key is changed.
#[derive(uniffi::Enum)]
pub enum KeptWay {
    /// The passcode, typed once more.
    Passcode {
        /// It, in UTF-8.
        passcode: Vec<u8>,
    },
    /// The platform's key of this name.
    Platform {
        /// It.
        key_id: String,
        /// Whether it asks for the person.
        user_presence: bool,
    },
    /// The recovery code, typed once more.
    Recovery {
        /// It, in UTF-8.
        code: Vec<u8>,
    },
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
        self.0.platform_key()
    }

    /// Makes a vault that the platform's key `platform_key` opens, and a passcode too if one is given.
    /// Without `platform_key` the shell says that this device cannot make a key that asks for its person: the
    /// passcode then stands alone. Blocks for a key derivation.
    pub fn create(
        &self,
        platform_key: Option<String>,
        user_presence: bool,
        passcode: Option<String>,
    ) -> Result<RollbackStatus, UnlockError> {
        let platform = platform_key.map(|key_id| NewPlatformSlot { key_id, user_presence });
        let no_person_key = platform.is_none();
        let kdf = match &passcode {
            Some(_) => Authenticator::calibrate()?,
            None => KdfParams::DEFAULT,
        };
        let passcode = passcode.map(SecretString::new);
        Ok(self.0.create(NewVault { passcode, kdf, platform, no_person_key })?.rollback_status)
    }

    /// Opens the vault. For a minute it counts for the request that is opened next, where the person was
    /// asked.
    pub fn unlock(&self, how: UnlockWith) -> Result<RollbackStatus, UnlockError> {
        how.by(|how| self.0.unlock(how).map(|unlocked| unlocked.rollback_status))
    }

    /// Where the save before the last one stands: offer it when the last one is damaged. `Absent` when it
    /// is not kept any more.
    pub fn previous_status(&self) -> Result<VaultStatus, UnlockError> {
        Ok(self.0.previous()?.map_or(VaultStatus::Absent, |info| locked(&info)))
    }

    /// Opens the save before the last one; it can be read, and changed after `accept`.
    pub fn unlock_previous(&self, how: UnlockWith) -> Result<RollbackStatus, UnlockError> {
        how.by(|how| self.0.unlock_previous(how).map(|unlocked| unlocked.rollback_status))
    }

    /// Takes an older or unknown copy of the vault as the vault from now on.
    pub fn accept(&self) -> Result<(), UnlockError> {
        self.0.accept()
    }

    /// The app sends the person out for a moment: who leaves within five seconds finds it open for a minute.
    pub fn send_out(&self) -> Result<(), UnlockError> {
        self.0.send_out()
    }

    /// The app left the front and its lock is on; `on_screen` is the request that the person looked at. Locks it,
    /// but for who looks at its number in the browser, or was sent out.
    pub fn leave(&self, on_screen: Option<String>) -> Result<Stays, UnlockError> {
        self.0.leave(on_screen.as_deref())
    }

    /// The app came to the front, or the time of `OpenUntil` is over: locks it where that is so. Whether it is open.
    pub fn come_back(&self) -> Result<bool, UnlockError> {
        self.0.come_back()
    }

    /// Locks: keys, secrets and requests leave the memory.
    pub fn lock(&self) -> Result<(), UnlockError> {
        self.0.lock();
        Ok(())
    }

    /// Sets another passcode, after an unlock for this alone. Blocks for key derivations.
    pub fn change_passcode(&self, how: UnlockWith, new: String) -> Result<(), UnlockError> {
        let kdf = Authenticator::calibrate()?;
        how.by(|how| self.0.change_passcode(how, SecretString::new(new), kdf))
    }

    /// Makes a recovery code, after an unlock for this alone: show it, then hand it to `use_recovery_code`.
    pub fn new_recovery_code(&self, how: UnlockWith) -> Result<Arc<NewRecoveryCode>, UnlockError> {
        how.by(|how| {
            Ok(Arc::new(NewRecoveryCode(self.0.hold(self.0.new_recovery_code(how)?.into()))))
        })
    }

    /// Puts a shown recovery code to use in place of the one before, once the two groups were typed that
    /// `NewRecoveryCode.asked` names; in UTF-8.
    pub fn use_recovery_code(
        &self,
        new: Arc<NewRecoveryCode>,
        first: Vec<u8>,
        second: Vec<u8>,
    ) -> Result<(), UnlockError> {
        let (first, second) = (typed(first)?, typed(second)?);
        self.0.use_recovery_code(&*new.0.get()?, [&first, &second])
    }

    /// The ways to open the vault.
    pub fn ways(&self) -> Result<Vec<WayToOpen>, UnlockError> {
        Ok(self.0.ways()?.into_iter().map(|way| way.kind).collect())
    }

    /// Adds a key of the platform, after an unlock for this alone: for a phone whose own key was lost.
    pub fn add_platform_key(
        &self,
        how: UnlockWith,
        key_id: String,
        user_presence: bool,
    ) -> Result<(), UnlockError> {
        how.by(|how| self.0.add_platform_key(how, &NewPlatformSlot { key_id, user_presence }))
    }

    /// Changes the vault key, after an unlock for this alone, since a way to open the vault was compromised: only the
    /// kept ways open it from now on. Returns what was dropped: say before that all of `ways` that are not kept will
    /// be, and the passphrase of backups with them. Blocks for key derivations.
    pub fn change_vault_key(
        &self,
        how: UnlockWith,
        kept: Vec<KeptWay>,
    ) -> Result<Vec<WayToOpen>, UnlockError> {
        let kept = kept.into_iter().map(|way| self.kept(way)).collect::<Result<_, _>>()?;
        let dropped = how.by(|how| self.0.change_vault_key(how, kept))?;
        Ok(dropped.into_iter().map(|way| way.kind).collect())
    }

    /// The app's lock may be turned off, after an unlock for this alone: change the shell's setting after
    /// this, and never without it.
    pub fn turn_off_app_lock(&self, how: UnlockWith) -> Result<(), UnlockError> {
        how.by(|how| self.0.turn_off_app_lock(how))
    }
}

impl Vault {
    fn kept(&self, way: KeptWay) -> Result<Kept, UnlockError> {
        Ok(match way {
            KeptWay::Passcode { passcode } => {
                Kept::Passcode { passcode: typed(passcode)?, kdf: Authenticator::calibrate()? }
            }
            KeptWay::Platform { key_id, user_presence } => {
                Kept::Platform(NewPlatformSlot { key_id, user_presence })
            }
            KeptWay::Recovery { code } => Kept::Recovery(recovery(code)?),
        })
    }
}

impl std::fmt::Debug for UnlockWith {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Passcode { .. } => "Passcode([redacted])",
            Self::Platform => "Platform",
            Self::Recovery { .. } => "Recovery([redacted])",
        })
    }
}

impl UnlockWith {
    /// Does something with an unlock of this kind.
    pub(crate) fn by<T, E: From<UnlockError>>(
        self,
        act: impl FnOnce(Unlock<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        match self {
            Self::Passcode { passcode } => act(Unlock::Passcode(&typed(passcode)?)),
            Self::Platform => act(Unlock::Platform),
            Self::Recovery { code } => act(Unlock::Recovery(recovery(code)?.secret())),
        }
    }
}

fn recovery(code: Vec<u8>) -> Result<RecoveryCode, UnlockError> {
    RecoveryCode::parse(&typed(code)?).map_err(|_| UnlockError::WrongRecoveryCode)
}

/// What a person typed, from its UTF-8.
pub(crate) fn typed(text: Vec<u8>) -> Result<SecretString, UnlockError> {
    let text = SecretBytes::new(text);
    let text = std::str::from_utf8(text.expose()).map_err(|_| UnlockError::Failed)?;
    Ok(SecretString::new(text.to_owned()))
}

fn locked(info: &HeaderInfo) -> VaultStatus {
    VaultStatus::Locked {
        passcode: info.passcode.is_some(),
        tries_left: info.passcode.map_or(0, |passcode| passcode.tries_left),
        wait: info.passcode.map_or(0, |passcode| passcode.wait),
    }
}
