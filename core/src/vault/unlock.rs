//! From a file to an open vault: what is checked, in which order (V-23, V-31).

use super::dependencies::VaultDependencies;
use super::error::VaultError;
use super::header::{Front, Header, Slot, SlotKind};
use super::kdf::KdfParams;
use super::open_vault::{RollbackStatus, Vault};
use super::passcode::Passcode;
use super::platform::{HeaderMatch, Record, Tries};
use super::seal::{self, MAX_FILE};
use super::slots;
use crate::clock::UnixSeconds;
use crate::device::{SecureKeyError, StoreError, VaultFile};
use crate::secret::{SecretBytes, SecretString, Wiped};

/// How the person unlocks.
///
/// ```
/// use countersign_core::app::{SecretString, Unlock};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
///
/// let passcode = SecretString::new("an example of a passcode".to_owned());
/// app.vault().lock();
/// app.vault().unlock(Unlock::Passcode(&passcode))?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy)]
pub enum Unlock<'a> {
    /// By the passcode.
    Passcode(&'a SecretString),
    /// By a key of the platform; the platform asks for the person where the key demands it.
    Platform,
    /// By the recovery secret.
    Recovery(&'a SecretBytes),
}

/// A file whose structure is whole and whose header is not known to be changed.
pub(super) struct Loaded {
    file: Wiped,
    pub(super) header: Header,
    header_len: usize,
    record: Option<Record>,
    /// The platform vouches for every byte of the header.
    verified: bool,
}

impl Loaded {
    /// Reads a file and judges what can be judged without a key. `None` when there is no vault.
    pub(super) fn read(
        parts: &VaultDependencies,
        which: VaultFile,
    ) -> Result<Option<Self>, VaultError> {
        let Some(file) = read_limited(parts, which)? else {
            let other = match which {
                VaultFile::Current => VaultFile::Previous,
                VaultFile::Previous => return Ok(None),
            };
            // The current file is gone and the one before it is there: not a fresh start.
            return match read_limited(parts, other)? {
                Some(_) => Err(VaultError::Damaged),
                None => Ok(None),
            };
        };
        let front = Front::parse(&file).ok_or(VaultError::Damaged)?;
        let record = Record::read(parts.device_state.as_ref(), front.id)?;
        let header_match = record
            .filter(|record| record.generation == front.generation)
            .map(|record| record.matches(&file));
        if header_match == Some(HeaderMatch::Different) {
            return Err(VaultError::HeaderTampered);
        }
        let (header, header_len) = Header::parse(&file)?;
        if header_match == Some(HeaderMatch::Short) {
            return Err(VaultError::HeaderTampered);
        }
        seal::check_sealed_len(file.len().saturating_sub(header_len))?;
        let verified = header_match == Some(HeaderMatch::Same);
        Ok(Some(Self { file, header, header_len, record, verified }))
    }

    /// How the file compares with the platform's value, whose authenticator needs the vault key.
    pub(super) fn rollback_status(&self, which: VaultFile) -> RollbackStatus {
        let known = self.record.map(|record| record.generation);
        rollback_status(which, self.header.generation, known)
    }

    /// Unlocks and opens.
    pub(super) fn open(
        mut self,
        parts: VaultDependencies,
        which: VaultFile,
        how: Unlock<'_>,
        now: UnixSeconds,
    ) -> Result<Vault, VaultError> {
        let any = PlatformSlots::Any;
        let Released { vault_key, person, unmapped } =
            unlock(&parts, &self.header, self.verified, how, any, now)?;
        let contents = seal::open_file(&self.header, self.header_len, &vault_key, &mut self.file)?;
        let contents = contents.ok_or(match self.verified {
            true => VaultError::Damaged,
            false => VaultError::HeaderTampered,
        })?;
        let head = self.file.get(..self.header_len).ok_or(VaultError::Damaged)?;
        let current = Record::of(self.header.id, &vault_key, self.header.generation, head)?;
        let known = match self.record {
            Some(record) if record.is_authentic(self.header.id, &vault_key)? => Some(record),
            // The device went down while the vault key was changed: the seal vouches for the record.
            Some(record) if contents.settings.former_record == Some(record.encode()?) => {
                Some(record)
            }
            Some(_) | None => None,
        };
        let known = known.map(|record| record.generation);
        let rollback_status = rollback_status(which, self.header.generation, known);
        let mut vault =
            Vault::opened(parts, self.header, vault_key, contents, rollback_status, current);
        if let (false, Some((passcode, kdf))) = (vault.is_read_only(), unmapped) {
            // Should it fail, the next unlock tries again; this one is good either way.
            let _ = vault.set_passcode(&passcode, kdf);
        }
        vault.person = person;
        Ok(vault)
    }
}

/// The table of V-31. The previous file is never current: where it is as new as the platform's value,
/// there was a newer file all the same.
fn rollback_status(which: VaultFile, file: u64, platform: Option<u64>) -> RollbackStatus {
    match platform {
        None => RollbackStatus::NewPhone,
        Some(platform) if which == VaultFile::Previous && file >= platform => {
            RollbackStatus::RolledBack { file, expected: file }
        }
        Some(platform) if file == platform => RollbackStatus::Current,
        Some(platform) if file < platform => {
            RollbackStatus::RolledBack { file, expected: platform }
        }
        Some(platform) if file == platform.saturating_add(1) => RollbackStatus::Repaired,
        Some(platform) => RollbackStatus::PlatformRestored { file, expected: platform },
    }
}

/// What an unlock released.
pub(super) struct Released {
    pub(super) vault_key: SecretBytes,
    /// Somebody proved to be there: by a typed secret, or to a platform key that asks for the person.
    pub(super) person: bool,
    /// The passcode slot was made before passcodes were mapped: what to make it anew from.
    pub(super) unmapped: Option<(Passcode, KdfParams)>,
}

/// Which platform slots may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PlatformSlots {
    /// Any: to open the vault.
    Any,
    /// Those that ask for the person: for a fresh unlock.
    AskingThePerson,
}

