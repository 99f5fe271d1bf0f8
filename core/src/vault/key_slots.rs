//! Adding, changing, removing and listing key slots. Entries are not touched (V-10).
//!
//! Whether the person may do it is decided above: each of these needs a fresh unlock (V-70).

use super::dependencies::{NewPlatformSlot, VaultDependencies};
use super::error::VaultError;
use super::header::{Slot, SlotId, SlotKind};
use super::kdf::KdfParams;
use super::open_vault::{RollbackStatus, Vault};
use super::passcode::Passcode;
use super::platform::{MAX_TRIES, Tries};
use super::unlock::Loaded;
use crate::clock::UnixSeconds;
use crate::device::{SecureKey, VaultFile, VaultId};
use crate::secret::SecretBytes;

/// A way to unlock the vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlotInfo {
    /// Its identity.
    pub id: SlotId,
    /// Its kind.
    pub kind: SlotType,
}

/// The kinds of slot.
///
/// ```
/// use countersign_core::app::SlotType;
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
///
/// let ways = app.vault().ways()?;
/// assert!(ways.iter().any(|way| way.kind == SlotType::Passcode));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SlotType {
    /// A key of the platform.
    Platform {
        /// Its name.
        key_id: String,
        /// Whether it asks for the person.
        user_presence: bool,
    },
    /// The passcode.
    Passcode,
    /// The recovery code.
    Recovery,
}

/// What can be said of a vault without unlocking it.
///
/// ```
/// use countersign_core::app::{HeaderInfo, VaultState};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
///
/// app.vault().lock();
/// let VaultState::Locked(info) = app.vault().state()? else { return Err("it is open".into()) };
/// let HeaderInfo { generation, slots, passcode, .. } = info;
/// println!("save {generation}, {} ways to open it, {passcode:?}", slots.len());
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderInfo {
    /// The vault's identity.
    pub id: VaultId,
    /// Number of the save.
    pub generation: u64,
    /// How that compares with what this device saved last, as far as it can be said before an unlock,
    /// which alone finds a forged number of this device.
    pub rollback_status: RollbackStatus,
    /// The ways to unlock it.
    pub slots: Vec<SlotInfo>,
    /// The platform slots whose key is known to be lost; the other slots work (V-11).
    pub lost: Vec<SlotId>,
    /// State of the passcode, if there is one.
    pub passcode: Option<PasscodeInfo>,
}

/// State of the passcode slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasscodeInfo {
    /// Tries left; 0 means disabled.
    pub tries_left: u8,
    /// Seconds until the next try is accepted.
    pub wait: u64,
    /// The device's part of the passcode is not here, so that no passcode opens the vault.
    pub device_key_missing: bool,
}

/// Looks at a vault file without unlocking it; `None` when there is none.
///
/// # Errors
/// What [`Vault::open`] would say before it looks for a key.
pub fn probe(
    parts: &VaultDependencies,
    file: VaultFile,
    now: UnixSeconds,
) -> Result<Option<HeaderInfo>, VaultError> {
    let Some(loaded) = Loaded::read(parts, file)? else { return Ok(None) };
    let rollback_status = loaded.rollback_status(file);
    let header = loaded.header;
    let slots: Vec<SlotInfo> = header.slots.iter().map(describe).collect();
    let lost = lost_among(&slots, parts.keys.as_ref());
    let passcode = match header.passcode_slot().map(|slot| &slot.kind) {
        None | Some(SlotKind::Platform { .. } | SlotKind::Recovery { .. }) => None,
        Some(SlotKind::Passcode { key_id, .. }) => {
            let tries = Tries::read(parts.device_state.as_ref(), header.id)?;
            let wait = if tries.failed < MAX_TRIES { tries.wait(now) } else { 0 };
            let device_key_missing = parts.keys.lost(key_id).unwrap_or(false);
            Some(PasscodeInfo { tries_left: tries.left(), wait, device_key_missing })
        }
    };
    let (id, generation) = (header.id, header.generation);
    Ok(Some(HeaderInfo { id, generation, rollback_status, slots, lost, passcode }))
}

