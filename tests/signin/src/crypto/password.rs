//! Passwords: Argon2id (RFC 9106), 19 MiB, two passes, a fresh salt each.

use argon2::{Algorithm, Argon2, Params, Version};
use data_encoding::BASE64URL_NOPAD;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::outside::{NoRandom, Random};

/// What the hash of a password costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordCost {
    /// 19 MiB and two passes.
    Real,
    /// Next to nothing, for tests that sign in thousands of times; refused without `test_control`.
    ForTests,
}

impl PasswordCost {
    /// KiB, and passes over them.
    fn parameters(self) -> (u32, u32) {
        match self {
            Self::Real => (19_456, 2),
            Self::ForTests => (8, 1),
        }
    }
}

/// Longest password that is hashed, in bytes.
pub(crate) const LONGEST: usize = 1024;

/// The hash to store.
///
/// # Errors
/// [`NoRandom`] when no salt could be drawn or the key derivation found no memory.
pub(crate) fn hash(
    cost: PasswordCost,
    random: &dyn Random,
    password: &str,
) -> Result<String, NoRandom> {
    let mut salt = [0; 16];
    random.fill(&mut salt)?;
    let derived = derive(cost, password, &salt).ok_or(NoRandom)?;
    let (memory, passes) = cost.parameters();
    Ok(format!(
        "argon2id:{memory}:{passes}:{}:{}",
        BASE64URL_NOPAD.encode(&salt),
        BASE64URL_NOPAD.encode(derived.as_slice())
    ))
}

/// Whether the password belongs to the hash. Without a hash (no such user) the same work is done
/// and the answer is no, so that the time tells nothing.
pub(crate) fn verify(cost: PasswordCost, password: &str, stored: Option<&str>) -> bool {
    let (memory, passes) = cost.parameters();
    let parsed = stored.and_then(|stored| {
        let rest = stored.strip_prefix(&format!("argon2id:{memory}:{passes}:"))?;
        let (salt, hash) = rest.split_once(':')?;
        let salt = BASE64URL_NOPAD.decode(salt.as_bytes()).ok()?;
        Some((salt, BASE64URL_NOPAD.decode(hash.as_bytes()).ok()?))
    });
    let known = parsed.is_some();
    let (salt, hash) = parsed.unwrap_or_else(|| (vec![0; 16], vec![0; 32]));
    let right = derive(cost, password, &salt).is_some_and(|derived| derived.ct_eq(&hash).into());
    known && right
}

fn derive(cost: PasswordCost, password: &str, salt: &[u8]) -> Option<Zeroizing<[u8; 32]>> {
    if password.len() > LONGEST {
        return None;
    }
    let (memory, passes) = cost.parameters();
    let params = Params::new(memory, passes, 1, Some(32)).ok()?;
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
        let stored = hash(PasswordCost::Real, &SystemRandom::default(), "correct horse").unwrap();
        assert!(verify(PasswordCost::Real, "correct horse", Some(&stored)));
        assert!(!verify(PasswordCost::Real, "correct horse ", Some(&stored)));
        assert!(!verify(PasswordCost::Real, "correct horse", None));
        assert!(!verify(PasswordCost::Real, "", Some("argon2id:1:1::")));
        let cheap =
            hash(PasswordCost::ForTests, &SystemRandom::default(), "correct horse").unwrap();
        assert!(verify(PasswordCost::ForTests, "correct horse", Some(&cheap)));
        assert!(!verify(PasswordCost::Real, "correct horse", Some(&cheap)), "no way in");
        assert_ne!(
            stored,
            hash(PasswordCost::Real, &SystemRandom::default(), "correct horse").unwrap()
        );
    }
}
