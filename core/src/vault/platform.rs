//! What the platform keeps of a vault outside its file: the record of the last save (V-30) and the
//! count of wrong passcodes (V-22).

use subtle::ConstantTimeEq;

use super::bytes::{Reader, Writer};
use super::crypto::{self, Purpose};
use super::error::VaultError;
use crate::clock::UnixSeconds;
use crate::device::{DeviceStateStore, Staged, VaultId};
use crate::secret::SecretBytes;

/// Wrong passcodes in a row that disable the passcode.
pub(super) const MAX_TRIES: u8 = 10;

/// The record of the last save.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) generation: u64,
    header_len: u32,
    header_hash: [u8; 32],
    mac: [u8; 32],
}

impl Record {
    /// The record of a header.
    pub(super) fn of(
        vault: VaultId,
        vault_key: &SecretBytes,
        generation: u64,
        header: &[u8],
    ) -> Result<Self, VaultError> {
        let header_len = u32::try_from(header.len()).map_err(|_| VaultError::TooLarge)?;
        let header_hash = crypto::sha256(header);
        let mut record = Self { generation, header_len, header_hash, mac: [0; 32] };
        record.mac = record.expected_mac(vault, vault_key)?;
        Ok(record)
    }

    /// Reads the record; `None` when there is none, or none that can be read.
    pub(super) fn read(
        store: &dyn DeviceStateStore,
        vault: VaultId,
    ) -> Result<Option<Self>, VaultError> {
        Ok(store.read(&vault.key(RECORD))?.and_then(|bytes| Self::decode(&bytes)))
    }

    /// Writes it durably.
    pub(super) fn write(
        &self,
        store: &dyn DeviceStateStore,
        vault: VaultId,
    ) -> Result<(), VaultError> {
        Ok(store.write(&vault.key(RECORD), &self.encode()?)?)
    }

    /// Begins to write it: a loss of power may take it back, and the next open repairs that (V-31).
    pub(super) fn stage<'a>(
        &self,
        store: &'a dyn DeviceStateStore,
        vault: VaultId,
    ) -> Result<Staged<'a>, VaultError> {
        Ok(store.stage(&vault.key(RECORD), &self.encode()?))
    }

    /// How the header at the front of `file` compares, whatever its length field says.
    pub(super) fn matches(&self, file: &[u8]) -> HeaderMatch {
        let Ok(len) = usize::try_from(self.header_len) else { return HeaderMatch::Short };
        match file.get(..len) {
            None => HeaderMatch::Short,
            Some(header) if crypto::sha256(header) == self.header_hash => HeaderMatch::Same,
            Some(_) => HeaderMatch::Different,
        }
    }

    /// Whether the record was made by someone who had the vault open.
    pub(super) fn is_authentic(
        &self,
        vault: VaultId,
        vault_key: &SecretBytes,
    ) -> Result<bool, VaultError> {
        Ok(self.mac.ct_eq(&self.expected_mac(vault, vault_key)?).into())
    }

    fn expected_mac(
        &self,
        vault: VaultId,
        vault_key: &SecretBytes,
    ) -> Result<[u8; 32], VaultError> {
        let key = crypto::derive_key(&vault.0, vault_key, Purpose::PlatformRecord)?;
        let encoded = self.encode()?;
        let message = encoded.get(..MAC_AT).ok_or(VaultError::Crypto)?;
        Ok(crypto::mac(&key, message))
    }

    /// Its bytes, as the platform keeps them.
    pub(super) fn encode(&self) -> Result<Vec<u8>, VaultError> {
        let mut writer = Writer::default();
        writer.u8(RECORD_VERSION);
        writer.u64(self.generation);
        writer.u32(self.header_len);
        writer.raw(&self.header_hash);
        writer.raw(&self.mac);
        writer.finish().map(|bytes| bytes.to_vec()).ok_or(VaultError::Crypto)
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(bytes);
        if reader.u8().ok()? != RECORD_VERSION {
            return None;
        }
        let record = Self {
            generation: reader.u64().ok()?,
            header_len: reader.u32().ok()?,
            header_hash: reader.array().ok()?,
            mac: reader.array().ok()?,
        };
        reader.end().ok().map(|()| record)
    }
}

/// How a file's header compares with the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HeaderMatch {
    /// Byte for byte.
    Same,
    /// Changed.
    Different,
    /// The file ends inside the header.
    Short,
}

/// The count of wrong passcodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Tries {
    /// Failures in a row.
    pub(super) failed: u8,
    /// When the last one was.
    last: UnixSeconds,
}

