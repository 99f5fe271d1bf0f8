//! The cryptographic operations of the vault, and the only place in it that holds ring keys.
//!
//! ring does not wipe its keys. Here a ring key lives for one operation inside one function, is
//! overwritten by a key of zeros before it is dropped, and the stack below is scrubbed afterwards
//! (SECURITY.md). The compiler may still have copied it: what remains is measured.

use std::hint::black_box;

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::digest::{SHA256, digest};
use ring::{hkdf, hmac};
use zeroize::Zeroizing;

use super::error::VaultError;
use crate::secret::SecretBytes;

/// Bytes of every symmetric key.
pub(super) const KEY_LEN: usize = 32;
/// Bytes of an AES-GCM nonce.
pub(super) const NONCE_LEN: usize = 12;
/// Bytes that sealing adds.
pub(super) const TAG_LEN: usize = 16;

/// What a derived key is for; one label each (V-05).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Sealing the contents of one save.
    Data {
        /// The generation of that save.
        generation: u64,
    },
    /// Wrapping the vault key in a platform slot.
    PlatformSlot,
    /// Wrapping the vault key in the passcode slot.
    PasscodeSlot,
    /// Wrapping the vault key in the recovery slot.
    RecoverySlot,
    /// Authenticating the record that the platform keeps of the vault.
    PlatformRecord,
    /// Wrapping a backup file's key under the passphrase.
    BackupSlot,
    /// Sealing the contents of one backup file.
    BackupData,
}

impl Purpose {
    fn label(self) -> &'static [u8] {
        match self {
            Self::Data { .. } => b"countersign vault v1 data",
            Self::PlatformSlot => b"countersign vault v1 platform slot",
            Self::PasscodeSlot => b"countersign vault v1 passcode slot",
            Self::RecoverySlot => b"countersign vault v1 recovery slot",
            Self::PlatformRecord => b"countersign vault v1 platform record",
            Self::BackupSlot => b"countersign vault v1 backup slot",
            Self::BackupData => b"countersign vault v1 backup data",
        }
    }
}

/// HKDF-SHA256 (RFC 5869): the key for one purpose.
pub(super) fn derive_key(
    salt: &[u8],
    secret: &SecretBytes,
    purpose: Purpose,
) -> Result<SecretBytes, VaultError> {
    let derived = derive_inner(salt, secret, purpose);
    scrub_stack();
    derived
}

#[inline(never)]
fn derive_inner(
    salt: &[u8],
    secret: &SecretBytes,
    purpose: Purpose,
) -> Result<SecretBytes, VaultError> {
    let generation = match purpose {
        Purpose::Data { generation } => generation.to_be_bytes().to_vec(),
        Purpose::PlatformSlot
        | Purpose::PasscodeSlot
        | Purpose::RecoverySlot
        | Purpose::PlatformRecord
        | Purpose::BackupSlot
        | Purpose::BackupData => Vec::new(),
    };
    let info = [purpose.label(), generation.as_slice()];
    let mut pseudo_random = hkdf::Salt::new(hkdf::HKDF_SHA256, salt).extract(secret.expose());
    let mut out = Zeroizing::new(vec![0; KEY_LEN]);
    let filled = pseudo_random
        .expand(&info, hkdf::HKDF_SHA256)
        .and_then(|material| material.fill(&mut out))
        .map_err(|_| VaultError::Crypto);
    pseudo_random = hkdf::Prk::new_less_safe(hkdf::HKDF_SHA256, &[0; KEY_LEN]);
    black_box(&pseudo_random);
    filled.map(|()| SecretBytes::copy_of(&out))
}

/// Seals `buffer[from..]` in place by AES-256-GCM and appends the tag. Give the buffer room for the
/// tag, or the plain bytes stay behind in a reallocation.
pub(super) fn seal_in_place(
    key: &SecretBytes,
    nonce: [u8; NONCE_LEN],
    aad: &[u8],
    buffer: &mut Vec<u8>,
    from: usize,
) -> Result<(), VaultError> {
    let tag = with_key(key, |ring_key| {
        let plain = buffer.get_mut(from..)?;
        let nonce = Nonce::assume_unique_for_key(nonce);
        ring_key.seal_in_place_separate_tag(nonce, Aad::from(aad), plain).ok()
    });
    buffer.extend_from_slice(tag.ok_or(VaultError::Crypto)?.as_ref());
    Ok(())
}

/// Opens what [`seal_in_place`] made; the plain bytes are left at the front of `sealed`, and their
/// number is returned. `None` when key, nonce, `aad` or a byte is not the one of the sealing.
pub(super) fn open_in_place(
    key: &SecretBytes,
    nonce: [u8; NONCE_LEN],
    aad: &[u8],
    sealed: &mut [u8],
) -> Option<usize> {
    with_key(key, |ring_key| {
        let nonce = Nonce::assume_unique_for_key(nonce);
        ring_key.open_in_place(nonce, Aad::from(aad), sealed).ok().map(|plain| plain.len())
    })
}

/// Seals a small secret by itself.
pub(super) fn seal(
    key: &SecretBytes,
    nonce: [u8; NONCE_LEN],
    aad: &[u8],
    plain: &SecretBytes,
) -> Result<Vec<u8>, VaultError> {
    let mut sealed = Vec::with_capacity(plain.len().saturating_add(TAG_LEN));
    sealed.extend_from_slice(plain.expose());
    seal_in_place(key, nonce, aad, &mut sealed, 0)?;
    Ok(sealed)
}

