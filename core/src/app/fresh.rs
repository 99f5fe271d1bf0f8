//! Fresh unlocks (REQUIREMENTS.md V-70): a proof that the person was there for one operation.

use crate::account::AccountId;
use crate::clock::UnixSeconds;

use super::state::Session;

/// What a fresh unlock is for (V-70).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Operation {
    /// Approving one request.
    Approve {
        /// Its account.
        account: AccountId,
        /// The server's id of it.
        request: String,
    },
    /// Changing how the vault is unlocked: another passcode.
    ChangeKeySlots,
    /// Showing all codes again that were hidden until tapped.
    ShowCodes,
    /// Turning off the lock of the app.
    TurnOffAppLock,
    /// Lowering the guard of an account.
    Guard {
        /// Which.
        account: AccountId,
    },
    /// Showing one code of an account that asks before each.
    Code {
        /// Which.
        account: AccountId,
    },
    /// Showing the secret of an account.
    #[cfg(feature = "importers")]
    ShowSecret {
        /// Which.
        account: AccountId,
    },
    /// Exporting accounts, or setting what backups are sealed under.
    #[cfg(feature = "importers")]
    Export,
}

/// An unlock that was made just now and not spent yet. `Inner::spend` turns it into a
/// [`Fresh`] for approving one request, within [`PROOF_LIFE`] seconds and until the app is locked. It
/// is worth nothing when it was made by a platform key that asks for nobody.
#[derive(Debug)]
pub(super) struct Proof {
    pub(super) made: UnixSeconds,
    pub(super) session: Session,
    /// Somebody proved to be there.
    pub(super) person: bool,
}

/// Seconds for which an unlock may be spent: enough to go on to what it was made for, not enough to
/// find the phone lying there.
pub const PROOF_LIFE: u64 = 60;

/// A fresh unlock for one operation, spent by using it and worthless once the app was locked.
#[derive(Debug)]
pub(super) struct Fresh {
    pub(super) operation: Operation,
    pub(super) made: UnixSeconds,
    pub(super) session: Session,
}

impl Fresh {
    /// Whether it may be used now for this, which is not approving: a request has a life of its own.
    pub(super) fn allows(
        &self,
        operation: &Operation,
        session: &Session,
        now: UnixSeconds,
    ) -> bool {
        self.operation == *operation && self.session == *session && is_recent(self.made, now)
    }
}

impl Proof {
    /// Whether it may be spent now.
    pub(super) fn holds(&self, session: &Session, now: UnixSeconds) -> bool {
        self.person && self.session == *session && is_recent(self.made, now)
    }
}

/// A time in the future is not recent: the clock was set back.
fn is_recent(made: UnixSeconds, now: UnixSeconds) -> bool {
    now.checked_sub(made).is_some_and(|age| age <= PROOF_LIFE)
}
