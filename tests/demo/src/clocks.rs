//! The time of the demo: the system's, moved forward for both sides by what somebody clicked, and for the
//! phone alone by how wrong its clock is set.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use countersign_core::clock::{Clock, SystemClock};

/// How far behind the phone's clock is when it is turned, in seconds.
pub(crate) const SLOW_BY: u64 = 90;

/// The clocks of one demo.
#[derive(Debug, Default)]
pub(crate) struct Clocks {
    ahead: AtomicU64,
    phone_slow: AtomicBool,
    moves: AtomicU64,
}

impl Clocks {
    /// Moves both sides forward.
    pub(crate) fn advance(&self, seconds: u64) {
        self.ahead.fetch_add(seconds, Ordering::SeqCst);
        self.moves.fetch_add(1, Ordering::SeqCst);
    }

    /// Turns the phone's clock back, or right again.
    pub(crate) fn turn_phone(&self, slow: bool) {
        self.phone_slow.store(slow, Ordering::SeqCst);
        self.moves.fetch_add(1, Ordering::SeqCst);
    }

    /// Whether the phone's clock is wrong.
    pub(crate) fn is_phone_slow(&self) -> bool {
        self.phone_slow.load(Ordering::SeqCst)
    }

    /// How often a clock was moved: what counts seconds is drawn anew then.
    pub(crate) fn moves(&self) -> u64 {
        self.moves.load(Ordering::SeqCst)
    }

    /// The service's time.
    pub(crate) fn service(&self) -> u64 {
        SystemClock.now().saturating_add(self.ahead.load(Ordering::SeqCst))
    }
}

/// The phone's clock.
pub(crate) struct PhoneClock(pub(crate) Arc<Clocks>);

impl Clock for PhoneClock {
    fn now(&self) -> u64 {
        let behind = if self.0.is_phone_slow() { SLOW_BY } else { 0 };
        self.0.service().saturating_sub(behind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_move_and_only_the_phone_is_slow() {
        let clocks = Arc::new(Clocks::default());
        let phone = PhoneClock(Arc::clone(&clocks));
        let before = clocks.service();
        clocks.advance(1_000_000);
        assert!(clocks.service() >= before + 1_000_000 && phone.now() >= before + 1_000_000);
        clocks.turn_phone(true);
        let (phone_now, now) = (phone.now(), clocks.service());
        assert!(phone_now <= now - SLOW_BY && phone_now > now - SLOW_BY - 60);
        assert_eq!(clocks.moves(), 2);
    }
}
