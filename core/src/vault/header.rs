//! The clear part of the vault file. Its layout, byte by byte, is in the README beside this file.

use super::bytes::{Malformed, Reader, Writer};
use super::crypto::{KEY_LEN, NONCE_LEN, TAG_LEN};
use super::error::VaultError;
use super::kdf::KdfParams;
use crate::device::VaultId;

/// The first bytes of every vault.
pub(super) const MAGIC: [u8; 8] = *b"CSVAULT\x1a";
/// The format version written here, and the newest that is read.
pub(super) const VERSION: u16 = 3;
/// The oldest format version that is read. Versions 2 and 3 differ in the contents alone: their records
/// say which version they are.
const OLDEST: u16 = 1;
/// Largest header.
pub(super) const MAX_HEADER: usize = 32 * 1024;
/// Most key slots.
pub(super) const MAX_SLOTS: usize = 8;

/// Identity of a key slot inside its vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SlotId(pub(super) [u8; 8]);

/// A nonce and the vault key sealed under the slot's key.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Wrap {
    pub(super) nonce: [u8; NONCE_LEN],
    pub(super) sealed: [u8; SEALED_KEY_LEN],
}

/// What the slots differ in, without the wrap.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum SlotKind {
    /// A secret wrapped by a key of the platform.
    Platform {
        /// Whether that key asks for the person (biometrics).
        user_presence: bool,
        /// Name of the platform key.
        key_id: String,
        /// The slot's secret, as [`SecureKey::wrap`](super::SecureKey::wrap) returned it.
        wrapped: Vec<u8>,
    },
    /// A passcode together with a device secret.
    Passcode {
        /// Cost as read; checked against the limits only when used.
        memory_kib: u32,
        passes: u32,
        lanes: u8,
        salt: [u8; 16],
        /// Name of the platform key around the device secret.
        key_id: String,
        /// The device secret, wrapped.
        wrapped: Vec<u8>,
    },
    /// A recovery secret.
    Recovery { salt: [u8; 16] },
}

/// A key slot.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Slot {
    pub(super) id: SlotId,
    pub(super) kind: SlotKind,
    pub(super) wrap: Wrap,
}

impl Slot {
    /// What the slot's wrap is bound to: the vault's id and everything of the slot but the wrap
    /// itself (V-03).
    pub(super) fn aad(vault: VaultId, id: SlotId, kind: &SlotKind) -> Result<Vec<u8>, VaultError> {
        let mut writer = Writer::default();
        writer.raw(b"countersign vault v1 slot");
        writer.raw(&vault.0);
        write_slot_front(&mut writer, id, kind);
        writer.finish().map(|bytes| bytes.to_vec()).ok_or(VaultError::TooLarge)
    }
}

impl SlotKind {
    /// The cost of a passcode slot, if it is inside the limits (V-14).
    pub(super) fn kdf(memory_kib: u32, passes: u32, lanes: u8) -> Result<KdfParams, VaultError> {
        KdfParams::new(memory_kib, passes, u32::from(lanes))
    }
}

/// The header of one save.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) id: VaultId,
    pub(super) generation: u64,
    /// Random for each save; the data key depends on it (V-04).
    pub(super) salt: [u8; 32],
    pub(super) slots: Vec<Slot>,
}

impl Header {
    /// The bytes, in the one way there is to write them.
    pub(super) fn encode(&self) -> Result<Vec<u8>, VaultError> {
        let mut slots = Writer::default();
        slots.u8(u8::try_from(self.slots.len()).map_err(|_| VaultError::TooManySlots)?);
        for slot in &self.slots {
            write_slot_front(&mut slots, slot.id, &slot.kind);
            slots.raw(&slot.wrap.nonce);
            slots.raw(&slot.wrap.sealed);
        }
        let slots = slots.finish().ok_or(VaultError::TooLarge)?;
        let len = slots.len().saturating_add(FIXED_LEN);
        if len > MAX_HEADER || self.slots.len() > MAX_SLOTS {
            return Err(VaultError::TooManySlots);
        }
        let mut writer = Writer::default();
        writer.raw(&MAGIC);
        writer.u16(VERSION);
        writer.u32(u32::try_from(len).map_err(|_| VaultError::TooManySlots)?);
        writer.raw(&self.id.0);
        writer.u64(self.generation);
        writer.raw(&self.salt);
        writer.raw(&slots);
        writer.finish().map(|bytes| bytes.to_vec()).ok_or(VaultError::TooLarge)
    }

