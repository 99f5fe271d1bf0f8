//! Where services send what rings on this phone.

use std::collections::HashMap;
use std::sync::{MutexGuard, PoisonError};

use crate::account::{AccountId, PushAccount};
use crate::clock::UnixSeconds;
use crate::push::PushError;
use crate::push::adapter::{PushTarget, PushTargetError, PushTransport};
use crate::secret::SecretString;

use super::inner::Inner;

/// This phone's push address, and which services know it. It outlives a lock: the platform hands it over
/// when it likes.
#[derive(Debug, Default)]
pub(super) struct PushRegistration {
    target: Option<PushTarget>,
    told: HashMap<AccountId, Told>,
}

/// What became of telling a service the present address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    /// It took it.
    Known,
    /// It does not take it.
    Refused,
    /// It failed; to be tried again then.
    Again(UnixSeconds),
}

impl Inner {
    /// The platform gave this phone a push address, or another one. To be called at each start, as the
    /// platforms ask for: the address is not stored, and each service is told once in a run of the app, so
    /// that one that lost it gets it again. Telling happens with a later `Requests::refresh` that
    /// reaches the service while no request is open, and with an enrolment. A service that does not take it
    /// is asked no more in this run; losing every push costs time only (PROTOCOL.md section 7).
    ///
    /// # Errors
    /// [`PushTargetError`], and then the address before it stays.
    pub(super) fn set_push_address(
        &self,
        transport: PushTransport,
        address: SecretString,
    ) -> Result<(), PushTargetError> {
        self.ring_at(PushTarget::new(transport, address, self.dependencies.network)?);
        Ok(())
    }

    /// The platform took the push address away, or the person refuses notifications.
    pub(super) fn no_push_address(&self) {
        self.ring_at(PushTarget::none());
    }

    fn ring_at(&self, target: PushTarget) {
        let mut ringing = self.ringing();
        if !ringing.is_now(&target) {
            *ringing = PushRegistration { target: Some(target), told: HashMap::new() };
        }
    }

    /// Whether the account's service sends what rings to the present address.
    #[must_use]
    pub(super) fn push_registered(&self, id: AccountId) -> bool {
        let ringing = self.ringing();
        let address = ringing.target.as_ref().is_some_and(|target| !target.is_none());
        address && ringing.told.get(&id) == Some(&Told::Known)
    }

    /// What an enrolment that begins now says.
    pub(super) fn push_target(&self) -> PushTarget {
        self.ringing().target.as_ref().map_or_else(PushTarget::none, PushTarget::duplicate)
    }

    /// The service took this address with an enrolment.
    pub(super) fn push_target_is_known(&self, id: AccountId, target: &PushTarget) {
        self.note_told(id, target, Told::Known);
    }

    /// Tells the account's service what it does not know yet.
    pub(super) async fn tell_push_target(&self, id: AccountId, account: &PushAccount) {
        let target = {
            let mut ringing = self.ringing();
            let due = match ringing.told.get(&id) {
                None => true,
                Some(Told::Again(at)) => *at <= self.now(),
                Some(Told::Known | Told::Refused) => false,
            };
            let target = match &ringing.target {
                Some(target) if due => target.duplicate(),
                Some(_) | None => return,
            };
            // Until it has answered it is not told a second time.
            ringing.told.insert(id, self.again_after(None));
            target
        };
        let told = match self.in_time(self.engine.update_push_token(id, account, &target)).await {
            Ok(()) => Told::Known,
            Err(PushError::Refused { .. } | PushError::NotSupported) => Told::Refused,
            Err(PushError::Unreachable { retry_after, .. }) => self.again_after(retry_after),
            Err(_) => self.again_after(None),
        };
        self.note_told(id, &target, told);
    }

    fn again_after(&self, retry_after: Option<u64>) -> Told {
        let wait = retry_after.unwrap_or_default().max(AGAIN_AFTER);
        Told::Again(self.now().saturating_add(wait))
    }

    /// Of an address that changed meanwhile nothing is noted.
    fn note_told(&self, id: AccountId, target: &PushTarget, told: Told) {
        let mut ringing = self.ringing();
        if ringing.is_now(target) {
            ringing.told.insert(id, told);
        }
    }

    fn ringing(&self) -> MutexGuard<'_, PushRegistration> {
        self.ringing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl PushRegistration {
    fn is_now(&self, target: &PushTarget) -> bool {
        self.target.as_ref().is_some_and(|now| now.is_same_as(target))
    }
}

/// Seconds until a service that failed is told again.
const AGAIN_AFTER: u64 = 60;
