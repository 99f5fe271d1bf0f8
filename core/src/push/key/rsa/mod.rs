//! RSA keys, for servers that take no other (PROTOCOL.md 3.1, 3.5): in the platform's key store, or, with the feature
//! `rsa-keys`, in software on computers. Phones are built without that feature.
//!
//! All signatures are RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 section 8.2), by ring or by the platform. ring keeps
//! the numbers of an RSA key on its heap and does not wipe them; that is one more reason why no phone has one in
//! software.

use std::sync::Arc;

use ring::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};

use crate::account::KeyRef;
use crate::device::{SecureKey, SecureKeyError};
use crate::net::Runtime;

use super::{KeyError, on_blocking_thread};

/// Whether an RSA key can be made here.
#[must_use]
pub fn can_make(store: Option<&Arc<dyn SecureKey>>) -> bool {
    store.map_or(cfg!(feature = "rsa-keys"), |store| store.makes_rsa())
}

/// Makes an RSA key in the platform's store where it has them, else in software where this is built for a computer.
///
/// # Errors
/// [`KeyError`]; [`SecureKeyError::Unsupported`] in it on a phone whose store makes none.
pub async fn make(
    runtime: &dyn Runtime,
    store: Option<&Arc<dyn SecureKey>>,
    id: &str,
) -> Result<KeyRef, KeyError> {
    let Some(store) = store else { return make_software(runtime).await };
    let (store, owned) = (Arc::clone(store), id.to_owned());
    match on_blocking_thread(runtime, move || store.create_rsa(&owned)).await? {
        Ok(public) => {
            public_numbers(&public).ok_or(KeyError::BadPlatformAnswer)?;
            Ok(KeyRef::Hardware { id: id.to_owned(), public })
        }
        Err(SecureKeyError::Unsupported) => make_software(runtime).await,
        Err(other) => Err(other.into()),
    }
}

/// Makes an RSA key in software.
///
/// # Errors
/// [`KeyError`]; [`SecureKeyError::Unsupported`] in it where this is not built for a computer.
pub fn make_software_key() -> Result<KeyRef, KeyError> {
    software::make()
}

/// Whether a key is an RSA key. A point of P-256 and its PKCS#8 are far shorter than any RSA key.
#[must_use]
pub fn is_rsa(key: &KeyRef) -> bool {
    let bytes = match key {
        KeyRef::Software { pkcs8 } => pkcs8.expose(),
        KeyRef::Hardware { public, .. } => public,
    };
    bytes.len() > LONGEST_OF_P256
}

/// The `SubjectPublicKeyInfo` of an RSA key, DER.
///
/// # Errors
/// [`KeyError::Damaged`].
pub(super) fn public_info(key: &KeyRef) -> Result<Vec<u8>, KeyError> {
    match key {
        KeyRef::Software { pkcs8 } => software::public_info(pkcs8),
        KeyRef::Hardware { public, .. } => Ok(public.clone()),
    }
}

/// Signs; a platform's answer is verified by the key that it said it would use.
///
/// # Errors
/// [`KeyError`].
pub(super) async fn sign(
    runtime: &dyn Runtime,
    store: Option<&Arc<dyn SecureKey>>,
    key: &KeyRef,
    message: &[u8],
) -> Result<Vec<u8>, KeyError> {
    match key {
        KeyRef::Software { pkcs8 } => software::sign(pkcs8, message),
        KeyRef::Hardware { id, public } => {
            let store = Arc::clone(store.ok_or(KeyError::NoKeyStore)?);
            let (id, owned) = (id.clone(), message.to_vec());
            let answer = on_blocking_thread(runtime, move || store.sign(&id, &owned)).await??;
            let numbers = public_numbers(public).ok_or(KeyError::Damaged)?;
            if !verifies(numbers, message, &answer) {
                return Err(KeyError::BadPlatformAnswer);
            }
            Ok(answer)
        }
    }
}

/// Whether a signature by the key of this PKCS#1 `RSAPublicKey` covers `message`.
#[must_use]
pub fn verifies(public_key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public_key)
        .verify(message, signature)
        .is_ok()
}

async fn make_software(runtime: &dyn Runtime) -> Result<KeyRef, KeyError> {
    // Looking for two primes takes a computer a moment, and one without optimisation several seconds.
    on_blocking_thread(runtime, make_software_key).await?
}

