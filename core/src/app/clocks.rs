//! What is known of the services' clocks, kept with each account: a restarted app signs with it, where
//! a service says nothing about the time until it has accepted a proof (PROTOCOL.md 2.3).

use crate::account::{AccountId, PushAccount};
use crate::net::CORRECT_FROM;

use super::fault::Fault;
use super::inner::Inner;
use super::state::State;

/// Smaller changes are the network's delays.
const WORTH_STORING: u64 = 5;

impl Inner {
    /// What was learnt in earlier runs of the app.
    pub(super) fn recall_clocks(&self, state: &State) {
        for (_, account) in state.push_accounts().into_iter().flatten() {
            if let Some(seconds) = account.clock_offset {
                self.engine.recall_clock(&account.issuer, seconds);
            }
        }
    }

    /// Keeps what a call has just learnt of the account's service, if that matters.
    pub(super) fn keep_clock(&self, id: AccountId, account: &PushAccount) -> Result<(), Fault> {
        let Some(offset) = self.engine.clock_offset(&account.issuer) else { return Ok(()) };
        let (seconds, known) = (offset.seconds(), self.copy_of(id)?.clock_offset);
        // One that is kept is given up a little later: it would be written at each delay otherwise.
        let least = CORRECT_FROM.saturating_sub(if known.is_some() { WORTH_STORING } else { 0 });
        let matters = seconds.unsigned_abs() >= least;
        let change = known.unwrap_or(0).abs_diff(if matters { seconds } else { 0 });
        if change < WORTH_STORING {
            return Ok(());
        }
        self.store_change(id, |account| account.clock_offset = matters.then_some(seconds))
    }
}
