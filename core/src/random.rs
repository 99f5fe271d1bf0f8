//! Random bytes, given to the core from outside.
//!
//! ring makes its own keys and ECDSA nonces from the operating system and cannot be given another
//! source; `push::key` is the one file where that happens. Everything else asks a [`Random`].

use ring::rand::SecureRandom;

/// A source of cryptographically strong random bytes.
pub trait Random: Send + Sync {
    /// Fills the buffer.
    ///
    /// # Errors
    /// [`RandomError`] when the source has nothing to give; nothing may be sealed or sent then.
    fn fill(&self, out: &mut [u8]) -> Result<(), RandomError>;
}

impl dyn Random + '_ {
    /// `N` random bytes.
    ///
    /// # Errors
    /// As [`Random::fill`].
    pub fn bytes<const N: usize>(&self) -> Result<[u8; N], RandomError> {
        let mut out = [0; N];
        self.fill(&mut out)?;
        Ok(out)
    }

    /// A random (version 4) UUID in its usual lower-case spelling, RFC 9562 section 5.4.
    ///
    /// # Errors
    /// As [`Random::fill`].
    pub fn uuid(&self) -> Result<String, RandomError> {
        let mut raw: [u8; 16] = self.bytes()?;
        raw[6] = (raw[6] & 0x0f) | 0x40;
        raw[8] = (raw[8] & 0x3f) | 0x80;
        let hex = data_encoding::HEXLOWER.encode(&raw);
        let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default().to_owned();
        Ok([part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-"))
    }
}

/// The random source failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the system gave no random bytes")]
pub struct RandomError;

/// The operating system's source, by ring.
///
/// ```
/// use std::sync::Arc;
///
/// use countersign_core::app::{Dependencies, SystemRandom, VaultDependencies};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let dependencies = testing::dependencies()?;
///
/// let random = Arc::new(SystemRandom::new());
/// let vault = VaultDependencies { random, ..dependencies.vault.clone() };
/// let dependencies = Dependencies { vault, ..dependencies };
/// # drop(dependencies);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct SystemRandom(ring::rand::SystemRandom);

impl SystemRandom {
    /// The source.
    #[must_use]
    pub fn new() -> Self {
        Self(ring::rand::SystemRandom::new())
    }
}

impl Default for SystemRandom {
    fn default() -> Self {
        Self::new()
    }
}

impl Random for SystemRandom {
    fn fill(&self, out: &mut [u8]) -> Result<(), RandomError> {
        self.0.fill(out).map_err(|_| RandomError)
    }
}

/// A repeatable stream of bytes (SplitMix64 of a seed); worthless as a secret.
#[cfg(any(test, feature = "testing"))]
#[derive(Debug)]
pub struct FixedRandom(std::sync::Mutex<u64>);

#[cfg(any(test, feature = "testing"))]
impl FixedRandom {
    /// The stream that belongs to `seed`.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self(std::sync::Mutex::new(seed))
    }
}

#[cfg(any(test, feature = "testing"))]
impl Random for FixedRandom {
    fn fill(&self, out: &mut [u8]) -> Result<(), RandomError> {
        let mut state = self.0.lock().map_err(|_| RandomError)?;
        for chunk in out.chunks_mut(8) {
            *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut mixed = *state;
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            mixed ^= mixed >> 31;
            chunk.copy_from_slice(&mixed.to_le_bytes()[..chunk.len()]);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuids_are_version_4_and_differ() {
        let random: &dyn Random = &FixedRandom::seeded(1);
        let (one, two) = (random.uuid().unwrap(), random.uuid().unwrap());
        assert_ne!(one, two);
        assert_eq!(one.len(), 36);
        assert_eq!(one.as_bytes()[14], b'4');
        assert!(b"89ab".contains(&one.as_bytes()[19]));
    }

    #[test]
    fn the_system_source_does_not_repeat_itself() {
        let random: &dyn Random = &SystemRandom::new();
        assert_ne!(random.bytes::<32>().unwrap(), random.bytes::<32>().unwrap());
    }
}