/// The platform slots whose key is known to be lost. A key store that does not answer has lost nothing: it
/// says what is wrong when the key is used.
pub(crate) fn lost_among(slots: &[SlotInfo], keys: &dyn SecureKey) -> Vec<SlotId> {
    let lost = |slot: &&SlotInfo| match &slot.kind {
        SlotType::Platform { key_id, .. } => keys.lost(key_id) == Ok(true),
        SlotType::Passcode | SlotType::Recovery => false,
    };
    slots.iter().filter(lost).map(|slot| slot.id).collect()
}

impl Vault {
    /// The ways to unlock it.
    #[must_use]
    pub fn slots(&self) -> Vec<SlotInfo> {
        self.header.slots.iter().map(describe).collect()
    }

    /// Sets the passcode, replacing the one there was, and gives it ten fresh tries.
    ///
    /// # Errors
    /// [`VaultError::PasscodeAlone`]; what saving says: the old passcode holds then.
    pub fn set_passcode(&mut self, passcode: &Passcode, kdf: KdfParams) -> Result<(), VaultError> {
        let slot = self.slot_maker()?.passcode(passcode, kdf)?;
        self.put_slot(slot).map(|_| ())
    }

    /// Adds a key of the platform.
    ///
    /// # Errors
    /// [`VaultError::TooManySlots`], or what the platform or saving says.
    pub fn add_platform(&mut self, new: &NewPlatformSlot) -> Result<SlotId, VaultError> {
        let slot = self.slot_maker()?.platform(new)?;
        self.put_slot(slot)
    }

    /// Sets the recovery secret (16 random bytes), replacing the one there was.
    ///
    /// # Errors
    /// What saving says.
    pub fn set_recovery(&mut self, secret: &SecretBytes) -> Result<(), VaultError> {
        let slot = self.slot_maker()?.recovery(secret)?;
        self.put_slot(slot).map(|_| ())
    }

    /// Removes a slot. Copies of the file made before can still be opened by it; the platform's key
    /// is left to be deleted by [`SecureKey::delete`].
    ///
    /// # Errors
    /// [`VaultError::NoSuchSlot`], [`VaultError::LastSlot`], [`VaultError::PasscodeAlone`], or what
    /// saving says.
    pub fn remove_slot(&mut self, id: SlotId) -> Result<(), VaultError> {
        self.writable()?;
        let slots = self.slots_without(|slot| slot.id == id);
        if slots.len() == self.header.slots.len() {
            return Err(VaultError::NoSuchSlot);
        }
        self.save_slots(slots)
    }

    pub(super) fn save_slots(&mut self, slots: Vec<Slot>) -> Result<(), VaultError> {
        if slots.is_empty() {
            return Err(VaultError::LastSlot);
        }
        // What was made with a passcode alone stays usable.
        let was_alone = only_passcode(&self.header.slots);
        if only_passcode(&slots) && !was_alone && !self.parts.passcode_alone {
            return Err(VaultError::PasscodeAlone);
        }
        self.save(Some(slots), None)
    }

    pub(super) fn slots_without(&self, unwanted: impl Fn(&Slot) -> bool) -> Vec<Slot> {
        self.header.slots.iter().filter(|slot| !unwanted(slot)).cloned().collect()
    }
}

fn only_passcode(slots: &[Slot]) -> bool {
    slots.iter().all(|slot| matches!(slot.kind, SlotKind::Passcode { .. }))
}

fn describe(slot: &Slot) -> SlotInfo {
    let kind = match &slot.kind {
        SlotKind::Platform { key_id, user_presence, .. } => {
            SlotType::Platform { key_id: key_id.clone(), user_presence: *user_presence }
        }
        SlotKind::Passcode { .. } => SlotType::Passcode,
        SlotKind::Recovery { .. } => SlotType::Recovery,
    };
    SlotInfo { id: slot.id, kind }
}