    /// Reads the header at the front of `file`; returns it and its length.
    ///
    /// # Errors
    /// [`VaultError::NewerVersion`] and [`VaultError::Damaged`]; never by a field's meaning (cost,
    /// generation), so that a changed header is found by its hash first.
    pub(super) fn parse(file: &[u8]) -> Result<(Self, usize), VaultError> {
        let front = Front::parse(file).ok_or(VaultError::Damaged)?;
        if front.magic != MAGIC {
            return Err(VaultError::Damaged);
        }
        if front.version > VERSION {
            return Err(VaultError::NewerVersion { found: front.version, supported: VERSION });
        }
        // Version 0 was never released, so there is nothing to migrate from.
        if front.version < OLDEST || front.header_len > MAX_HEADER {
            return Err(VaultError::Damaged);
        }
        let bytes = file.get(FRONT_LEN..front.header_len).ok_or(VaultError::Damaged)?;
        let mut reader = Reader::new(bytes);
        let header = (|| {
            let salt = reader.array()?;
            let slots = read_slots(&mut reader)?;
            reader.end()?;
            Ok(Self { id: front.id, generation: front.generation, salt, slots })
        })()
        .map_err(|_: Malformed| VaultError::Damaged)?;
        Ok((header, front.header_len))
    }

    /// The passcode slot, if there is one.
    pub(super) fn passcode_slot(&self) -> Option<&Slot> {
        self.slots.iter().find(|slot| matches!(slot.kind, SlotKind::Passcode { .. }))
    }
}

/// The fields at the same place in every version of the format, for ever.
pub(super) struct Front {
    pub(super) magic: [u8; 8],
    pub(super) version: u16,
    pub(super) header_len: usize,
    pub(super) id: VaultId,
    pub(super) generation: u64,
}

impl Front {
    /// Reads them without judging; `None` when the file is too short.
    pub(super) fn parse(file: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(file);
        Some(Self {
            magic: reader.array().ok()?,
            version: reader.u16().ok()?,
            header_len: usize::try_from(reader.u32().ok()?).ok()?,
            id: VaultId(reader.array().ok()?),
            generation: reader.u64().ok()?,
        })
    }
}

fn write_slot_front(writer: &mut Writer, id: SlotId, kind: &SlotKind) {
    match kind {
        SlotKind::Platform { user_presence, key_id, wrapped } => {
            writer.u8(TYPE_PLATFORM);
            writer.raw(&id.0);
            writer.flag(*user_presence);
            writer.short(key_id.as_bytes());
            writer.short(wrapped);
        }
        SlotKind::Passcode { memory_kib, passes, lanes, salt, key_id, wrapped } => {
            writer.u8(TYPE_PASSCODE);
            writer.raw(&id.0);
            writer.u32(*memory_kib);
            writer.u32(*passes);
            writer.u8(*lanes);
            writer.raw(salt);
            writer.short(key_id.as_bytes());
            writer.short(wrapped);
        }
        SlotKind::Recovery { salt } => {
            writer.u8(TYPE_RECOVERY);
            writer.raw(&id.0);
            writer.raw(salt);
        }
    }
}

fn read_slots(reader: &mut Reader<'_>) -> Result<Vec<Slot>, Malformed> {
    let count = usize::from(reader.u8()?);
    if count == 0 || count > MAX_SLOTS {
        return Err(Malformed::Broken);
    }
    let mut slots: Vec<Slot> = Vec::with_capacity(count);
    for _ in 0..count {
        let slot = read_slot(reader)?;
        let clashes = slots.iter().any(|other| {
            other.id == slot.id
                || matches!(
                    (&other.kind, &slot.kind),
                    (SlotKind::Passcode { .. }, SlotKind::Passcode { .. })
                        | (SlotKind::Recovery { .. }, SlotKind::Recovery { .. })
                )
        });
        if clashes {
            return Err(Malformed::Broken);
        }
        slots.push(slot);
    }
    Ok(slots)
}

fn read_slot(reader: &mut Reader<'_>) -> Result<Slot, Malformed> {
    let kind = reader.u8()?;
    let id = SlotId(reader.array()?);
    let kind = match kind {
        TYPE_PLATFORM => SlotKind::Platform {
            user_presence: reader.flag()?,
            key_id: key_id(reader)?,
            wrapped: reader.short(MAX_WRAPPED)?.to_vec(),
        },
        TYPE_PASSCODE => SlotKind::Passcode {
            memory_kib: reader.u32()?,
            passes: reader.u32()?,
            lanes: reader.u8()?,
            salt: reader.array()?,
            key_id: key_id(reader)?,
            wrapped: reader.short(MAX_WRAPPED)?.to_vec(),
        },
        TYPE_RECOVERY => SlotKind::Recovery { salt: reader.array()? },
        _ => return Err(Malformed::Broken),
    };
    let wrap = Wrap { nonce: reader.array()?, sealed: reader.array()? };
    Ok(Slot { id, kind, wrap })
}

