//! How long something took, and what time it is.

use std::time::{Duration, Instant};

use countersign_signin::outside::{Clock, SystemClock};

/// Unix seconds.
pub fn now() -> u64 {
    SystemClock::default().now()
}

/// A stopwatch.
#[derive(Clone, Copy)]
pub struct Watch(Instant);

impl Watch {
    #[allow(clippy::disallowed_methods, reason = "a bench measures how long something takes")]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    pub fn read(self) -> Duration {
        self.0.elapsed()
    }
}

/// The time that so many of a hundred do not exceed.
pub fn nth_of_hundred(times: &[Duration], hundredth: usize) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    let at = (sorted.len() * hundredth).div_ceil(100).max(1) - 1;
    sorted[at]
}
