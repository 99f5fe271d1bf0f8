//! Fresh unlocks (design.md decision 6): a proof that the person was there for one operation.

use crate::clock::UnixSeconds;
use crate::vault::AccountId;

use super::state::Session;

/// What a fresh unlock is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operation {
    /// Approving one request.
    Approve {
        /// Its account.
        account: AccountId,
        /// The server's id of it.
        request: String,
    },
}

/// An unlock that was made just now and not spent yet. [`super::Authenticator::spend`] turns it into a
/// [`Fresh`] for one operation, within [`PROOF_LIFE`] seconds and
/// until the app is locked.
#[derive(Debug)]
pub struct Proof {
    pub(super) made: UnixSeconds,
    pub(super) session: Session,
}

/// Seconds for which an unlock may be spent: enough to go on to what it was made for, not enough to
/// find the phone lying there.
pub const PROOF_LIFE: u64 = 60;

/// A fresh unlock for one operation, spent by using it and worthless once the app was locked.
#[derive(Debug)]
pub struct Fresh {
    pub(super) operation: Operation,
    pub(super) session: Session,
}

impl Fresh {
    /// What it is for.
    #[must_use]
    pub fn operation(&self) -> &Operation {
        &self.operation
    }
}
