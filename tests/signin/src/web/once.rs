//! One-time passes that were issued and wait for the page that shows them once: in memory only, and
//! for the session that asked for them.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use zeroize::Zeroizing;

/// A pass that is to be shown.
pub(crate) struct Shown {
    /// Whose.
    pub(crate) user: String,
    /// The sixteen characters.
    pub(crate) pass: Zeroizing<String>,
    /// Until when it can be used.
    pub(crate) until: i64,
}

/// What waits to be shown, by the session that may see it.
#[derive(Default)]
pub(crate) struct Once(Mutex<HashMap<String, Shown>>);

impl Once {
    /// Keeps a pass for the next page of a session.
    pub(crate) fn keep(&self, session: &str, shown: Shown, now: i64) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|_, shown| shown.until > now);
        waiting.insert(session.to_owned(), shown);
    }

    /// The pass that waits for a session; it is gone then.
    pub(crate) fn take(&self, session: &str, now: i64) -> Option<Shown> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.remove(session).filter(|shown| shown.until > now)
    }
}
