//! Zip archives as far as exports need them: stored or deflated members, in clear or with WinZip's AES-256.
//! Members are found by the archive's list; their names are never paths here.

use zeroize::Zeroizing;

use super::cipher;
use super::error::{Container, ImportError};
use super::inflate::inflate;
use super::kdf::{self, Cost, KEY, Opener};
use crate::secret::SecretBytes;

/// Bounds (FORMATS.md section 5).
const MOST_MEMBERS: usize = 1_000;
const MOST_UNPACKED: usize = 64 * 1024 * 1024;
const MOST_RATIO: usize = 100;
/// Bytes of the records, without what varies.
const END: usize = 22;
const LISTED: usize = 46;
const LOCAL: usize = 30;
/// The method and the field that say WinZip's encryption.
const AES: usize = 99;
const AES_FIELD: usize = 0x9901;
const SALT: usize = 16;
const MAC: usize = 10;

/// How a member is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lock {
    None,
    Aes256,
    /// In a way that is not read.
    Other,
}

/// A file of an archive.
pub(super) struct Member<'a> {
    name: &'a [u8],
    lock: Lock,
    method: usize,
    check: u32,
    size: usize,
    data: &'a [u8],
}

/// An archive.
pub(super) struct Archive<'a>(Vec<Member<'a>>);

impl<'a> Archive<'a> {
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, ImportError> {
        let at = end(bytes).ok_or(ImportError::DAMAGED)?;
        let field = |behind| u16_at(bytes, at + behind).ok_or(ImportError::DAMAGED);
        let count = field(10)?;
        if field(8)? != count || field(4)? != 0 {
            // In several volumes, or of more than 65,535 members.
            return Err(ImportError::UnsupportedContainer { container: Container::Zip });
        }
        if count > MOST_MEMBERS {
            return Err(ImportError::TooLarge);
        }
        let mut list = u32_at(bytes, at + 16).ok_or(ImportError::DAMAGED)?;
        let mut members = Vec::with_capacity(count);
        for _ in 0..count {
            let (member, next) = member(bytes, list).ok_or(ImportError::DAMAGED)?;
            members.push(member);
            list = next;
        }
        Ok(Self(members))
    }

    /// The member of that name.
    pub(super) fn member(&self, name: &[u8]) -> Option<&Member<'a>> {
        self.0.iter().find(|member| member.name == name)
    }

    /// The members that a password opens.
    pub(super) fn locked(&self) -> impl Iterator<Item = &Member<'a>> {
        self.0.iter().filter(|member| member.lock == Lock::Aes256)
    }
}

impl Member<'_> {
    pub(super) fn ends_with(&self, end: &[u8]) -> bool {
        let from = self.name.len().saturating_sub(end.len());
        self.name.get(from..).is_some_and(|tail| tail.eq_ignore_ascii_case(end))
    }

    /// What the member holds; `opener` is asked where it has a password.
    pub(super) fn open(&self, opener: Opener<'_>) -> Result<Zeroizing<Vec<u8>>, ImportError> {
        if self.size > MOST_UNPACKED || self.size / MOST_RATIO > self.data.len() {
            return Err(ImportError::TooLarge);
        }
        match self.lock {
            Lock::None => {
                let plain = self.unpacked(self.data)?;
                if crc32(&plain) == self.check { Ok(plain) } else { Err(ImportError::DAMAGED) }
            }
            Lock::Aes256 => self.unpacked(self.unlocked(opener)?.expose()),
            Lock::Other => Err(ImportError::UnsupportedContainer { container: Container::Zip }),
        }
    }

    fn unlocked(&self, opener: Opener<'_>) -> Result<SecretBytes, ImportError> {
        let password = opener.affords(Cost { memory_kib: 0, milliseconds: 0 })?;
        let split = || {
            let (salt, rest) = self.data.split_at_checked(SALT)?;
            let (verifier, rest) = rest.split_at_checked(2)?;
            let (text, mac) = rest.split_at_checked(rest.len().checked_sub(MAC)?)?;
            Some((salt, verifier, text, mac))
        };
        let (salt, verifier, text, mac) = split().ok_or(ImportError::DAMAGED)?;
        let keys = kdf::zip_keys(password, salt)?;
        let (key, rest) = keys.split_at_checked(KEY).ok_or(ImportError::DAMAGED)?;
        let (mac_key, expected) = rest.split_at_checked(KEY).ok_or(ImportError::DAMAGED)?;
        if expected != verifier {
            return Err(ImportError::WrongPassword);
        }
        cipher::zip([key, mac_key], text, mac).ok_or(ImportError::DAMAGED)
    }

    fn unpacked(&self, data: &[u8]) -> Result<Zeroizing<Vec<u8>>, ImportError> {
        match self.method {
            0 if data.len() == self.size => Ok(Zeroizing::new(data.to_vec())),
            8 => inflate(data, self.size).ok_or(ImportError::DAMAGED),
            0 => Err(ImportError::DAMAGED),
            _ => Err(ImportError::UnsupportedContainer { container: Container::Zip }),
        }
    }
}

