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
