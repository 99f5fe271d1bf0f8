//! From a password to a key, as other apps do it. Every cost is checked before memory is taken.

use argon2::{Algorithm, Argon2, Block, Params, Version};
use ring::pbkdf2;
use std::num::NonZeroU32;
use zeroize::{Zeroize, Zeroizing};

use super::error::ImportError;
use crate::secret::{SecretBytes, SecretString};
use crate::vault::crypto::{scrub_stack, sha256};

/// Bytes of a key.
pub(super) const KEY: usize = 32;
/// Most memory and work of the derivations (FORMATS.md section 5).
const ARGON2_MOST_KIB: u64 = 1024 * 1024;
const ARGON2_MOST_WORK: u64 = 8 * 1024 * 1024;
const SCRYPT_MOST_BYTES: u64 = 256 * 1024 * 1024;
const SCRYPT_MOST_WORK: u64 = 1 << 23;
const PBKDF2_MOST: u64 = 10_000_000;
const ZIP_ROUNDS: u64 = 1_000;
const ZIP_KEYS: usize = 2 * KEY + 2;
const SALT: std::ops::RangeInclusive<usize> = 8..=1024;

/// What opening a file costs, as measured on a desktop core; a phone takes two to four times as long.
///
/// ```
/// use countersign_core::app::Cost;
///
/// // Told before the password is asked for.
/// let cost = Cost { memory_kib: 64 * 1024, milliseconds: 400 };
/// println!("about {} s and {} MB", cost.milliseconds.div_ceil(1000), cost.memory_kib / 1024);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB.
    pub memory_kib: u64,
    /// Time in milliseconds.
    pub milliseconds: u64,
}

/// What a file asks for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kdf<'a> {
    Argon2id {
        memory_kib: u64,
        passes: u64,
        lanes: u64,
        salt: &'a [u8],
    },
    Scrypt {
        n: u64,
        r: u64,
        p: u64,
        salt: &'a [u8],
    },
    Pbkdf2Sha1 {
        iterations: u64,
        salt: &'a [u8],
    },
    Pbkdf2Sha256 {
        iterations: u64,
        salt: &'a [u8],
    },
    Pbkdf2Sha512 {
        iterations: u64,
        salt: &'a [u8],
    },
    /// One SHA-256 of the password.
    Sha256,
}

impl Kdf<'_> {
    /// The cost, within the limits.
    pub(super) fn cost(&self) -> Result<Cost, ImportError> {
        match *self {
            Self::Argon2id { memory_kib, passes, lanes, salt } => {
                check_salt(salt)?;
                let work = memory_kib.saturating_mul(passes);
                let cost = Cost::of_argon2id(memory_kib, passes);
                let too_much = memory_kib > ARGON2_MOST_KIB
                    || work > ARGON2_MOST_WORK
                    || passes > 64
                    || lanes > 16;
                let wrong = passes == 0 || lanes == 0 || memory_kib < lanes.saturating_mul(8);
                cost.checked(too_much, wrong)
            }
            Self::Scrypt { n, r, p, salt } => {
                check_salt(salt)?;
                let bytes = 128_u64.saturating_mul(n).saturating_mul(r);
                let work = n.saturating_mul(r).saturating_mul(p);
                // 2^18 in 0.1 s.
                let cost = Cost { memory_kib: bytes / 1024, milliseconds: work / 2_600 };
                let too_much =
                    bytes > SCRYPT_MOST_BYTES || r > 32 || p > 16 || work > SCRYPT_MOST_WORK;
                let wrong = !n.is_power_of_two() || n < 2 || r == 0 || p == 0;
                cost.checked(too_much, wrong)
            }
            Self::Pbkdf2Sha1 { iterations, salt }
            | Self::Pbkdf2Sha256 { iterations, salt }
            | Self::Pbkdf2Sha512 { iterations, salt } => {
                check_salt(salt)?;
                let cost = Cost { memory_kib: 0, milliseconds: iterations / 2_000 };
                cost.checked(iterations > PBKDF2_MOST, iterations == 0)
            }
            Self::Sha256 => Ok(Cost { memory_kib: 0, milliseconds: 0 }),
        }
    }
}

impl Cost {
    /// Of Argon2id: 4 GiB of passes in 7 s.
    pub(super) fn of_argon2id(memory_kib: u64, passes: u64) -> Self {
        Self { memory_kib, milliseconds: memory_kib.saturating_mul(passes) / 600 }
    }

    fn checked(self, too_much: bool, wrong: bool) -> Result<Self, ImportError> {
        if too_much {
            Err(ImportError::KdfTooCostly { needed: self })
        } else if wrong {
            Err(ImportError::DAMAGED)
        } else {
            Ok(self)
        }
    }
}

