//! What is told to a server once at a time: a completion, a removal.

use std::collections::HashSet;
use std::sync::{MutexGuard, PoisonError};

use crate::account::AccountId;

use super::fault::Fault;
use super::inner::Inner;

/// The only one that settles this account, until it is dropped. A refresh leaves alone what
/// `Accounts::add` and `Accounts::remove` are about to finish: a server that takes a
/// completion once would refuse one of the two, and the refusal would delete the account.
pub(super) struct InFlightGuard<'a> {
    app: &'a Inner,
    account: AccountId,
}

impl Inner {
    /// Begins; `None` when it is under way already, perhaps since before a lock.
    pub(super) fn settle(&self, account: AccountId) -> Result<Option<InFlightGuard<'_>>, Fault> {
        self.lock_state()?.vault()?;
        let begun = self.in_flight().insert(account);
        Ok(begun.then(|| InFlightGuard { app: self, account }))
    }

    fn in_flight(&self) -> MutexGuard<'_, HashSet<AccountId>> {
        self.in_flight.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for InFlightGuard<'_> {
    fn drop(&mut self) {
        self.app.in_flight().remove(&self.account);
        self.app.forget_when_locked(self.account);
    }
}
