//! From a file to an open vault: what is checked, in which order (V-23, V-31).

use zeroize::Zeroizing;

use super::error::VaultError;
use super::handle::{Standing, Vault};
use super::header::{Front, Header, Slot, SlotKind};
use super::outside::{SecureKeyError, StoreError, VaultFile};
use super::parts::Parts;
use super::platform::{HeaderMatch, Record, Tries};
use super::seal::{self, MAX_FILE};
use super::slots;
use crate::clock::UnixSeconds;
use crate::secret::{SecretBytes, SecretString};

/// How the person unlocks.
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
    file: Zeroizing<Vec<u8>>,
    pub(super) header: Header,
    header_len: usize,
    record: Option<Record>,
    /// The platform vouches for every byte of the header.
    verified: bool,
}

impl Loaded {
    /// Reads a file and judges what can be judged without a key. `None` when there is no vault.
    pub(super) fn read(parts: &Parts, which: VaultFile) -> Result<Option<Self>, VaultError> {
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
        let record = Record::read(parts.generations.as_ref(), front.id)?;
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

    /// Unlocks and opens.
    pub(super) fn open(
        mut self,
        parts: Parts,
        which: VaultFile,
        how: Unlock<'_>,
        now: UnixSeconds,
    ) -> Result<Vault, VaultError> {
        let vault_key = unlock(&parts, &self.header, self.verified, how, now)?;
        let contents = seal::open_file(&self.header, self.header_len, &vault_key, &mut self.file)?;
        let contents = contents.ok_or(match self.verified {
            true => VaultError::Damaged,
            false => VaultError::HeaderTampered,
        })?;
        let head = self.file.get(..self.header_len).ok_or(VaultError::Damaged)?;
        let current = Record::of(self.header.id, &vault_key, self.header.generation, head)?;
        let known = match self.record {
            Some(record) if record.is_authentic(self.header.id, &vault_key)? => Some(record),
            Some(_) | None => None,
        };
        let standing = standing(self.header.generation, known.map(|record| record.generation));
        Ok(Vault::opened(parts, which, self.header, vault_key, contents, standing, current))
    }
}

/// The table of V-31.
fn standing(file: u64, platform: Option<u64>) -> Standing {
    match platform {
        None => Standing::NewPhone,
        Some(platform) if file == platform => Standing::Current,
        Some(platform) if file < platform => Standing::RolledBack { file, expected: platform },
        Some(platform) if file == platform.saturating_add(1) => Standing::Repaired,
        Some(platform) => Standing::PlatformRestored { file, expected: platform },
    }
}

/// The vault key, by one of the slots.
pub(super) fn unlock(
    parts: &Parts,
    header: &Header,
    verified: bool,
    how: Unlock<'_>,
    now: UnixSeconds,
) -> Result<SecretBytes, VaultError> {
    match how {
        Unlock::Passcode(passcode) => by_passcode(parts, header, verified, passcode, now),
        Unlock::Platform => by_platform(parts, header),
        Unlock::Recovery(secret) => {
            let slot = header
                .slots
                .iter()
                .find(|slot| matches!(slot.kind, SlotKind::Recovery { .. }))
                .ok_or(VaultError::NoSuchSlot)?;
            slots::open_recovery(header.id, slot, secret)?.ok_or(VaultError::WrongRecoveryCode)
        }
    }
}

fn by_passcode(
    parts: &Parts,
    header: &Header,
    verified: bool,
    passcode: &SecretString,
    now: UnixSeconds,
) -> Result<SecretBytes, VaultError> {
    let slot = header.passcode_slot().ok_or(VaultError::NoSuchSlot)?;
    if let SlotKind::Passcode { memory_kib, passes, lanes, .. } = &slot.kind {
        SlotKind::kdf(*memory_kib, *passes, *lanes)?;
    }
    let store = parts.generations.as_ref();
    let before = Tries::begin(store, header.id, now)?;
    match attempt(parts, header, slot, verified, passcode) {
        Ok(Some(vault_key)) => {
            Tries::default().write(store, header.id)?;
            Ok(vault_key)
        }
        Ok(None) => Err(VaultError::WrongPasscode { tries_left: before.left().saturating_sub(1) }),
        Err(error) => {
            // It was no guess, so it is not counted. If this write fails too, it stays counted.
            let _ = before.write(store, header.id);
            Err(error)
        }
    }
}

fn attempt(
    parts: &Parts,
    header: &Header,
    slot: &Slot,
    verified: bool,
    passcode: &SecretString,
) -> Result<Option<SecretBytes>, VaultError> {
    let device_secret = match slots::device_secret(slot, parts.keys.as_ref()) {
        Ok(secret) => Some(secret),
        Err(error) if !verified && slots::may_be_damage(error) => None,
        Err(error) => return Err(error),
    };
    slots::open_passcode(header.id, slot, passcode, device_secret.as_ref())
}

/// Tries the platform slots in order; a lost one does not stand in the way of the next (V-11).
fn by_platform(parts: &Parts, header: &Header) -> Result<SecretBytes, VaultError> {
    let mut outcome = Err(VaultError::NoSuchSlot);
    for slot in &header.slots {
        if !matches!(slot.kind, SlotKind::Platform { .. }) {
            continue;
        }
        outcome = slots::open_platform(header.id, slot, parts.keys.as_ref());
        match outcome {
            Err(VaultError::SecureKey(SecureKeyError::Lost)) => {}
            Ok(_) | Err(_) => break,
        }
    }
    outcome
}

fn read_limited(parts: &Parts, which: VaultFile) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
    match parts.store.read(which, MAX_FILE) {
        Ok(file) => Ok(file.map(Zeroizing::new)),
        // No vault is that large: something else stands in its place.
        Err(StoreError::TooLarge { .. }) => Err(VaultError::Damaged),
        Err(error) => Err(error.into()),
    }
}
