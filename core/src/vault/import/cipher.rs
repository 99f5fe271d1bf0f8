//! The ciphers of other apps' exports.

use aes::Aes256;
use aes::cipher::BlockCipherEncrypt;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockModeDecrypt, KeyIvInit};
use chacha20::cipher::{StreamCipher, StreamCipherSeek};
use chacha20::{ChaCha20, R20, hchacha};
use poly1305::Poly1305;
use poly1305::universal_hash::KeyInit;
use ring::{hkdf, hmac};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, Zeroizing};

use super::error::ImportError;
use crate::secret::SecretBytes;
use crate::vault::crypto::{self, NONCE_LEN};

/// Opens AES-256-GCM: `sealed` is the cipher text and its tag. `None` when key, nonce or a byte is wrong.
pub(super) fn gcm(
    key: &SecretBytes,
    nonce: &[u8],
    aad: &[u8],
    sealed: &[u8],
) -> Result<Option<SecretBytes>, ImportError> {
    let nonce: [u8; NONCE_LEN] = nonce.try_into().map_err(|_| ImportError::DAMAGED)?;
    Ok(crypto::open(key, nonce, aad, sealed))
}

/// Opens AES-256-CBC with PKCS #7 padding. `None` when the padding is wrong.
pub(super) fn cbc(
    key: &SecretBytes,
    iv: &[u8],
    sealed: &[u8],
) -> Result<Option<SecretBytes>, ImportError> {
    let opened = cbc_inner(key, iv, sealed);
    crypto::scrub_stack();
    opened
}

#[inline(never)]
fn cbc_inner(
    key: &SecretBytes,
    iv: &[u8],
    sealed: &[u8],
) -> Result<Option<SecretBytes>, ImportError> {
    let cipher = cbc::Decryptor::<Aes256>::new_from_slices(key.expose(), iv);
    let cipher = cipher.map_err(|_| ImportError::DAMAGED)?;
    let mut buffer = Zeroizing::new(sealed.to_vec());
    let plain = cipher.decrypt_padded::<Pkcs7>(&mut buffer);
    Ok(plain.ok().map(SecretBytes::copy_of))
}

/// Opens AES-256 in counter mode as WinZip has it: the counter begins at one, its lowest byte first. `None` when
/// the authenticator, the front of an HMAC-SHA1, is another.
pub(super) fn zip(keys: [&[u8]; 2], text: &[u8], mac: &[u8]) -> Option<SecretBytes> {
    let [key, mac_key] = keys;
    let mac_key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, mac_key);
    let made = hmac::sign(&mac_key, text);
    if !bool::from(made.as_ref().get(..mac.len())?.ct_eq(mac)) {
        return None;
    }
    let opened = zip_inner(key, text);
    crypto::scrub_stack();
    opened
}

#[inline(never)]
fn zip_inner(key: &[u8], text: &[u8]) -> Option<SecretBytes> {
    let cipher = Aes256::new_from_slice(key).ok()?;
    let mut plain = Zeroizing::new(text.to_vec());
    for (counter, block) in (1_u128..).zip(plain.chunks_mut(16)) {
        let mut stream = counter.to_le_bytes().into();
        cipher.encrypt_block(&mut stream);
        block.iter_mut().zip(stream).for_each(|(byte, key)| *byte ^= key);
    }
    Some(SecretBytes::copy_of(&plain))
}

/// HKDF-SHA256, the second half only (RFC 5869 section 2.3): 32 bytes for one purpose.
pub(super) fn expand(key: &SecretBytes, purpose: &[u8]) -> Result<SecretBytes, ImportError> {
    let pseudo_random = hkdf::Prk::new_less_safe(hkdf::HKDF_SHA256, key.expose());
    let mut out = Zeroizing::new([0; 32]);
    let purpose = [purpose];
    pseudo_random
        .expand(&purpose, hkdf::HKDF_SHA256)
        .and_then(|made| made.fill(&mut *out))
        .map_err(|_| ImportError::DAMAGED)?;
    Ok(SecretBytes::copy_of(&*out))
}

/// Whether an HMAC-SHA256 is the one of these parts; in constant time.
pub(super) fn has_mac(key: &SecretBytes, parts: &[&[u8]], mac: &[u8]) -> bool {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key.expose());
    let mut context = hmac::Context::with_key(&key);
    parts.iter().for_each(|part| context.update(part));
    context.sign().as_ref().ct_eq(mac).into()
}

/// Bytes of a secretstream's header, and what a chunk has beyond its text.
pub(super) const STREAM_HEADER: usize = 24;
const STREAM_MORE: usize = 1 + 16;
/// A block of ChaCha20.
const BLOCK: usize = 64;