fn key_id(reader: &mut Reader<'_>) -> Result<String, Malformed> {
    let raw = reader.short(MAX_KEY_ID)?;
    std::str::from_utf8(raw).map(str::to_owned).map_err(|_| Malformed::Broken)
}

/// Longest name of a platform key, in bytes.
pub(super) const MAX_KEY_ID: usize = 128;
/// Longest secret wrapped by the platform, in bytes.
pub(super) const MAX_WRAPPED: usize = 2048;
const SEALED_KEY_LEN: usize = KEY_LEN + TAG_LEN;
/// Magic, version, header length, vault id, generation.
const FRONT_LEN: usize = 8 + 2 + 4 + 16 + 8;
/// The front and the salt.
const FIXED_LEN: usize = FRONT_LEN + 32;
const TYPE_PLATFORM: u8 = 1;
const TYPE_PASSCODE: u8 = 2;
const TYPE_RECOVERY: u8 = 3;

#[cfg(test)]
mod tests {
    use super::*;

    fn header() -> Header {
        let wrap = Wrap { nonce: [7; NONCE_LEN], sealed: [8; SEALED_KEY_LEN] };
        let kinds = [
            SlotKind::Platform { user_presence: true, key_id: "k".into(), wrapped: vec![1; 60] },
            SlotKind::Passcode {
                memory_kib: 65_536,
                passes: 3,
                lanes: 1,
                salt: [3; 16],
                key_id: "device".into(),
                wrapped: vec![2; 60],
            },
            SlotKind::Recovery { salt: [4; 16] },
        ];
        let slots = (1..).zip(kinds).map(|(id, kind)| Slot {
            id: SlotId([id; 8]),
            kind,
            wrap: wrap.clone(),
        });
        Header { id: VaultId([5; 16]), generation: 9, salt: [6; 32], slots: slots.collect() }
    }

    #[test]
    fn a_header_is_read_back_v10() {
        let header = header();
        let bytes = header.encode().unwrap();
        let (read, len) = Header::parse(&bytes).unwrap();
        assert!(read == header);
        assert_eq!(len, bytes.len());
        for len in 0..bytes.len() {
            assert_eq!(Header::parse(&bytes[..len]).err(), Some(VaultError::Damaged), "{len}");
        }
    }

    #[test]
    fn two_passcodes_two_recovery_slots_equal_ids_and_no_slots_are_refused_v10() {
        let parse = |change: fn(&mut Header)| {
            let mut header = header();
            change(&mut header);
            Header::parse(&header.encode().unwrap()).err()
        };
        let doubled = |index: usize| {
            let mut header = header();
            let mut slot = header.slots[index].clone();
            slot.id = SlotId([99; 8]);
            header.slots.push(slot);
            Header::parse(&header.encode().unwrap()).err()
        };
        assert_eq!(doubled(0), None);
        assert_eq!(doubled(1), Some(VaultError::Damaged));
        assert_eq!(doubled(2), Some(VaultError::Damaged));
        assert_eq!(parse(|header| header.slots[1].id = SlotId([1; 8])), Some(VaultError::Damaged));
        assert_eq!(parse(|header| header.slots.clear()), Some(VaultError::Damaged));
    }

    #[test]
    fn everything_of_a_slot_is_bound_to_its_wrap_v03() {
        let header = header();
        let slot = &header.slots[1];
        let aad = Slot::aad(header.id, slot.id, &slot.kind).unwrap();
        let mut kinds = Vec::new();
        for change in 0..6 {
            let SlotKind::Passcode {
                mut memory_kib,
                mut passes,
                mut lanes,
                mut salt,
                mut key_id,
                mut wrapped,
            } = slot.kind.clone()
            else {
                unreachable!()
            };
            match change {
                0 => memory_kib += 1,
                1 => passes += 1,
                2 => lanes += 1,
                3 => salt[0] ^= 1,
                4 => key_id.push('x'),
                _ => wrapped[0] ^= 1,
            }
            kinds.push(SlotKind::Passcode { memory_kib, passes, lanes, salt, key_id, wrapped });
        }
        for kind in &kinds {
            assert_ne!(Slot::aad(header.id, slot.id, kind).unwrap(), aad);
        }
        assert_ne!(Slot::aad(VaultId([0; 16]), slot.id, &slot.kind).unwrap(), aad);
        assert_ne!(Slot::aad(header.id, SlotId([0; 8]), &slot.kind).unwrap(), aad);
    }
}
