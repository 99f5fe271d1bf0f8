//! Signatures, keys, digests and passwords, written apart from `countersign-core` on purpose: what
//! both sides agree on is then the protocol, not a shared mistake.

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

/// Whether two texts are equal, in time that depends on their lengths only.
pub(crate) fn equal(one: &str, other: &str) -> bool {
    use subtle::ConstantTimeEq;
    one.as_bytes().ct_eq(other.as_bytes()).into()
}