/// The vault key, by one of the slots.
pub(super) fn unlock(
    parts: &VaultDependencies,
    header: &Header,
    verified: bool,
    how: Unlock<'_>,
    allowed: PlatformSlots,
    now: UnixSeconds,
) -> Result<Released, VaultError> {
    match how {
        Unlock::Passcode(typed) => by_passcode(parts, header, verified, typed, now),
        Unlock::Platform => by_platform(parts, header, allowed),
        Unlock::Recovery(secret) => {
            let slot = header
                .slots
                .iter()
                .find(|slot| matches!(slot.kind, SlotKind::Recovery { .. }))
                .ok_or(VaultError::NoSuchSlot)?;
            let opened = slots::open_recovery(header.id, slot, secret)?;
            let vault_key = opened.ok_or(VaultError::WrongRecoveryCode)?;
            Ok(Released { vault_key, person: true, unmapped: None })
        }
    }
}

fn by_passcode(
    parts: &VaultDependencies,
    header: &Header,
    verified: bool,
    typed: &SecretString,
    now: UnixSeconds,
) -> Result<Released, VaultError> {
    let slot = header.passcode_slot().ok_or(VaultError::NoSuchSlot)?;
    let SlotKind::Passcode { memory_kib, passes, lanes, key_id, .. } = &slot.kind else {
        return Err(VaultError::NoSuchSlot);
    };
    let kdf = SlotKind::kdf(*memory_kib, *passes, *lanes)?;
    if parts.keys.lost(key_id).unwrap_or(false) {
        return Err(VaultError::DeviceKeyMissing { vault: header.id });
    }
    let store = parts.device_state.as_ref();
    let counted = Tries::begin(store, header.id, now)?;
    match attempt(parts, header, slot, verified, typed) {
        Ok(Some((vault_key, form))) => {
            Tries::default().write(store, header.id)?;
            let unmapped = match form {
                Form::Mapped => None,
                Form::AsTyped => Some((Passcode::proven(typed), kdf)),
            };
            Ok(Released { vault_key, person: true, unmapped })
        }
        Ok(None) => Err(VaultError::WrongPasscode { tries_left: counted.left() }),
        Err(error) => {
            // It was no guess, so it is not counted. If this write fails too, it stays counted.
            let _ = counted.take_back(store, header.id);
            Err(error)
        }
    }
}

/// The form of the passcode that opened its slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// As every slot is made now.
    Mapped,
    /// As it was typed: the slot is older than the mapping.
    AsTyped,
}

/// One try: the mapped form, and where that differs from what was typed, what was typed. The two are
/// one passcode to whoever types it, so that counting them as one gives no second guess.
fn attempt(
    parts: &VaultDependencies,
    header: &Header,
    slot: &Slot,
    verified: bool,
    typed: &SecretString,
) -> Result<Option<(SecretBytes, Form)>, VaultError> {
    let device_secret = match slots::device_secret(slot, parts.keys.as_ref()) {
        Ok(secret) => Some(secret),
        Err(error) if !verified && slots::may_be_damage(error) => None,
        Err(VaultError::SecureKey(SecureKeyError::Lost)) => {
            return Err(VaultError::DeviceKeyMissing { vault: header.id });
        }
        Err(error) => return Err(error),
    };
    let open = |text| slots::open_passcode(header.id, slot, text, device_secret.as_ref());
    let mapped = typed.opaque_string();
    if let Some(vault_key) = open(&mapped)? {
        return Ok(Some((vault_key, Form::Mapped)));
    }
    if mapped.ct_eq(typed.expose()) {
        return Ok(None);
    }
    Ok(open(typed)?.map(|vault_key| (vault_key, Form::AsTyped)))
}

/// Tries the platform slots in order; a lost one does not stand in the way of the next (V-11).
fn by_platform(
    parts: &VaultDependencies,
    header: &Header,
    allowed: PlatformSlots,
) -> Result<Released, VaultError> {
    let mut outcome = Err(VaultError::NoSuchSlot);
    for slot in &header.slots {
        let SlotKind::Platform { user_presence: person, .. } = slot.kind else { continue };
        if !person && allowed == PlatformSlots::AskingThePerson {
            continue;
        }
        outcome = slots::open_platform(header.id, slot, parts.keys.as_ref())
            .map(|vault_key| Released { vault_key, person, unmapped: None });
        match outcome {
            Err(VaultError::SecureKey(SecureKeyError::Lost)) => {}
            Ok(_) | Err(_) => break,
        }
    }
    outcome
}

fn read_limited(parts: &VaultDependencies, which: VaultFile) -> Result<Option<Wiped>, VaultError> {
    match parts.store.read(which, MAX_FILE) {
        Ok(file) => Ok(file.map(Wiped::new)),
        // No vault is that large: something else stands in its place.
        Err(StoreError::TooLarge { .. }) => Err(VaultError::Damaged),
        Err(error) => Err(error.into()),
    }
}