/// The PKCS#1 `RSAPublicKey` in a `SubjectPublicKeyInfo` (RFC 8017 appendix A.1): `None` of anything else.
pub(in crate::push) fn public_numbers(info: &[u8]) -> Option<&[u8]> {
    let (0x30, body, []) = element(info)? else { return None };
    let rest = body.strip_prefix(&RSA_ALGORITHM)?;
    let (0x03, bits, []) = element(rest)? else { return None };
    bits.strip_prefix(&[0])
}

/// One DER element as X.690 has it: its tag, what is in it, and what follows.
fn element(input: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = input.split_first()?;
    let (first, rest) = rest.split_first()?;
    let (length, rest) = match *first {
        short @ 0..=0x7f => (usize::from(short), rest),
        long @ 0x81..=0x82 => {
            let (digits, rest) = rest.split_at_checked(usize::from(long - 0x80))?;
            let length = digits.iter().fold(0, |sum, digit| sum * 256 + usize::from(*digit));
            (length, rest)
        }
        _ => return None,
    };
    let (body, rest) = rest.split_at_checked(length)?;
    Some((*tag, body, rest))
}

/// `AlgorithmIdentifier` of rsaEncryption with its NULL (RFC 8017 appendix A.1).
const RSA_ALGORITHM: [u8; 15] =
    [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];

/// PKCS#8 of P-256 with its public half takes 138 bytes, the public half of RSA 2048 takes 294.
const LONGEST_OF_P256: usize = 200;

#[cfg(not(feature = "rsa-keys"))]
mod software {
    use crate::account::KeyRef;
    use crate::device::SecureKeyError;
    use crate::push::key::KeyError;
    use crate::secret::SecretBytes;

    pub(super) fn make() -> Result<KeyRef, KeyError> {
        Err(SecureKeyError::Unsupported.into())
    }

    pub(super) fn public_info(_: &SecretBytes) -> Result<Vec<u8>, KeyError> {
        Err(SecureKeyError::Unsupported.into())
    }

    pub(super) fn sign(_: &SecretBytes, _: &[u8]) -> Result<Vec<u8>, KeyError> {
        Err(SecureKeyError::Unsupported.into())
    }
}

#[cfg(feature = "rsa-keys")]
mod software {
    use ring::signature::{KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
    use rsa::pkcs8::EncodePrivateKey;
    use rsa::rand_core::OsRng;

    use crate::account::KeyRef;
    use crate::push::key::{KeyError, scrub_stack};
    use crate::secret::SecretBytes;

    use super::RSA_ALGORITHM;

    /// The size that servers of pipush take at least.
    const BITS: usize = 2048;

    pub(super) fn make() -> Result<KeyRef, KeyError> {
        let made = rsa::RsaPrivateKey::new(&mut OsRng, BITS).map_err(|_| KeyError::Generation)?;
        // Wiped when it is dropped, as the key itself is.
        let document = made.to_pkcs8_der().map_err(|_| KeyError::Generation)?;
        let key = KeyRef::Software { pkcs8: SecretBytes::copy_of(document.as_bytes()) };
        scrub_stack();
        Ok(key)
    }

    pub(super) fn public_info(pkcs8: &SecretBytes) -> Result<Vec<u8>, KeyError> {
        let pair = unpacked(pkcs8)?;
        let numbers = pair.public_key().as_ref();
        let bits = wrapped(0x03, &[&[0], numbers]);
        Ok(wrapped(0x30, &[&RSA_ALGORITHM, &bits]))
    }

    pub(super) fn sign(pkcs8: &SecretBytes, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let pair = unpacked(pkcs8)?;
        let mut signature = vec![0; pair.public().modulus_len()];
        let system = ring::rand::SystemRandom::new();
        pair.sign(&RSA_PKCS1_SHA256, &system, message, &mut signature)
            .map_err(|_| KeyError::Damaged)?;
        scrub_stack();
        Ok(signature)
    }

    fn unpacked(pkcs8: &SecretBytes) -> Result<RsaKeyPair, KeyError> {
        RsaKeyPair::from_pkcs8(pkcs8.expose()).map_err(|_| KeyError::Damaged)
    }

    /// A DER element of more than 255 bytes.
    fn wrapped(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
        let body = parts.concat();
        let [.., high, low] = body.len().to_be_bytes();
        [&[tag, 0x82, high, low], body.as_slice()].concat()
    }
}

#[cfg(all(test, feature = "rsa-keys"))]
mod tests;
