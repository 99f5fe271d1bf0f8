//! How long the next sign-in request must wait (PROTOCOL.md section 4.5): whoever knows a password
//! cannot ring a phone until its owner gives in.

/// Longest wait between two requests, in seconds.
const LONGEST: i64 = 3600;

/// After so many seconds without any request the next one is the first again.
const FORGOTTEN: i64 = 24 * 3600;

/// The requests of an account since its owner last approved one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Streak {
    /// How many.
    pub(crate) requests: i64,
    /// When the last of them was made.
    pub(crate) last: i64,
    /// Before this time nothing is sent.
    pub(crate) not_before: i64,
}

impl Streak {
    /// How many seconds the next request must wait; 0 = none. One sign-in may take over from another
    /// at once, once in a streak: `pending` says whether there is one to take over from.
    pub(crate) fn left(self, now: i64, pending: bool) -> i64 {
        let streak = self.at(now);
        if streak.requests == 1 && pending {
            0
        } else {
            streak.not_before.saturating_sub(now).max(0)
        }
    }

    /// After a request was made.
    pub(crate) fn after_request(self, now: i64) -> Self {
        let before = self.at(now);
        let requests = before.requests.saturating_add(1);
        let not_before = before.not_before.max(now).saturating_add(wait(requests));
        Self { requests, last: now, not_before }
    }

    /// After a request ended at a time without an approval and without a newer one.
    pub(crate) fn after_end(self, at: i64) -> Self {
        let not_before = self.not_before.max(at.saturating_add(wait(self.requests)));
        Self { not_before, ..self }
    }

    fn at(self, now: i64) -> Self {
        if now.saturating_sub(self.last) < FORGOTTEN { self } else { Self::default() }
    }
}

/// 10 s after the first request, twice as long after each further one, at most an hour.
fn wait(requests: i64) -> i64 {
    if requests < 1 {
        return 0;
    }
    let doublings = u32::try_from(requests - 1).unwrap_or(u32::MAX);
    2_i64.saturating_pow(doublings).saturating_mul(10).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_an_hour_a39() {
        let waits: Vec<i64> = (0..=11).map(wait).collect();
        assert_eq!(waits, [0, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]);
        assert_eq!(wait(i64::MAX), LONGEST);
    }

    /// However they are ended and however soon the next is made: each of the ways in turn, at every
    /// place of the ten.
    #[test]
    fn ten_requests_take_at_least_5110_s_whatever_becomes_of_each_a40() {
        const LIFE: i64 = 60;
        for ways in 0..3_u32.pow(9) {
            let (mut streak, mut now, start) = (Streak::default(), 1_764_000_000, 1_764_000_000);
            let mut ways = ways;
            for request in 1..=10 {
                streak = streak.after_request(now);
                if request == 10 {
                    assert!(now - start >= 5110, "{}", now - start);
                    break;
                }
                let left = streak.left(now, true);
                match ways % 3 {
                    // Taken over by the next, as soon as it may be.
                    0 if left < LIFE => now += left,
                    0 | 1 => {
                        streak = streak.after_end(now + LIFE);
                        now += LIFE;
                        now += streak.left(now, false);
                    }
                    // Refused or cancelled at once.
                    _ => {
                        streak = streak.after_end(now);
                        now += streak.left(now, false);
                    }
                }
                ways /= 3;
            }
        }
    }

    #[test]
    fn one_takes_over_at_once_and_its_wait_is_added_to_the_next() {
        let first = Streak::default().after_request(0);
        assert_eq!((first.left(0, true), first.left(0, false)), (0, 10));
        let second = first.after_request(0);
        assert_eq!((second.left(0, true), second.left(0, false)), (30, 30));
        assert_eq!(second.after_request(30).left(30, true), 40);
    }

    #[test]
    fn a_day_without_any_begins_anew() {
        let mut streak = Streak::default();
        for _ in 0..12 {
            streak = streak.after_request(streak.not_before);
        }
        let next = streak.last + 24 * 3600;
        assert_eq!(streak.left(next - 1, false), 0);
        assert_eq!(streak.after_request(next - 1).requests, 13);
        assert_eq!(streak.after_request(next).requests, 1);
    }
}
