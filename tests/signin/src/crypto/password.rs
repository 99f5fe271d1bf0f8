//! Passwords: Argon2id (RFC 9106), 19 MiB, two passes, a fresh salt each.

use argon2::{Algorithm, Argon2, Params, Version};
use data_encoding::BASE64URL_NOPAD;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::blocks::Memory;
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

/// Hashes passwords, a few at a time, in memory that it keeps: a hash of real cost takes 19 MiB, and an
/// allocator that gets as much back from one thread after the other keeps most of it.
pub(crate) struct Hasher {
    cost: PasswordCost,
    memory: Memory,
}

impl Hasher {
    /// Hashes at this cost, at most so many at a time; whoever comes then waits.
    pub(crate) fn new(cost: PasswordCost, at_a_time: usize) -> Self {
        Self { cost, memory: Memory::new(at_a_time) }
    }

    /// The hash to store.
    ///
    /// # Errors
    /// [`NoRandom`] when no salt could be drawn or the key derivation found no memory.
    pub(crate) fn hash(&self, random: &dyn Random, password: &str) -> Result<String, NoRandom> {
        let mut salt = [0; 16];
        random.fill(&mut salt)?;
        let derived = self.derive(password, &salt).ok_or(NoRandom)?;
        let (memory, passes) = self.cost.parameters();
        Ok(format!(
            "argon2id:{memory}:{passes}:{}:{}",
            BASE64URL_NOPAD.encode(&salt),
            BASE64URL_NOPAD.encode(derived.as_slice())
        ))
    }

    /// Whether the password belongs to the hash. Without a hash (no such user) the same work is done
    /// and the answer is no, so that the time tells nothing.
    pub(crate) fn verify(&self, password: &str, stored: Option<&str>) -> bool {
        let (memory, passes) = self.cost.parameters();
        let parsed = stored.and_then(|stored| {
            let rest = stored.strip_prefix(&format!("argon2id:{memory}:{passes}:"))?;
            let (salt, hash) = rest.split_once(':')?;
            let salt = BASE64URL_NOPAD.decode(salt.as_bytes()).ok()?;
            Some((salt, BASE64URL_NOPAD.decode(hash.as_bytes()).ok()?))
        });
        let known = parsed.is_some();
        let (salt, hash) = parsed.unwrap_or_else(|| (vec![0; 16], vec![0; 32]));
        let right = self.derive(password, &salt).is_some_and(|derived| derived.ct_eq(&hash).into());
        known && right
    }

    fn derive(&self, password: &str, salt: &[u8]) -> Option<Zeroizing<[u8; 32]>> {
        if password.len() > LONGEST {
            return None;
        }
        let (memory, passes) = self.cost.parameters();
        let params = Params::new(memory, passes, 1, Some(32)).ok()?;
        let mut out = Zeroizing::new([0; 32]);
        let mut blocks = self.memory.take(params.block_count())?;
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into_with_memory(
                password.as_bytes(),
                salt,
                out.as_mut_slice(),
                blocks.as_mut_slice(),
            )
            .ok()?;
        Some(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outside::SystemRandom;

    #[test]
    fn only_the_right_password_of_a_known_user_passes() {
        let random = SystemRandom::default();
        let real = Hasher::new(PasswordCost::Real, 1);
        let stored = real.hash(&random, "correct horse").unwrap();
        assert!(real.verify("correct horse", Some(&stored)));
        assert!(!real.verify("correct horse ", Some(&stored)));
        assert!(!real.verify("correct horse", None));
        assert!(!real.verify("", Some("argon2id:1:1::")));
        let for_tests = Hasher::new(PasswordCost::ForTests, 1);
        let cheap = for_tests.hash(&random, "correct horse").unwrap();
        assert!(for_tests.verify("correct horse", Some(&cheap)));
        assert!(!real.verify("correct horse", Some(&cheap)), "no way in");
        assert_ne!(stored, real.hash(&random, "correct horse").unwrap());
    }

    #[test]
    fn many_passwords_at_once_take_the_memory_of_a_few_and_leave_nothing_in_it() {
        let hasher = Hasher::new(PasswordCost::ForTests, 3);
        let stored = hasher.hash(&SystemRandom::default(), "correct horse").unwrap();
        std::thread::scope(|scope| {
            for _ in 0..32 {
                scope.spawn(|| assert!(hasher.verify("correct horse", Some(&stored))));
            }
        });
        let (made, idle) = hasher.memory.looked_at();
        assert!((1..=3).contains(&made), "{made} buffers");
        assert_eq!(idle.len(), made, "all are there for the next one");
        for word in idle.iter().flatten().flat_map(|block| block.as_ref()) {
            assert_eq!(*word, 0, "a word of somebody's password is left");
        }
    }
}