/// Opens one chunk of libsodium's secretstream (XChaCha20-Poly1305). `None` when key, header or a byte is
/// wrong.
///
/// # Errors
/// [`ImportError::Damaged`] when header or chunk has an impossible length, or the chunk is not an end.
pub(super) fn secretstream(
    key: &SecretBytes,
    header: &[u8],
    chunk: &[u8],
) -> Result<Option<SecretBytes>, ImportError> {
    let opened = secretstream_inner(key, header, chunk);
    crypto::scrub_stack();
    opened
}

#[inline(never)]
fn secretstream_inner(
    key: &SecretBytes,
    header: &[u8],
    chunk: &[u8],
) -> Result<Option<SecretBytes>, ImportError> {
    let key: &[u8; 32] = key.expose().try_into().map_err(|_| ImportError::DAMAGED)?;
    let header: &[u8; STREAM_HEADER] = header.try_into().map_err(|_| ImportError::DAMAGED)?;
    let (outer, inner) = header.split_first_chunk::<16>().ok_or(ImportError::DAMAGED)?;
    let length = chunk.len().checked_sub(STREAM_MORE).ok_or(ImportError::DAMAGED)?;
    let (mark, rest) = chunk.split_first().ok_or(ImportError::DAMAGED)?;
    let (text, mac) = rest.split_at_checked(length).ok_or(ImportError::DAMAGED)?;

    let mut made = hchacha::<R20>(key.into(), outer.into());
    let sub_key: Zeroizing<[u8; 32]> = Zeroizing::new(made.into());
    made.as_mut_slice().zeroize();
    let mut nonce = [0; 12];
    nonce[0] = 1;
    for (to, from) in nonce.iter_mut().skip(4).zip(inner) {
        *to = *from;
    }
    let mut stream = ChaCha20::new((&*sub_key).into(), &nonce.into());
    let mut first = Zeroizing::new([0; BLOCK]);
    stream.apply_keystream(&mut *first);
    let mac_key = first.first_chunk::<32>().ok_or(ImportError::DAMAGED)?;
    // The second block opens the mark and authenticates it.
    let mut second = Zeroizing::new([0; BLOCK]);
    second[0] = *mark;
    stream.apply_keystream(&mut *second);
    let tag = std::mem::replace(&mut second[0], *mark);

    let counted = |length: usize| u64::try_from(length).unwrap_or(u64::MAX).to_le_bytes();
    let mut message = Vec::with_capacity(BLOCK.saturating_add(length).saturating_add(32));
    message.extend_from_slice(&*second);
    message.extend_from_slice(text);
    // As libsodium has it: not what would fill up to a block.
    message.resize(message.len().saturating_add(length % 16), 0);
    message.extend_from_slice(&counted(0));
    message.extend_from_slice(&counted(BLOCK.saturating_add(length)));
    let made = Poly1305::new(mac_key.into()).compute_unpadded(&message);
    if !bool::from(made.as_slice().ct_eq(mac)) {
        return Ok(None);
    }
    if !matches!(tag, 0 | 3) {
        return Err(ImportError::DAMAGED);
    }
    let mut plain = Zeroizing::new(text.to_vec());
    stream.seek(2 * BLOCK);
    stream.apply_keystream(&mut plain);
    Ok(Some(SecretBytes::copy_of(&plain)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secretstream_opens_as_libsodium_made_it_and_not_when_changed() {
        let key = SecretBytes::new((0..32).collect());
        let hex = |text: &str| data_encoding::HEXLOWER.decode(text.as_bytes()).unwrap();
        let header = hex("529eb24dd72efe8d0d80fdcf72bc61fa5b3c51d4728c90ff");
        let chunk = hex("26b995d393a0a593e68c7a5c2ec3f643c3a3bd70421c5f90d1acb3fa");
        let opened = secretstream(&key, &header, &chunk).unwrap().unwrap();
        assert!(opened.ct_eq(b"otpauth://x"));
        for at in 0..chunk.len() {
            let mut changed = chunk.clone();
            changed[at] ^= 1;
            assert!(secretstream(&key, &header, &changed).unwrap().is_none(), "{at}");
        }
        assert!(secretstream(&key, &header, &chunk[..16]).is_err());
        assert!(secretstream(&key, &header[1..], &chunk).is_err());
    }

    #[test]
    fn hkdf_expands_as_rfc_5869_does() {
        // Appendix A.1, from the pseudo-random key on.
        let hex = |text: &str| data_encoding::HEXLOWER.decode(text.as_bytes()).unwrap();
        let key = hex("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5");
        let made = expand(&SecretBytes::new(key), &hex("f0f1f2f3f4f5f6f7f8f9")).unwrap();
        let expected = hex("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf");
        assert!(made.ct_eq(&expected));
    }
}
