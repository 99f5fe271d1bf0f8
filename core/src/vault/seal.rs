//! One save as bytes: the header, then the sealed contents.

use super::codec;
use super::crypto::{self, NONCE_LEN, Purpose, TAG_LEN};
use super::error::VaultError;
use super::header::Header;
use super::model::Contents;
use crate::secret::{SecretBytes, Wiped};

/// Largest vault file that is read or written.
pub(super) const MAX_FILE: usize = 12 * 1024 * 1024;
/// The sealed part is a multiple of this, so that its length does not tell the number of accounts
/// within a step (V-07).
const STEP: usize = 4096;

/// Seals `contents` under a key made for this header alone. Returns the file, and how many of its
/// bytes are the header.
pub(super) fn seal_file(
    header: &Header,
    vault_key: &SecretBytes,
    contents: &Contents,
) -> Result<(Vec<u8>, usize), VaultError> {
    let head = header.encode()?;
    let file = seal_body(&head, &data_key(header, vault_key)?, &codec::encode(contents)?)?;
    Ok((file, head.len()))
}

/// A clear head, and behind it contents as bytes, sealed under a key that seals nothing else, with the head as
/// associated data.
pub(super) fn seal_body(
    head: &[u8],
    key: &SecretBytes,
    body: &[u8],
) -> Result<Vec<u8>, VaultError> {
    let body_len = u32::try_from(body.len()).map_err(|_| VaultError::TooLarge)?;
    let sealed_len = body.len().saturating_add(4 + TAG_LEN).div_ceil(STEP).saturating_mul(STEP);
    let total = head.len().saturating_add(sealed_len);
    if total > MAX_FILE {
        return Err(VaultError::TooLarge);
    }
    // Exactly as large as the file: no reallocation leaves plain bytes behind. Until it is sealed
    // it is wiped if anything fails.
    let mut file = Wiped::new(Vec::with_capacity(total));
    file.extend_from_slice(head);
    file.extend_from_slice(&body_len.to_be_bytes());
    file.extend_from_slice(body);
    file.resize(total.saturating_sub(TAG_LEN), 0);
    crypto::seal_in_place(key, DATA_NONCE, head, &mut file, head.len())?;
    Ok(std::mem::take(&mut *file))
}

/// Opens the sealed part in place and reads the contents. `None` when the seal does not open:
/// header, data or key is not the one of the save.
pub(super) fn open_file(
    header: &Header,
    header_len: usize,
    vault_key: &SecretBytes,
    file: &mut Wiped,
) -> Result<Option<Contents>, VaultError> {
    open_body(header_len, &data_key(header, vault_key)?, file)
}

/// Opens what [`seal_body`] made, in place.
pub(super) fn open_body(
    head_len: usize,
    key: &SecretBytes,
    file: &mut Wiped,
) -> Result<Option<Contents>, VaultError> {
    let Some((head, sealed)) = file.split_at_mut_checked(head_len) else {
        return Err(VaultError::Damaged);
    };
    check_sealed_len(sealed.len())?;
    let Some(len) = crypto::open_in_place(key, DATA_NONCE, head, sealed) else {
        return Ok(None);
    };
    let plain = sealed.get(..len).and_then(|plain| plain.split_first_chunk::<4>());
    let (body_len, rest) = plain.ok_or(VaultError::Damaged)?;
    let body_len =
        usize::try_from(u32::from_be_bytes(*body_len)).map_err(|_| VaultError::Damaged)?;
    codec::decode(rest.get(..body_len).ok_or(VaultError::Damaged)?).map(Some)
}

/// The sealed part is one or more whole steps; anything else is a truncated file.
pub(super) fn check_sealed_len(len: usize) -> Result<(), VaultError> {
    if len == 0 || !len.is_multiple_of(STEP) { Err(VaultError::Damaged) } else { Ok(()) }
}

fn data_key(header: &Header, vault_key: &SecretBytes) -> Result<SecretBytes, VaultError> {
    let purpose = Purpose::Data { generation: header.generation };
    crypto::derive_key(&header.salt, vault_key, purpose)
}

/// The data key seals one message in its life, so its nonce may be fixed.
const DATA_NONCE: [u8; NONCE_LEN] = [0; NONCE_LEN];