/// Opens what [`seal`] made.
pub(super) fn open(
    key: &SecretBytes,
    nonce: [u8; NONCE_LEN],
    aad: &[u8],
    sealed: &[u8],
) -> Option<SecretBytes> {
    let mut buffer = Zeroizing::new(sealed.to_vec());
    let len = open_in_place(key, nonce, aad, &mut buffer)?;
    buffer.get(..len).map(SecretBytes::copy_of)
}

/// HMAC-SHA256 of `message`.
pub(super) fn mac(key: &SecretBytes, message: &[u8]) -> [u8; 32] {
    let tag = mac_inner(key, message);
    scrub_stack();
    tag
}

#[inline(never)]
fn mac_inner(key: &SecretBytes, message: &[u8]) -> [u8; 32] {
    let mut ring_key = hmac::Key::new(hmac::HMAC_SHA256, key.expose());
    let tag = hmac::sign(&ring_key, message);
    ring_key = hmac::Key::new(hmac::HMAC_SHA256, &[0; KEY_LEN]);
    black_box(&ring_key);
    first_32(tag.as_ref())
}

/// SHA-256.
pub(super) fn sha256(bytes: &[u8]) -> [u8; 32] {
    first_32(digest(&SHA256, bytes).as_ref())
}

fn first_32(bytes: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    for (to, from) in out.iter_mut().zip(bytes) {
        *to = *from;
    }
    out
}

fn with_key<T>(key: &SecretBytes, operation: impl FnOnce(&LessSafeKey) -> Option<T>) -> Option<T> {
    let result = with_key_inner(key, operation);
    scrub_stack();
    result
}

#[inline(never)]
fn with_key_inner<T>(
    key: &SecretBytes,
    operation: impl FnOnce(&LessSafeKey) -> Option<T>,
) -> Option<T> {
    let mut ring_key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key.expose()).ok()?);
    let result = operation(&ring_key);
    ring_key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &[0; KEY_LEN]).ok()?);
    black_box(&ring_key);
    result
}

/// Overwrites the part of the stack that the functions just returned from have used.
#[inline(never)]
pub(super) fn scrub_stack() {
    let mut area = [0_u8; 16 * 1024];
    black_box(&mut area);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> SecretBytes {
        SecretBytes::new(vec![byte; KEY_LEN])
    }

    #[test]
    fn every_purpose_has_its_own_label_and_key_v05() {
        let purposes = [
            Purpose::Data { generation: 1 },
            Purpose::PlatformSlot,
            Purpose::PasscodeSlot,
            Purpose::RecoverySlot,
            Purpose::PlatformRecord,
            Purpose::BackupSlot,
            Purpose::BackupData,
        ];
        for (n, one) in purposes.iter().enumerate() {
            for other in &purposes[n + 1..] {
                assert_ne!(one.label(), other.label());
                assert!(!one.label().starts_with(other.label()), "a label continues another");
                assert!(!other.label().starts_with(one.label()), "a label continues another");
                let one = derive_key(b"salt", &key(1), *one).unwrap();
                assert!(!one.ct_eq(derive_key(b"salt", &key(1), *other).unwrap().expose()));
            }
        }
    }

    #[test]
    fn data_keys_depend_on_key_salt_and_generation_v04() {
        let derive = |salt: &[u8], byte, generation| {
            derive_key(salt, &key(byte), Purpose::Data { generation }).unwrap()
        };
        let base = derive(b"salt", 1, 1);
        assert!(base.ct_eq(derive(b"salt", 1, 1).expose()));
        assert!(!base.ct_eq(derive(b"tlas", 1, 1).expose()));
        assert!(!base.ct_eq(derive(b"salt", 2, 1).expose()));
        assert!(!base.ct_eq(derive(b"salt", 1, 2).expose()));
    }

    #[test]
    fn hkdf_is_rfc_5869s_construction() {
        // Built from HMAC as section 2 says: PRK = HMAC(salt, IKM), T(1) = HMAC(PRK, info || 1).
        let prk = mac(&SecretBytes::copy_of(b"salt"), key(7).expose());
        let mut message = Purpose::PlatformSlot.label().to_vec();
        message.push(1);
        let expected = mac(&SecretBytes::copy_of(&prk), &message);
        assert!(derive_key(b"salt", &key(7), Purpose::PlatformSlot).unwrap().ct_eq(&expected));
    }

    #[test]
    fn a_seal_opens_only_with_key_nonce_and_aad_v06() {
        let plain = SecretBytes::copy_of(b"the vault key");
        let sealed = seal(&key(1), [2; NONCE_LEN], b"aad", &plain).unwrap();
        assert_eq!(sealed.len(), plain.len() + TAG_LEN);
        assert!(open(&key(1), [2; NONCE_LEN], b"aad", &sealed).unwrap().ct_eq(plain.expose()));
        assert!(open(&key(9), [2; NONCE_LEN], b"aad", &sealed).is_none());
        assert!(open(&key(1), [3; NONCE_LEN], b"aad", &sealed).is_none());
        assert!(open(&key(1), [2; NONCE_LEN], b"add", &sealed).is_none());
        for bit in 0..sealed.len() * 8 {
            let mut changed = sealed.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(open(&key(1), [2; NONCE_LEN], b"aad", &changed).is_none(), "bit {bit}");
        }
        assert!(open(&key(1), [2; NONCE_LEN], b"aad", &[]).is_none());
    }
}
