//! The phone's clock, and what is known of the clocks of servers, by issuer.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::clock::{Clock, UnixSeconds};
use crate::net::ClockOffset;

/// In memory only.
pub(super) struct IssuerClocks {
    phone: Arc<dyn Clock>,
    offsets: Mutex<HashMap<String, ClockOffset>>,
}

impl fmt::Debug for IssuerClocks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IssuerClocks").finish_non_exhaustive()
    }
}

impl IssuerClocks {
    pub(super) fn new(phone: Arc<dyn Clock>) -> Self {
        Self { phone, offsets: Mutex::default() }
    }

    /// The phone's time.
    pub(super) fn now(&self) -> UnixSeconds {
        self.phone.now()
    }

    /// What is known of an issuer's clock.
    pub(super) fn known(&self, issuer: &str) -> Option<ClockOffset> {
        self.offsets().get(issuer).copied()
    }

    /// The same; a clock that nothing is known of is as the phone's.
    pub(super) fn offset(&self, issuer: &str) -> ClockOffset {
        self.known(issuer).unwrap_or_default()
    }

    /// The issuer's time.
    pub(super) fn server_now(&self, issuer: &str) -> UnixSeconds {
        self.offset(issuer).to_server(self.now())
    }

    /// It is this time there now.
    pub(super) fn learn(&self, issuer: &str, server: UnixSeconds) {
        let offset = ClockOffset::between(server, self.now());
        self.offsets().insert(issuer.to_owned(), offset);
    }

    /// What was known before; what is known now stands.
    pub(super) fn recall(&self, issuer: &str, offset: ClockOffset) {
        self.offsets().entry(issuer.to_owned()).or_insert(offset);
    }

    /// A message was refused: what is known may be out of date, as when the person has set the phone's
    /// clock right. Returns what was known, to be believed again if it is not that.
    pub(super) fn doubt(&self, issuer: &str) -> Option<ClockOffset> {
        self.offsets().remove(issuer)
    }

    /// What was doubted stands again, unless something else was learnt since.
    pub(super) fn believe(&self, issuer: &str, doubted: Option<ClockOffset>) {
        if let Some(offset) = doubted {
            self.recall(issuer, offset);
        }
    }

    fn offsets(&self) -> MutexGuard<'_, HashMap<String, ClockOffset>> {
        // Nothing that holds this lock can leave the map half changed.
        self.offsets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