impl Tries {
    /// Reads the count.
    pub(super) fn read(store: &dyn DeviceStateStore, vault: VaultId) -> Result<Self, VaultError> {
        Ok(Self::decode(store.read(&vault.key(TRIES))?.as_deref()))
    }

    /// A value that cannot be read counts as disabled: it fails closed.
    fn decode(stored: Option<&[u8]>) -> Self {
        let Some(bytes) = stored else { return Self::default() };
        let mut reader = Reader::new(bytes);
        match (reader.u8(), reader.u8(), reader.u64(), reader.end()) {
            (Ok(TRIES_VERSION), Ok(failed), Ok(last), Ok(())) => Self { failed, last },
            _ => Self { failed: MAX_TRIES, last: 0 },
        }
    }

    /// Counts a try before it runs (V-22). Two tries that begin at the same moment are two, whoever
    /// makes them: the count is written only over the one that was read.
    ///
    /// # Errors
    /// [`VaultError::PasscodeDisabled`], [`VaultError::TooSoon`], or what the store says: then
    /// nothing may be tried.
    pub(super) fn begin(
        store: &dyn DeviceStateStore,
        vault: VaultId,
        now: UnixSeconds,
    ) -> Result<CountedTry, VaultError> {
        let key = vault.key(TRIES);
        for _ in 0..MAX_RACES {
            let stored = store.read(&key)?;
            let before = Self::decode(stored.as_deref());
            if before.failed >= MAX_TRIES {
                return Err(VaultError::PasscodeDisabled);
            }
            let seconds = before.wait(now);
            let refused = (seconds > 0).then_some(VaultError::TooSoon { seconds });
            let after = match refused {
                None => Self { failed: before.failed.saturating_add(1), last: now },
                // The clock was set back: wait the whole delay from the time it shows now.
                Some(_) if now < before.last => Self { failed: before.failed, last: now },
                Some(error) => return Err(error),
            };
            if store.replace_if(&key, stored.as_deref(), &after.encode()?)? {
                return refused.map_or(Ok(CountedTry { before, after }), Err);
            }
        }
        // The store says each time that somebody else was faster.
        Err(VaultError::Io)
    }

    /// Writes the count durably.
    pub(super) fn write(
        self,
        store: &dyn DeviceStateStore,
        vault: VaultId,
    ) -> Result<(), VaultError> {
        Ok(store.write(&vault.key(TRIES), &self.encode()?)?)
    }

    fn encode(self) -> Result<Vec<u8>, VaultError> {
        let mut writer = Writer::default();
        writer.u8(TRIES_VERSION);
        writer.u8(self.failed);
        writer.u64(self.last);
        writer.finish().map(|bytes| bytes.to_vec()).ok_or(VaultError::Crypto)
    }

    /// Tries left.
    pub(super) fn left(self) -> u8 {
        MAX_TRIES.saturating_sub(self.failed)
    }

    /// Seconds to wait before the next try.
    pub(super) fn wait(self, now: UnixSeconds) -> u64 {
        let delay = DELAYS.get(usize::from(self.failed)).copied().unwrap_or_default();
        if now < self.last { delay } else { delay.saturating_sub(now.saturating_sub(self.last)) }
    }
}

/// A try that was counted and has not failed yet.
pub(super) struct CountedTry {
    before: Tries,
    after: Tries,
}

impl CountedTry {
    /// Tries left when it fails.
    pub(super) fn left(&self) -> u8 {
        self.after.left()
    }

    /// It turned out to be no guess: takes it back. Where another one was counted meanwhile, both stay
    /// counted.
    pub(super) fn take_back(
        &self,
        store: &dyn DeviceStateStore,
        vault: VaultId,
    ) -> Result<(), VaultError> {
        let (mine, before) = (self.after.encode()?, self.before.encode()?);
        store.replace_if(&vault.key(TRIES), Some(&mine), &before)?;
        Ok(())
    }
}

/// Tries that may begin between the reading of the count and its writing before that is given up.
const MAX_RACES: usize = 1000;
/// Seconds before the try after so many failures: tries 2 to 10 wait 0, 0, 0, 1, 5, 15, 30, 60, 120.
const DELAYS: [u64; 10] = [0, 0, 0, 0, 1, 5, 15, 30, 60, 120];
const RECORD: &str = "generation";
const TRIES: &str = "tries";
const RECORD_VERSION: u8 = 1;
const TRIES_VERSION: u8 = 1;
/// Version, generation, header length, header hash.
const MAC_AT: usize = 1 + 8 + 4 + 32;
