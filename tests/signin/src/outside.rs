//! The two sources of nondeterminism, given to the service from outside.
//!
//! Plain closures implement both traits, so that a test can let the service and the core share one
//! fixed clock without either knowing the other.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use ring::rand::SecureRandom;

/// Where the time comes from, in Unix seconds.
pub trait Clock: Send + Sync {
    /// The time now.
    fn now(&self) -> u64;
}

impl<F: Fn() -> u64 + Send + Sync> Clock for F {
    fn now(&self) -> u64 {
        self()
    }
}

/// A source of cryptographically strong random bytes.
pub trait Random: Send + Sync {
    /// Fills the buffer.
    ///
    /// # Errors
    /// [`NoRandom`] when the source has nothing to give; the caller must not go on then.
    fn fill(&self, out: &mut [u8]) -> Result<(), NoRandom>;
}

impl<F: Fn(&mut [u8]) -> Result<(), NoRandom> + Send + Sync> Random for F {
    fn fill(&self, out: &mut [u8]) -> Result<(), NoRandom> {
        self(out)
    }
}

/// The random source failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the system gave no random bytes")]
pub struct NoRandom;

/// The system's clock, moved forward by what tests asked for.
#[derive(Debug, Default)]
pub struct SystemClock {
    ahead: AtomicU64,
}

impl SystemClock {
    /// Moves this clock forward, as `--test-control` offers.
    pub fn advance(&self, seconds: u64) {
        self.ahead.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "this is the one place")]
    fn now(&self) -> u64 {
        let system = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs());
        system.saturating_add(self.ahead.load(Ordering::SeqCst))
    }
}

/// The operating system's random source.
#[derive(Debug, Default)]
pub struct SystemRandom(());

impl Random for SystemRandom {
    fn fill(&self, out: &mut [u8]) -> Result<(), NoRandom> {
        ring::rand::SystemRandom::new().fill(out).map_err(|_| NoRandom)
    }
}

/// 32 random bytes in base64url: a session id, a CSRF token, a client secret.
///
/// # Errors
/// As [`Random::fill`].
pub(crate) fn token(random: &dyn Random) -> Result<String, NoRandom> {
    let mut raw = [0; 32];
    random.fill(&mut raw)?;
    Ok(data_encoding::BASE64URL_NOPAD.encode(&raw))
}

/// A random (version 4) UUID in its usual lower-case spelling, RFC 9562 section 5.4.
///
/// # Errors
/// As [`Random::fill`].
pub(crate) fn uuid(random: &dyn Random) -> Result<String, NoRandom> {
    let mut raw = [0_u8; 16];
    random.fill(&mut raw)?;
    raw[6] = (raw[6] & 0x0f) | 0x40;
    raw[8] = (raw[8] & 0x3f) | 0x80;
    let mut text = String::with_capacity(36);
    for (index, byte) in raw.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        text.push_str(&data_encoding::HEXLOWER.encode(&[*byte]));
    }
    Ok(text)
}

/// Whether the text is a UUID in its usual spelling, either case.
pub(crate) fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}
