//! RFC 4226, RFC 6238 and Steam codes: the one module that knows totp-rs.
//!
//! The crate panics for ten digits and for a period of zero, and its `Token` prints the code, so it
//! is given checked numbers only and its token is turned into wiped text at once (PAYLOADS.md
//! section 9). Every code is made from a counter: the crate's period stays 1.

use std::fmt::Write as _;

use totp_rs::{Algorithm as Hash, Builder, Totp};

use super::code::CodeText;
use super::types::{Algorithm, Digits};

/// Length of a Steam code.
const STEAM_DIGITS: u8 = 5;
/// The most digits that totp-rs can make.
const MOST: u8 = 9;

/// The codes of one account, by the counter value or the number of the time step.
pub(super) struct Generator {
    digits: u8,
    made: Totp,
}

impl Generator {
    /// RFC 4226 section 5.3; TOTP is the same with the number of the time step.
    pub(super) fn numeric(algorithm: Algorithm, digits: Digits, secret: &[u8]) -> Self {
        let hash = match algorithm {
            Algorithm::Sha1 => Hash::SHA1,
            Algorithm::Sha256 => Hash::SHA256,
            Algorithm::Sha512 => Hash::SHA512,
        };
        let digits = digits.get();
        Self { digits, made: generator(hash, digits.min(MOST), secret) }
    }

    /// Steam's.
    pub(super) fn steam(secret: &[u8]) -> Self {
        Self { digits: STEAM_DIGITS, made: generator(Hash::Steam, STEAM_DIGITS, secret) }
    }

    /// The code of one counter value.
    pub(super) fn code(&self, counter: u64) -> CodeText {
        if self.digits <= MOST {
            return written(self.digits, self.made.generate(counter));
        }
        // 31 bits are at most 2,147,483,647: ten digits are the truncation itself, zero-padded.
        let width = usize::from(self.digits);
        let mac = self.made.sign(counter);
        written(self.digits, format_args!("{:0width$}", truncated(mac.as_ref())))
    }
}

/// A generator whose "time" is the counter itself.
fn generator(hash: Hash, digits: u8, secret: &[u8]) -> Totp {
    Builder::new()
        .with_algorithm(hash)
        .with_digits(digits)
        .with_step_duration(1)
        .with_secret(secret)
        .build_noncompliant()
}

/// Writes a code into memory that is wiped and was sized beforehand, so that no copy is left behind.
fn written(digits: u8, code: impl std::fmt::Display) -> CodeText {
    let mut text = String::with_capacity(usize::from(digits));
    // Writing to a `String` cannot fail.
    let _ = write!(text, "{code}");
    CodeText::new(text)
}

/// Dynamic truncation, RFC 4226 section 5.3.
fn truncated(mac: &[u8]) -> u32 {
    let offset = usize::from(mac.last().copied().unwrap_or_default() & 0x0f);
    let four = mac.get(offset..).and_then(|rest| rest.first_chunk::<4>());
    u32::from_be_bytes(four.copied().unwrap_or_default()) & 0x7fff_ffff
}
