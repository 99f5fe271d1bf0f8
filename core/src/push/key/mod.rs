//! The device key: P-256, in software inside the vault or in the platform's key store.
//!
//! This is the one file in which ring takes randomness from the operating system by itself: its key
//! generation and its ECDSA nonces cannot be given another source.
//!
//! ring does not wipe its keys. A software key is therefore unpacked for one signature only, in
//! `sign_with_pkcs8`, overwritten by a worthless key before it is dropped, and the stack below is
//! scrubbed afterwards.

pub mod rsa;

use std::hint::black_box;
use std::sync::{Arc, Mutex};

use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair,
    UnparsedPublicKey,
};

use crate::device::{SecureKey, SecureKeyError};
use crate::net::Runtime;
use crate::secret::SecretBytes;

use crate::account::KeyRef;

/// Why a key could not be made or used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// No key could be generated.
    #[error("no device key could be made")]
    Generation,
    /// The stored key cannot be read.
    #[error("the stored device key is damaged")]
    Damaged,
    /// The platform's point or signature is not what P-256 ECDSA gives.
    #[error("the device key store answered with something that is no P-256 signature")]
    BadPlatformAnswer,
    /// A hardware key, but no key store was handed to the core.
    #[error("this account's key is in a key store that is not there")]
    NoKeyStore,
    /// The platform refused.
    #[error(transparent)]
    Platform(#[from] SecureKeyError),
}

/// An uncompressed P-256 point (SEC 1 section 2.3.3), of which the form is checked and nothing more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicPoint([u8; 65]);

impl PublicPoint {
    /// Takes the 65 bytes `04 || x || y`.
    ///
    /// # Errors
    /// [`KeyError::Damaged`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, KeyError> {
        match <[u8; 65]>::try_from(bytes) {
            Ok(point) if point.first() == Some(&4) => Ok(Self(point)),
            Ok(_) | Err(_) => Err(KeyError::Damaged),
        }
    }

    /// The whole point.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The coordinates, 32 bytes each, leading zeros kept.
    #[must_use]
    pub fn coordinates(&self) -> (&[u8], &[u8]) {
        let (x, y) = self.0.split_at(33);
        (x.get(1..).unwrap_or_default(), y)
    }
}

/// Makes a software key: PKCS#8 of a fresh P-256 pair.
///
/// # Errors
/// [`KeyError::Generation`].
pub fn make_software_key() -> Result<KeyRef, KeyError> {
    let system = ring::rand::SystemRandom::new();
    let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &system)
        .map_err(|_| KeyError::Generation)?;
    let key = KeyRef::Software { pkcs8: SecretBytes::copy_of(document.as_ref()) };
    scrub_stack();
    Ok(key)
}

/// Makes a key in the platform's store where it has one, else in software.
///
/// # Errors
/// [`KeyError`]. A platform that merely does not support it is no error.
pub async fn make_key(
    runtime: &dyn Runtime,
    store: Option<&Arc<dyn SecureKey>>,
    id: &str,
) -> Result<KeyRef, KeyError> {
    let Some(store) = store else { return make_software_key() };
    let (store, owned) = (Arc::clone(store), id.to_owned());
    match on_blocking_thread(runtime, move || store.create(&owned)).await? {
        Ok(public) => {
            PublicPoint::from_bytes(&public).map_err(|_| KeyError::BadPlatformAnswer)?;
            Ok(KeyRef::Hardware { id: id.to_owned(), public })
        }
        Err(SecureKeyError::Unsupported) => make_software_key(),
        Err(other) => Err(other.into()),
    }
}

/// The `SubjectPublicKeyInfo` of the public half, DER (RFC 5280 section 4.1).
///
/// # Errors
/// [`KeyError::Damaged`].
pub fn public_info(key: &KeyRef) -> Result<Vec<u8>, KeyError> {
    if rsa::is_rsa(key) {
        return rsa::public_info(key);
    }
    let point = public_point(key)?;
    Ok([P256_INFO.as_slice(), point.as_bytes()].concat())
}

