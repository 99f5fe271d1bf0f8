//! Wrapping the vault key in a slot, and getting it back.

use super::crypto::{self, KEY_LEN, Purpose};
use super::error::VaultError;
use super::header::{MAX_KEY_ID, MAX_WRAPPED, Slot, SlotId, SlotKind, Wrap};
use super::kdf::{KdfParams, argon2id};
use super::passcode::Passcode;
use crate::device::{SecureKey, SecureKeyError, VaultId};
use crate::random::Random;
use crate::secret::{SecretBytes, SecretString};

/// What every wrapping needs.
pub(super) struct Wrapping<'a> {
    pub(super) vault: VaultId,
    pub(super) vault_key: &'a SecretBytes,
    pub(super) keys: &'a dyn SecureKey,
    pub(super) random: &'a dyn Random,
}

impl Wrapping<'_> {
    /// A slot that a key of the platform opens.
    pub(super) fn platform(&self, key_id: &str, user_presence: bool) -> Result<Slot, VaultError> {
        let secret = self.fresh_secret()?;
        let wrapped = self.wrap_outside(key_id, &secret)?;
        let key = crypto::derive_key(&[], &secret, Purpose::PlatformSlot)?;
        let kind = SlotKind::Platform { user_presence, key_id: key_id.to_owned(), wrapped };
        self.slot(kind, &key)
    }

    /// A slot that the passcode opens, on this device only (V-12).
    pub(super) fn passcode(
        &self,
        passcode: &Passcode,
        params: KdfParams,
        key_id: &str,
    ) -> Result<Slot, VaultError> {
        let device_secret = self.fresh_secret()?;
        let wrapped = self.wrap_outside(key_id, &device_secret)?;
        let salt = self.random.bytes()?;
        let key = passcode_key(passcode.secret(), &salt, params, &device_secret)?;
        let kind = SlotKind::Passcode {
            memory_kib: params.memory_kib(),
            passes: params.passes(),
            lanes: u8::try_from(params.lanes()).map_err(|_| VaultError::Crypto)?,
            salt,
            key_id: key_id.to_owned(),
            wrapped,
        };
        self.slot(kind, &key)
    }

    /// A slot that the recovery secret opens, on any device.
    pub(super) fn recovery(&self, secret: &SecretBytes) -> Result<Slot, VaultError> {
        let salt: [u8; 16] = self.random.bytes()?;
        let key = crypto::derive_key(&salt, secret, Purpose::RecoverySlot)?;
        self.slot(SlotKind::Recovery { salt }, &key)
    }

    fn fresh_secret(&self) -> Result<SecretBytes, VaultError> {
        fresh_key(self.random)
    }

    fn wrap_outside(&self, key_id: &str, secret: &SecretBytes) -> Result<Vec<u8>, VaultError> {
        let wrapped = self.keys.wrap(key_id, secret)?;
        if key_id.len() > MAX_KEY_ID || wrapped.len() > MAX_WRAPPED {
            return Err(VaultError::TooManySlots);
        }
        Ok(wrapped)
    }

    fn slot(&self, kind: SlotKind, key: &SecretBytes) -> Result<Slot, VaultError> {
        let id = SlotId(self.random.bytes()?);
        let nonce = self.random.bytes()?;
        let aad = Slot::aad(self.vault, id, &kind)?;
        let sealed = crypto::seal(key, nonce, &aad, self.vault_key)?;
        let sealed = sealed.try_into().map_err(|_| VaultError::Crypto)?;
        Ok(Slot { id, kind, wrap: Wrap { nonce, sealed } })
    }
}

/// A fresh random key in wiped memory.
pub(super) fn fresh_key(random: &dyn Random) -> Result<SecretBytes, VaultError> {
    let mut bytes = zeroize::Zeroizing::new(vec![0; KEY_LEN]);
    random.fill(&mut bytes)?;
    Ok(SecretBytes::copy_of(&bytes))
}

/// Opens a platform slot.
///
/// # Errors
/// [`VaultError::SecureKey`] by the platform; [`VaultError::HeaderTampered`] when it answered and
/// the slot does not open all the same.
pub(super) fn open_platform(
    vault: VaultId,
    slot: &Slot,
    keys: &dyn SecureKey,
) -> Result<SecretBytes, VaultError> {
    let SlotKind::Platform { key_id, wrapped, .. } = &slot.kind else {
        return Err(VaultError::NoSuchSlot);
    };
    let secret = keys.unwrap(key_id, wrapped)?;
    let key = crypto::derive_key(&[], &secret, Purpose::PlatformSlot)?;
    unwrap_key(vault, slot, &key)?.ok_or(VaultError::HeaderTampered)
}

/// The device's part of the passcode slot.
pub(super) fn device_secret(slot: &Slot, keys: &dyn SecureKey) -> Result<SecretBytes, VaultError> {
    let SlotKind::Passcode { key_id, wrapped, .. } = &slot.kind else {
        return Err(VaultError::NoSuchSlot);
    };
    Ok(keys.unwrap(key_id, wrapped)?)
}

/// Tries a passcode on its slot: `None` means that the wrap did not open. Without a device secret
/// the same work is done for nothing, so that a damaged slot looks like a wrong passcode (V-23).
pub(super) fn open_passcode(
    vault: VaultId,
    slot: &Slot,
    passcode: &SecretString,
    device_secret: Option<&SecretBytes>,
) -> Result<Option<SecretBytes>, VaultError> {
    let SlotKind::Passcode { memory_kib, passes, lanes, salt, .. } = &slot.kind else {
        return Err(VaultError::NoSuchSlot);
    };
    let params = SlotKind::kdf(*memory_kib, *passes, *lanes)?;
    let none = SecretBytes::new(vec![0; KEY_LEN]);
    let key = passcode_key(passcode, salt, params, device_secret.unwrap_or(&none))?;
    unwrap_key(vault, slot, &key)
}

/// Tries a recovery secret on its slot: `None` means that it is wrong.
pub(super) fn open_recovery(
    vault: VaultId,
    slot: &Slot,
    secret: &SecretBytes,
) -> Result<Option<SecretBytes>, VaultError> {
    let SlotKind::Recovery { salt } = &slot.kind else {
        return Err(VaultError::NoSuchSlot);
    };
    let key = crypto::derive_key(salt, secret, Purpose::RecoverySlot)?;
    unwrap_key(vault, slot, &key)
}

/// Whether the device's part is gone for good or only does not answer.
pub(super) fn may_be_damage(error: VaultError) -> bool {
    error == VaultError::SecureKey(SecureKeyError::Failed)
}

fn unwrap_key(
    vault: VaultId,
    slot: &Slot,
    key: &SecretBytes,
) -> Result<Option<SecretBytes>, VaultError> {
    let aad = Slot::aad(vault, slot.id, &slot.kind)?;
    Ok(crypto::open(key, slot.wrap.nonce, &aad, &slot.wrap.sealed))
}

/// `HKDF(Argon2id(passcode, salt) || device secret)` (V-12).
fn passcode_key(
    passcode: &SecretString,
    salt: &[u8; 16],
    params: KdfParams,
    device_secret: &SecretBytes,
) -> Result<SecretBytes, VaultError> {
    let stretched = argon2id(passcode.expose().as_bytes(), salt, params)?;
    let mut both = Vec::with_capacity(stretched.len().saturating_add(device_secret.len()));
    both.extend_from_slice(stretched.expose());
    both.extend_from_slice(device_secret.expose());
    crypto::derive_key(&[], &SecretBytes::new(both), Purpose::PasscodeSlot)
}
