//! The time of day, given to the core from outside.
//!
//! Below [`crate::app`] the time is an argument; only the facade and the network ask a [`Clock`].
//! It is the wall clock on purpose: a monotonic clock stands still while a phone sleeps, and a
//! sign-in request must lapse all the same.

use std::time::{SystemTime, UNIX_EPOCH};

/// Seconds since 1970-01-01T00:00:00Z, leap seconds not counted (POSIX time).
pub type UnixSeconds = u64;

/// Where the time comes from.
pub trait Clock: Send + Sync {
    /// The phone's time now. It may jump in both directions.
    fn now(&self) -> UnixSeconds;
}

/// The system's clock.
///
/// ```
/// use countersign_core::app::{Clock, SystemClock};
///
/// let now = SystemClock.now();
/// # assert!(now > 1_700_000_000);
/// ```
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "this is the one place")]
    fn now(&self) -> UnixSeconds {
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_secs())
    }
}

/// Runs `work` and says how many milliseconds it took, for the calibration of a key derivation.
#[allow(clippy::disallowed_methods, reason = "a duration of work, not a time of day")]
pub fn timed<T>(work: impl FnOnce() -> T) -> (T, u64) {
    let start = std::time::Instant::now();
    let result = work();
    (result, u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX))
}

/// A clock that stands still until it is moved; clones show the same time.
#[cfg(any(test, feature = "testing"))]
#[derive(Debug, Clone, Default)]
pub struct FixedClock(std::sync::Arc<std::sync::atomic::AtomicU64>);

#[cfg(any(test, feature = "testing"))]
impl FixedClock {
    /// A clock that shows `now`.
    #[must_use]
    pub fn at(now: UnixSeconds) -> Self {
        let clock = Self::default();
        clock.set(now);
        clock
    }

    /// Sets the time.
    pub fn set(&self, now: UnixSeconds) {
        self.0.store(now, std::sync::atomic::Ordering::SeqCst);
    }

    /// Moves the time forward.
    pub fn advance(&self, seconds: u64) {
        self.0.fetch_add(seconds, std::sync::atomic::Ordering::SeqCst);
    }
}

#[cfg(any(test, feature = "testing"))]
impl Clock for FixedClock {
    fn now(&self) -> UnixSeconds {
        self.0.load(std::sync::atomic::Ordering::SeqCst)
    }
}