/// Signs as servers of pipush want it (PROTOCOL.md 3.2, 3.5): by an RSA key RSASSA-PKCS1-v1_5 with SHA-256, by a
/// P-256 key ECDSA with SHA-256 in DER.
///
/// # Errors
/// [`KeyError`].
pub async fn sign_either(
    runtime: &dyn Runtime,
    store: Option<&Arc<dyn SecureKey>>,
    key: &KeyRef,
    message: &[u8],
) -> Result<Vec<u8>, KeyError> {
    if rsa::is_rsa(key) {
        return rsa::sign(runtime, store, key, message).await;
    }
    Ok(fixed_to_der(&sign(runtime, store, key, message).await?))
}

/// The public half.
///
/// # Errors
/// [`KeyError::Damaged`].
pub fn public_point(key: &KeyRef) -> Result<PublicPoint, KeyError> {
    match key {
        KeyRef::Software { pkcs8 } => {
            with_pair(pkcs8, |pair| PublicPoint::from_bytes(pair.public_key().as_ref()))
        }
        KeyRef::Hardware { public, .. } => PublicPoint::from_bytes(public),
    }
}

/// Signs with ECDSA P-256 SHA-256: 64 bytes, `r || s`.
///
/// # Errors
/// [`KeyError`].
pub async fn sign(
    runtime: &dyn Runtime,
    store: Option<&Arc<dyn SecureKey>>,
    key: &KeyRef,
    message: &[u8],
) -> Result<Vec<u8>, KeyError> {
    match key {
        KeyRef::Software { pkcs8 } => sign_with_pkcs8(pkcs8, message),
        KeyRef::Hardware { id, public } => {
            let store = Arc::clone(store.ok_or(KeyError::NoKeyStore)?);
            let (id, owned) = (id.clone(), message.to_vec());
            let answer = on_blocking_thread(runtime, move || store.sign(&id, &owned)).await??;
            fixed_signature(&answer, public, message)
        }
    }
}

/// Deletes a hardware key; a software key goes with its account.
///
/// # Errors
/// [`KeyError`].
pub async fn delete(
    runtime: &dyn Runtime,
    store: Option<&Arc<dyn SecureKey>>,
    key: &KeyRef,
) -> Result<(), KeyError> {
    let KeyRef::Hardware { id, .. } = key else { return Ok(()) };
    let (store, id) = (Arc::clone(store.ok_or(KeyError::NoKeyStore)?), id.clone());
    Ok(on_blocking_thread(runtime, move || store.delete(&id)).await??)
}

async fn on_blocking_thread<T: Send + 'static>(
    runtime: &dyn Runtime,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, KeyError> {
    let slot = Arc::new(Mutex::new(None));
    let filled = Arc::clone(&slot);
    let job = move || {
        let answer = work();
        if let Ok(mut place) = filled.lock() {
            *place = Some(answer);
        }
    };
    runtime.blocking(Box::new(job)).await;
    let answer = slot.lock().ok().and_then(|mut place| place.take());
    answer.ok_or(KeyError::Platform(SecureKeyError::Failed))
}

fn sign_with_pkcs8(pkcs8: &SecretBytes, message: &[u8]) -> Result<Vec<u8>, KeyError> {
    with_pair(pkcs8, |pair| {
        let system = ring::rand::SystemRandom::new();
        let signature = pair.sign(&system, message).map_err(|_| KeyError::Damaged)?;
        Ok(signature.as_ref().to_vec())
    })
}

fn with_pair<T>(
    pkcs8: &SecretBytes,
    operation: impl FnOnce(&EcdsaKeyPair) -> Result<T, KeyError>,
) -> Result<T, KeyError> {
    let result = unpack_and_use(pkcs8, operation);
    scrub_stack();
    result
}

#[inline(never)]
fn unpack_and_use<T>(
    pkcs8: &SecretBytes,
    operation: impl FnOnce(&EcdsaKeyPair) -> Result<T, KeyError>,
) -> Result<T, KeyError> {
    let system = ring::rand::SystemRandom::new();
    let mut pair =
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.expose(), &system)
            .map_err(|_| KeyError::Damaged)?;
    let result = operation(&pair);
    let worthless = EcdsaKeyPair::from_private_key_and_public_key(
        &ECDSA_P256_SHA256_FIXED_SIGNING,
        &SCALAR_ONE,
        &GENERATOR,
        &system,
    );
    if let Ok(worthless) = worthless {
        pair = worthless;
        black_box(&pair);
    }
    result
}