fn check_salt(salt: &[u8]) -> Result<(), ImportError> {
    if SALT.contains(&salt.len()) { Ok(()) } else { Err(ImportError::DAMAGED) }
}

/// What the person gave to open a file with.
#[derive(Clone, Copy)]
pub(super) struct Opener<'a> {
    pub(super) password: Option<&'a SecretString>,
    pub(super) free_memory: Option<u64>,
}

impl Opener<'_> {
    /// The key that the password stands for, as typed: neither trimmed nor normalised.
    pub(super) fn derive(&self, kdf: Kdf<'_>) -> Result<SecretBytes, ImportError> {
        let password = self.affords(kdf.cost()?)?;
        let key = derive(kdf, password.expose().as_bytes());
        scrub_stack();
        key
    }

    /// The password, where the device has the memory for what opening the file costs.
    pub(super) fn affords(&self, cost: Cost) -> Result<&SecretString, ImportError> {
        let half = self.free_memory.map(|free| free / 2 / 1024);
        if half.is_some_and(|half| cost.memory_kib > half) {
            return Err(ImportError::KdfTooCostly { needed: cost });
        }
        self.password.ok_or(ImportError::PasswordNeeded)
    }
}

#[inline(never)]
fn derive(kdf: Kdf<'_>, password: &[u8]) -> Result<SecretBytes, ImportError> {
    let mut key = Zeroizing::new([0; KEY]);
    match kdf {
        Kdf::Argon2id { memory_kib, passes, lanes, salt } => {
            argon2id(password, salt, [memory_kib, passes, lanes], &mut *key)?;
        }
        Kdf::Scrypt { n, r, p, salt } => {
            let log_n = u8::try_from(n.trailing_zeros()).map_err(|_| ImportError::DAMAGED)?;
            let small = |value: u64| u32::try_from(value).map_err(|_| ImportError::DAMAGED);
            let params = scrypt::Params::new(log_n, small(r)?, small(p)?)
                .map_err(|_| ImportError::DAMAGED)?;
            scrypt::scrypt(password, salt, &params, &mut *key).map_err(|_| ImportError::DAMAGED)?;
        }
        Kdf::Pbkdf2Sha1 { iterations, salt } => {
            pbkdf2(pbkdf2::PBKDF2_HMAC_SHA1, iterations, salt, password, &mut *key)?;
        }
        Kdf::Pbkdf2Sha256 { iterations, salt } => {
            pbkdf2(pbkdf2::PBKDF2_HMAC_SHA256, iterations, salt, password, &mut *key)?;
        }
        Kdf::Pbkdf2Sha512 { iterations, salt } => {
            pbkdf2(pbkdf2::PBKDF2_HMAC_SHA512, iterations, salt, password, &mut *key)?;
        }
        Kdf::Sha256 => *key = sha256(password),
    }
    Ok(SecretBytes::copy_of(&*key))
}

/// The keys of a member of a zip archive (WinZip AE-2): for the cipher, for the authenticator, and two bytes that
/// tell a wrong password early.
pub(super) fn zip_keys(
    password: &SecretString,
    salt: &[u8],
) -> Result<Zeroizing<[u8; ZIP_KEYS]>, ImportError> {
    let mut keys = Zeroizing::new([0; ZIP_KEYS]);
    let password = password.expose().as_bytes();
    pbkdf2(pbkdf2::PBKDF2_HMAC_SHA1, ZIP_ROUNDS, salt, password, &mut *keys)?;
    scrub_stack();
    Ok(keys)
}

fn pbkdf2(
    algorithm: pbkdf2::Algorithm,
    iterations: u64,
    salt: &[u8],
    password: &[u8],
    key: &mut [u8],
) -> Result<(), ImportError> {
    let iterations = u32::try_from(iterations).ok().and_then(NonZeroU32::new);
    pbkdf2::derive(algorithm, iterations.ok_or(ImportError::DAMAGED)?, salt, password, key);
    Ok(())
}

fn argon2id(
    password: &[u8],
    salt: &[u8],
    cost: [u64; 3],
    key: &mut [u8],
) -> Result<(), ImportError> {
    let [memory_kib, passes, lanes] = cost;
    let small = |value: u64| u32::try_from(value).map_err(|_| ImportError::DAMAGED);
    let params = Params::new(small(memory_kib)?, small(passes)?, small(lanes)?, Some(KEY))
        .map_err(|_| ImportError::DAMAGED)?;
    let mut memory = Vec::new();
    memory
        .try_reserve_exact(params.block_count())
        .map_err(|_| ImportError::KdfTooCostly { needed: Cost::of_argon2id(memory_kib, passes) })?;
    memory.resize_with(params.block_count(), Block::new);
    let done = Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into_with_memory(password, salt, key, &mut memory);
    memory.iter_mut().for_each(Zeroize::zeroize);
    done.map_err(|_| ImportError::DAMAGED)
}
