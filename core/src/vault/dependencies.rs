//! What a vault is given, and the key slots that a new one starts with.

use std::fmt;
use std::sync::Arc;

use super::error::VaultError;
use super::header::Slot;
use super::kdf::KdfParams;
use super::passcode::Passcode;
use super::slots::Wrapping;
use crate::device::{DeviceStateStore, SecureKey, VaultId, VaultStore};
use crate::random::Random;
use crate::secret::SecretBytes;

/// The outside world of a vault.
///
/// ```
/// use std::path::Path;
/// use std::sync::Arc;
///
/// use countersign_core::app::{SystemRandom, VaultDependencies};
/// use countersign_core::vault::StateFolder;
/// # fn vault(folder: &Path) -> VaultDependencies {
///
/// // On a computer. A phone hands in its own store, keys and values.
/// let state = StateFolder::Exactly(folder.join("state"));
/// let random = Arc::new(SystemRandom::new());
/// VaultDependencies::in_folder(&folder.join("vault"), state, random)
/// # }
/// # assert!(vault(Path::new("somewhere")).passcode_alone);
/// ```
#[derive(Clone)]
pub struct VaultDependencies {
    /// Where the file lives.
    pub store: Arc<dyn VaultStore>,
    /// The platform's keys.
    pub keys: Arc<dyn SecureKey>,
    /// What the platform keeps outside the file.
    pub device_state: Arc<dyn DeviceStateStore>,
    /// Random bytes.
    pub random: Arc<dyn Random>,
    /// Whether a passcode may be the only slot: true on a plain computer. On a phone only where
    /// [`NewSlots::no_person_key`] says so (V-10).
    pub passcode_alone: bool,
}

impl fmt::Debug for VaultDependencies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VaultDependencies")
            .field("passcode_alone", &self.passcode_alone)
            .finish_non_exhaustive()
    }
}

/// The key slots that a new vault starts with.
#[derive(Debug, Default)]
pub struct NewSlots {
    /// A passcode.
    pub passcode: Option<Passcode>,
    /// Cost of the passcode's derivation.
    pub kdf: KdfParams,
    /// A key of the platform.
    pub platform: Option<NewPlatformSlot>,
    /// A recovery secret of 16 random bytes.
    pub recovery: Option<SecretBytes>,
    /// A recovery code was offered and declined (V-15).
    pub recovery_declined: bool,
    /// The device has no key that asks for its person: then the passcode may be the only slot on a phone
    /// too (V-10), as there is no other.
    pub no_person_key: bool,
}

/// A key of the platform that shall open the vault.
///
/// ```
/// use countersign_core::app::{NewPlatformSlot, Unlock};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
///
/// let key = NewPlatformSlot { key_id: "a second key".to_owned(), user_presence: true };
/// app.vault().add_platform_key(Unlock::Platform, &key)?;
/// assert_eq!(app.vault().ways()?.len(), 3);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPlatformSlot {
    /// Its name, as [`SecureKey`] knows it; at most 128 bytes.
    pub key_id: String,
    /// Whether it asks for the person.
    pub user_presence: bool,
}

impl NewSlots {
    /// The slots, wrapping `vault_key`.
    pub(super) fn wrap(
        &self,
        parts: &VaultDependencies,
        vault: VaultId,
        vault_key: &SecretBytes,
    ) -> Result<Vec<Slot>, VaultError> {
        if self.passcode.is_some()
            && self.platform.is_none()
            && self.recovery.is_none()
            && !(parts.passcode_alone || self.no_person_key)
        {
            return Err(VaultError::PasscodeAlone);
        }
        let (keys, random) = (parts.keys.as_ref(), parts.random.as_ref());
        let wrapping = Wrapping { vault, vault_key, keys, random };
        let mut slots = Vec::new();
        if let Some(platform) = &self.platform {
            slots.push(wrapping.platform(&platform.key_id, platform.user_presence)?);
        }
        if let Some(passcode) = &self.passcode {
            slots.push(wrapping.passcode(passcode, self.kdf, &vault.key(DEVICE_KEY))?);
        }
        if let Some(recovery) = &self.recovery {
            slots.push(wrapping.recovery(recovery)?);
        }
        if slots.is_empty() { Err(VaultError::NoSuchSlot) } else { Ok(slots) }
    }
}

/// Name of the platform key around the passcode slot's device secret; it asks for nobody.
pub(super) const DEVICE_KEY: &str = "device";