/// Overwrites the part of the stack that the calls before may have used.
#[inline(never)]
fn scrub_stack() {
    let mut area = [0_u8; 16 * 1024];
    black_box(&mut area);
}

/// Tells DER and raw signatures apart by verifying, which also shows that the store signed what it
/// was asked to sign with the key that it said it would use.
fn fixed_signature(answer: &[u8], public: &[u8], message: &[u8]) -> Result<Vec<u8>, KeyError> {
    let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, public);
    let from_der = der_to_fixed(answer);
    let candidates = [from_der.as_ref().map(<[u8; 64]>::as_slice), Some(answer)];
    candidates
        .into_iter()
        .flatten()
        .find(|candidate| candidate.len() == 64 && key.verify(message, candidate).is_ok())
        .map(<[u8]>::to_vec)
        .ok_or(KeyError::BadPlatformAnswer)
}

/// `SEQUENCE { INTEGER r, INTEGER s }` (RFC 3279 section 2.2.3) to `r || s`, 32 bytes each.
fn der_to_fixed(der: &[u8]) -> Option<[u8; 64]> {
    let body = match der {
        [0x30, length, body @ ..] if usize::from(*length) == body.len() => body,
        _ => return None,
    };
    let (r, rest) = der_integer(body)?;
    let (s, rest) = der_integer(rest)?;
    let mut fixed = [0; 64];
    let (left, right) = fixed.split_at_mut(32);
    left.get_mut(32_usize.checked_sub(r.len())?..)?.copy_from_slice(r);
    right.get_mut(32_usize.checked_sub(s.len())?..)?.copy_from_slice(s);
    rest.is_empty().then_some(fixed)
}

/// `r || s` to `SEQUENCE { INTEGER r, INTEGER s }` (RFC 3279 section 2.2.3), each without needless zeros.
fn fixed_to_der(fixed: &[u8]) -> Vec<u8> {
    let mut body = Vec::with_capacity(72);
    for number in fixed.chunks(32) {
        let leading = number.iter().take_while(|byte| **byte == 0).count();
        let digits = number.get(leading.min(31)..).unwrap_or_default();
        let sign = digits.first().is_some_and(|first| *first >= 0x80);
        let length = digits.len() + usize::from(sign);
        body.extend([0x02, u8::try_from(length).unwrap_or(u8::MAX)]);
        body.extend(sign.then_some(0));
        body.extend(digits);
    }
    let length = u8::try_from(body.len()).unwrap_or(u8::MAX);
    [&[0x30, length], body.as_slice()].concat()
}

fn der_integer(input: &[u8]) -> Option<(&[u8], &[u8])> {
    let [0x02, length, rest @ ..] = input else { return None };
    let (value, rest) = rest.split_at_checked(usize::from(*length))?;
    let magnitude = match value {
        [0, magnitude @ ..] if magnitude.first().is_some_and(|first| *first >= 0x80) => magnitude,
        [first, ..] if (1..0x80).contains(first) => value,
        _ => return None,
    };
    Some((magnitude, rest))
}

/// What stands before the point in the `SubjectPublicKeyInfo` of a P-256 key (RFC 5480 section 2).
const P256_INFO: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a,
    0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

const SCALAR_ONE: [u8; 32] = {
    let mut one = [0; 32];
    one[31] = 1;
    one
};

/// The base point G (SEC 2 section 2.4.2): the public half of the scalar one.
const GENERATOR: [u8; 65] = [
    0x04, 0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63, 0xa4, 0x40,
    0xf2, 0x77, 0x03, 0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4, 0xa1, 0x39, 0x45, 0xd8, 0x98, 0xc2,
    0x96, 0x4f, 0xe3, 0x42, 0xe2, 0xfe, 0x1a, 0x7f, 0x9b, 0x8e, 0xe7, 0xeb, 0x4a, 0x7c, 0x0f, 0x9e,
    0x16, 0x2b, 0xce, 0x33, 0x57, 0x6b, 0x31, 0x5e, 0xce, 0xcb, 0xb6, 0x40, 0x68, 0x37, 0xbf, 0x51,
    0xf5,
];

#[cfg(test)]
mod tests;
