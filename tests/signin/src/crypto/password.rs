//! Passwords: Argon2id (RFC 9106), 19 MiB, two passes, a fresh salt each.

use argon2::{Algorithm, Argon2, Params, Version};
use data_encoding::BASE64URL_NOPAD;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::outside::{NoRandom, Random};

const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;

/// Longest password that is hashed, in bytes.
pub(crate) const LONGEST: usize = 1024;

/// The hash to store.
///
/// # Errors
/// [`NoRandom`] when no salt could be drawn or the key derivation found no memory.
pub(crate) fn hash(random: &dyn Random, password: &str) -> Result<String, NoRandom> {
    let mut salt = [0; 16];
    random.fill(&mut salt)?;
    let derived = derive(password, &salt).ok_or(NoRandom)?;
    Ok(format!(
        "argon2id:{MEMORY_KIB}:{PASSES}:{}:{}",
        BASE64URL_NOPAD.encode(&salt),
        BASE64URL_NOPAD.encode(derived.as_slice())
    ))
}

/// Whether the password belongs to the hash. Without a hash (no such user) the same work is done
/// and the answer is no, so that the time tells nothing.
pub(crate) fn verify(password: &str, stored: Option<&str>) -> bool {
    let parsed = stored.and_then(|stored| {
        let rest = stored.strip_prefix(&format!("argon2id:{MEMORY_KIB}:{PASSES}:"))?;
        let (salt, hash) = rest.split_once(':')?;
        let salt = BASE64URL_NOPAD.decode(salt.as_bytes()).ok()?;
        Some((salt, BASE64URL_NOPAD.decode(hash.as_bytes()).ok()?))
    });
    let known = parsed.is_some();
    let (salt, hash) = parsed.unwrap_or_else(|| (vec![0; 16], vec![0; 32]));
    let right = derive(password, &salt).is_some_and(|derived| derived.ct_eq(&hash).into());
    known && right
}

fn derive(password: &str, salt: &[u8]) -> Option<Zeroizing<[u8; 32]>> {
    if password.len() > LONGEST {
        return None;
    }
    let params = Params::new(MEMORY_KIB, PASSES, 1, Some(32)).ok()?;
    let mut out = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password.as_bytes(), salt, out.as_mut_slice())
        .ok()?;
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outside::SystemRandom;

    #[test]
    fn only_the_right_password_of_a_known_user_passes() {
        let stored = hash(&SystemRandom::default(), "correct horse").unwrap();
        assert!(verify("correct horse", Some(&stored)));
        assert!(!verify("correct horse ", Some(&stored)));
        assert!(!verify("correct horse", None));
        assert!(!verify("", Some("argon2id:1:1::")));
        assert_ne!(stored, hash(&SystemRandom::default(), "correct horse").unwrap());
    }
}
