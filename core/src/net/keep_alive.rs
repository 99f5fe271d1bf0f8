//! Which servers answered a moment ago, so that a connection to them most likely stands.

use std::sync::{Mutex, PoisonError};

use crate::clock::UnixSeconds;

/// Seconds after an answer within which its connection is taken to stand; servers keep an idle one for five seconds or more.
const KEPT: u64 = 4;

/// When each server answered last on a connection that stays open.
///
/// By the phone's time, which goes on while it sleeps: after a sleep no connection is taken to stand. A guess that is wrong
/// costs a round trip and nothing else.
#[derive(Debug, Default)]
pub(super) struct KeepAlive(Mutex<Vec<(String, UnixSeconds)>>);

impl KeepAlive {
    /// How a call to the server ended at `now`: with an answer on a connection that stays open, or not.
    pub(super) fn note(&self, origin: &str, stays: bool, now: UnixSeconds) {
        let mut answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        answers.retain(|(known, at)| known != origin && is_recent(*at, now));
        if stays {
            answers.push((origin.to_owned(), now));
        }
    }

    /// Whether a connection to the server most likely stands.
    pub(super) fn is_likely(&self, origin: &str, now: UnixSeconds) -> bool {
        let answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        answers.iter().any(|(known, at)| known == origin && is_recent(*at, now))
    }
}

/// A time that is still to come is none: the clock was set back.
fn is_recent(at: UnixSeconds, now: UnixSeconds) -> bool {
    now.checked_sub(at).is_some_and(|passed| passed <= KEPT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_is_taken_to_stand_for_moments_and_for_its_server_alone() {
        let keep_alive = KeepAlive::default();
        assert!(!keep_alive.is_likely("https://a.test", 1_000));
        keep_alive.note("https://a.test", true, 1_000);
        assert!(keep_alive.is_likely("https://a.test", 1_000 + KEPT));
        assert!(!keep_alive.is_likely("https://a.test", 1_001 + KEPT));
        assert!(!keep_alive.is_likely("https://a.test", 999), "a clock that was set back");
        assert!(!keep_alive.is_likely("https://a.test:444", 1_000));
        keep_alive.note("https://b.test", true, 1_001 + KEPT);
        assert_eq!(keep_alive.0.lock().unwrap().len(), 1, "what is old is forgotten");
        keep_alive.note("https://b.test", false, 1_001 + KEPT);
        assert!(!keep_alive.is_likely("https://b.test", 1_001 + KEPT), "a call broke off");
    }
}
