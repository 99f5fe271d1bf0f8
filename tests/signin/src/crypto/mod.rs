//! Signatures, keys, digests and passwords, written apart from `countersign-core` on purpose: what
//! both sides agree on is then the protocol, not a shared mistake.

mod blocks;
pub(crate) mod context;
pub(crate) mod jwk;
pub(crate) mod jws;
pub(crate) mod password;

use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest, Sha256};

/// SHA-256 in base64url without padding.
pub(crate) fn digest(bytes: &[u8]) -> String {
    BASE64URL_NOPAD.encode(&Sha256::digest(bytes))
}

/// HMAC-SHA256 (RFC 2104) in base64url without padding: nobody without the key can make it.
pub(crate) fn tag(key: &ring::hmac::Key, text: &str) -> String {
    BASE64URL_NOPAD.encode(ring::hmac::sign(key, text.as_bytes()).as_ref())
}

/// Whether two texts are equal, in time that depends on their lengths only.
pub(crate) fn equal(one: &str, other: &str) -> bool {
    use subtle::ConstantTimeEq;
    one.as_bytes().ct_eq(other.as_bytes()).into()
}