/// Where the archive's last record begins: behind it there is its comment only.
fn end(bytes: &[u8]) -> Option<usize> {
    let last = bytes.len().checked_sub(END)?;
    let begins = |at: &usize| bytes.get(*at..).is_some_and(|rest| rest.starts_with(b"PK\x05\x06"));
    let whole = |at: &usize| u16_at(bytes, at + 20) == Some(last - at);
    (last.saturating_sub(usize::from(u16::MAX))..=last).rev().find(|at| begins(at) && whole(at))
}

/// A member of the list, and where the next one begins.
fn member(bytes: &[u8], at: usize) -> Option<(Member<'_>, usize)> {
    let listed = bytes.get(at..)?;
    if !listed.starts_with(b"PK\x01\x02") {
        return None;
    }
    let (flags, mut method) = (u16_at(listed, 8)?, u16_at(listed, 10)?);
    let check = u32::from_le_bytes(listed.get(16..20)?.try_into().ok()?);
    let (packed, size) = (u32_at(listed, 20)?, u32_at(listed, 24)?);
    let (names, extras, comment) = (u16_at(listed, 28)?, u16_at(listed, 30)?, u16_at(listed, 32)?);
    let name = listed.get(LISTED..LISTED + names)?;
    let extra = listed.get(LISTED + names..LISTED + names + extras)?;
    let mut lock = if flags & 1 == 0 { Lock::None } else { Lock::Other };
    if method == AES {
        (lock, method) = aes(extra)?;
    }
    let local = bytes.get(u32_at(listed, 42)?..)?;
    if !local.starts_with(b"PK\x03\x04") {
        return None;
    }
    let from = LOCAL + u16_at(local, 26)? + u16_at(local, 28)?;
    let data = local.get(from..from.checked_add(packed)?)?;
    let member = Member { name, lock, method, check, size, data };
    Some((member, at + LISTED + names + extras + comment))
}

/// What the field of WinZip's encryption says: the strength, and how the member is packed.
fn aes(mut extra: &[u8]) -> Option<(Lock, usize)> {
    loop {
        let (tag, length) = (u16_at(extra, 0)?, u16_at(extra, 2)?);
        let field = extra.get(4..4 + length)?;
        if tag == AES_FIELD {
            // Version, vendor, strength, method.
            let lock = if field.get(4) == Some(&3) { Lock::Aes256 } else { Lock::Other };
            return Some((lock, u16_at(field, 5)?));
        }
        extra = extra.get(4 + length..)?;
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<usize> {
    let bytes = bytes.get(at..at.checked_add(2)?)?;
    Some(usize::from(u16::from_le_bytes(bytes.try_into().ok()?)))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<usize> {
    let bytes = bytes.get(at..at.checked_add(4)?)?;
    usize::try_from(u32::from_le_bytes(bytes.try_into().ok()?)).ok()
}

/// The checksum of a member in clear.
fn crc32(bytes: &[u8]) -> u32 {
    let mut table = [0_u32; 16];
    for (slot, nibble) in table.iter_mut().zip(0_u32..) {
        *slot = (0..4).fold(nibble, |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()));
    }
    let step = |crc: u32| {
        let nibble = usize::try_from(crc & 15).unwrap_or_default();
        (crc >> 4) ^ table.get(nibble).copied().unwrap_or_default()
    };
    !bytes.iter().fold(!0, |crc, byte| step(step(crc ^ u32::from(*byte))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_that_of_zip() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }
}
