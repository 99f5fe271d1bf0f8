//! Argon2id for the passcode: its cost, the limits of that cost, and the derivation.

use argon2::{Algorithm, Argon2, Block, Params, Version};
use zeroize::Zeroize;

use super::crypto;
use super::error::VaultError;
use crate::secret::SecretBytes;

/// Cost of Argon2id version 1.3, always inside the limits of V-13: 19 MiB and 2 passes at least,
/// 64 MiB and 10 passes at most for a passcode, 256 MiB and 8 passes for a backup, one to four lanes.
///
/// ```
/// use countersign_core::app::{Authenticator, KdfParams};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
///
/// let kdf: KdfParams = Authenticator::calibrate()?;
/// println!("{} KiB, {} passes on this device", kdf.memory_kib(), kdf.passes());
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KdfParams {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl KdfParams {
    /// The least that is accepted, in files too (V-14).
    pub const FLOOR: Self = Self { memory_kib: 19 * 1024, passes: 2, lanes: 1 };
    /// The most that is made or accepted, so that weaker phones open the file too.
    pub const CAP: Self = Self { memory_kib: 64 * 1024, passes: 10, lanes: 1 };
    /// What a device that was not measured uses.
    pub const DEFAULT: Self = Self { memory_kib: 64 * 1024, passes: 3, lanes: 1 };

    /// Checks the cost against the limits, before any memory is taken.
    ///
    /// # Errors
    /// [`VaultError::KdfTooCostly`], [`VaultError::KdfTooWeak`].
    pub fn new(memory_kib: u32, passes: u32, lanes: u32) -> Result<Self, VaultError> {
        if memory_kib > Self::CAP.memory_kib || passes > Self::CAP.passes || lanes > MAX_LANES {
            return Err(VaultError::KdfTooCostly { needed_kib: memory_kib, passes });
        }
        if memory_kib < Self::FLOOR.memory_kib || passes < Self::FLOOR.passes || lanes < 1 {
            return Err(VaultError::KdfTooWeak);
        }
        Ok(Self { memory_kib, passes, lanes })
    }

    /// Checks the cost that a backup file asks for, before any memory is taken: such a file is opened on
    /// other devices too.
    ///
    /// # Errors
    /// As [`KdfParams::new`].
    pub fn for_backup(memory_kib: u32, passes: u32, lanes: u32) -> Result<Self, VaultError> {
        let too_much = memory_kib > BACKUP_MOST_KIB || passes > BACKUP_MOST_PASSES;
        if too_much || lanes > MAX_LANES {
            return Err(VaultError::KdfTooCostly { needed_kib: memory_kib, passes });
        }
        if memory_kib < Self::FLOOR.memory_kib || passes < Self::FLOOR.passes || lanes < 1 {
            return Err(VaultError::KdfTooWeak);
        }
        Ok(Self { memory_kib, passes, lanes })
    }

    /// The same cost with no more passes than a backup may ask for.
    #[must_use]
    pub fn capped_for_backup(self) -> Self {
        Self { passes: self.passes.min(BACKUP_MOST_PASSES), ..self }
    }

    /// Finds the cost that takes this device 0.5 to 1 s, or the nearest inside the limits (V-13).
    ///
    /// `measure` runs [`KdfParams::trial`] with the given cost and says how many milliseconds it
    /// took; it is called two or three times.
    ///
    /// # Errors
    /// What `measure` returns.
    pub fn calibrate<E>(mut measure: impl FnMut(Self) -> Result<u64, E>) -> Result<Self, E> {
        let floor_ms = measure(Self::FLOOR)?.max(1);
        // The time grows with memory times passes: memory first, then passes.
        let affordable = Self::FLOOR.work().saturating_mul(TARGET_MS) / floor_ms;
        let memory = affordable / u64::from(Self::FLOOR.passes);
        let memory_kib = u32::try_from(memory)
            .unwrap_or(u32::MAX)
            .clamp(Self::FLOOR.memory_kib, Self::CAP.memory_kib);
        let mut chosen = Self { memory_kib, passes: passes_for(affordable, memory_kib), lanes: 1 };
        if chosen == Self::FLOOR {
            return Ok(chosen);
        }
        // More memory is slower than its share (caches): correct the passes, then the memory.
        let ms = measure(chosen)?.max(1);
        if !WANTED_MS.contains(&ms) {
            let affordable = chosen.work().saturating_mul(TARGET_MS) / ms;
            chosen.passes = passes_for(affordable, memory_kib);
            let memory = affordable / u64::from(chosen.passes);
            chosen.memory_kib = u32::try_from(memory)
                .unwrap_or(u32::MAX)
                .clamp(Self::FLOOR.memory_kib, Self::CAP.memory_kib);
        }
        Ok(chosen)
    }

    /// Does the work once, for [`KdfParams::calibrate`] to be timed; the result is thrown away.
    ///
    /// # Errors
    /// [`VaultError::OutOfMemory`].
    pub fn trial(self) -> Result<(), VaultError> {
        argon2id(b"a passcode to measure with", &[0; 16], self).map(|_| ())
    }

    /// Memory in KiB.
    #[must_use]
    pub fn memory_kib(self) -> u32 {
        self.memory_kib
    }

    /// Passes over the memory.
    #[must_use]
    pub fn passes(self) -> u32 {
        self.passes
    }

    /// Lanes.
    #[must_use]
    pub fn lanes(self) -> u32 {
        self.lanes
    }

    fn work(self) -> u64 {
        u64::from(self.memory_kib).saturating_mul(u64::from(self.passes))
    }
}

impl Default for KdfParams {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// Argon2id version 1.3 (RFC 9106), 32 bytes. The memory and the stack it worked in are wiped.
pub(super) fn argon2id(
    secret: &[u8],
    salt: &[u8],
    params: KdfParams,
) -> Result<SecretBytes, VaultError> {
    let derived = argon2id_inner(secret, salt, params);
    crypto::scrub_stack();
    derived
}

#[inline(never)]
fn argon2id_inner(
    secret: &[u8],
    salt: &[u8],
    params: KdfParams,
) -> Result<SecretBytes, VaultError> {
    #[cfg(test)]
    RUNS.with(|runs| runs.set(runs.get() + 1));
    let cost = Params::new(params.memory_kib, params.passes, params.lanes, Some(OUTPUT_LEN))
        .map_err(|_| VaultError::Crypto)?;
    let mut memory = Vec::new();
    memory.try_reserve_exact(cost.block_count()).map_err(|_| VaultError::OutOfMemory)?;
    memory.resize_with(cost.block_count(), Block::new);
    let mut out = SecretBuffer([0; OUTPUT_LEN]);
    let done = Argon2::new(Algorithm::Argon2id, Version::V0x13, cost)
        .hash_password_into_with_memory(secret, salt, &mut out.0, &mut memory);
    memory.iter_mut().for_each(Zeroize::zeroize);
    done.map_err(|_| VaultError::Crypto)?;
    Ok(SecretBytes::copy_of(&out.0))
}

// Counts derivations on this thread, for the tests that ask whether one ran at all (V-23).
#[cfg(test)]
thread_local! {
    pub(super) static RUNS: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

struct SecretBuffer([u8; OUTPUT_LEN]);

impl Drop for SecretBuffer {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

fn passes_for(affordable: u64, memory_kib: u32) -> u32 {
    let passes = affordable / u64::from(memory_kib.max(1));
    u32::try_from(passes).unwrap_or(u32::MAX).clamp(KdfParams::FLOOR.passes, KdfParams::CAP.passes)
}

const OUTPUT_LEN: usize = 32;
/// Most memory and passes that a backup file may ask for (V-13).
const BACKUP_MOST_KIB: u32 = 256 * 1024;
const BACKUP_MOST_PASSES: u32 = 8;
const MAX_LANES: u32 = 4;
const TARGET_MS: u64 = 750;
const WANTED_MS: std::ops::RangeInclusive<u64> = 500..=1000;

#[cfg(test)]
mod tests {
    use super::*;

    /// A device that needs `ns` nanoseconds for each KiB and pass.
    fn device(ns: u64) -> impl Fn(KdfParams) -> Result<u64, VaultError> {
        move |params| Ok(params.work() * ns / 1_000_000)
    }

    #[test]
    fn calibration_takes_half_a_second_to_a_second_within_the_limits_v13() {
        for ns in [1, 10, 100, 500, 1_000, 2_000, 5_000, 10_000, 100_000, 10_000_000] {
            let chosen = KdfParams::calibrate(device(ns)).unwrap();
            assert!(KdfParams::new(chosen.memory_kib, chosen.passes, chosen.lanes).is_ok());
            let ms = device(ns)(chosen).unwrap();
            let fits = (500..=1000).contains(&ms);
            let too_fast = ms < 500 && chosen == KdfParams::CAP;
            let too_slow = ms > 1000 && chosen == KdfParams::FLOOR;
            assert!(fits || too_fast || too_slow, "{ns} ns: {chosen:?} takes {ms} ms");
        }
    }

    #[test]
    fn calibration_corrects_a_device_that_slows_down_with_memory_v13() {
        let slow = |params: KdfParams| -> Result<u64, VaultError> {
            let penalty = if params.memory_kib > 32 * 1024 { 3 } else { 1 };
            Ok(params.work() * 2_000 * penalty / 1_000_000)
        };
        let ms = slow(KdfParams::calibrate(slow).unwrap()).unwrap();
        assert!((400..=1000).contains(&ms), "{ms} ms");
        assert_eq!(KdfParams::calibrate(|_| Err(7)), Err(7));
    }

    #[test]
    fn cost_outside_the_limits_is_refused_v14() {
        assert!(KdfParams::new(19 * 1024, 2, 1).is_ok() && KdfParams::new(65_536, 10, 4).is_ok());
        for (memory, passes, lanes) in
            [(65_537, 3, 1), (u32::MAX, u32::MAX, 1), (65_536, 11, 1), (65_536, 3, 5)]
        {
            let expected = VaultError::KdfTooCostly { needed_kib: memory, passes };
            assert_eq!(KdfParams::new(memory, passes, lanes), Err(expected));
        }
        for (memory, passes, lanes) in [(19 * 1024 - 1, 2, 1), (65_536, 1, 1), (65_536, 3, 0)] {
            assert_eq!(KdfParams::new(memory, passes, lanes), Err(VaultError::KdfTooWeak));
        }
        assert!(KdfParams::DEFAULT.trial().is_ok());
    }
}
