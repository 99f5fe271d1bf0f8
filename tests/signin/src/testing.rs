//! What tests need of a service and nobody else.

use tokio::sync::{OwnedSemaphorePermit, watch};

use crate::service::Service;

impl Service {
    /// Holds every password check back until the returned value is dropped, so that a test can let
    /// something happen while sign-ins are under way. `None` when the service is ending.
    pub async fn hold_password_checks(&self) -> Option<HeldPasswordChecks> {
        let (permit, inside) = self.inner().passwords.hold().await?;
        Some(HeldPasswordChecks { _permit: permit, inside })
    }
}

impl Service {
    /// How many waiting pages were woken so far, by what concerned them.
    #[must_use]
    pub fn woken_pages(&self) -> u64 {
        self.inner().news.woken()
    }

    /// How often waiting pages looked so far.
    #[must_use]
    pub fn looks_of_pages(&self) -> u64 {
        self.inner().news.looks()
    }
}

/// Whether a commit at which a service ends is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LastCommit {
    /// The service is killed just before it.
    Lost,
    /// The service is killed just after it, before anybody hears of it.
    Kept,
}

impl Service {
    /// Lets the service end at its `nth` commit from now, as if it was killed there: whatever is asked
    /// of it from then on fails. `false` when its database cannot be watched.
    #[must_use]
    pub fn end_at_commit(&self, nth: u64, last: LastCommit) -> bool {
        self.inner().store().end_at_commit(nth, last == LastCommit::Kept).is_ok()
    }

    /// How many commits were made since [`Service::end_at_commit`].
    #[must_use]
    pub fn commits(&self) -> u64 {
        self.inner().store().commits()
    }
}

/// Password checks that wait.
pub struct HeldPasswordChecks {
    _permit: OwnedSemaphorePermit,
    inside: watch::Receiver<usize>,
}

impl HeldPasswordChecks {
    /// Waits until so many sign-ins stand in the queue.
    pub async fn until_waiting(&mut self, count: usize) {
        let _ended = self.inside.wait_for(|inside| *inside >= count).await;
    }
}
