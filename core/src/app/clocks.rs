//! What is known of the services' clocks, kept with each account: a restarted app signs with it, where
//! a service says nothing about the time until it has accepted a proof (PROTOCOL.md 2.3).

use crate::account::{AccountId, PushAccount};
use crate::clock::UnixSeconds;
use crate::net::{CORRECT_FROM, ClockOffset};

use super::fault::Fault;
use super::inner::Inner;
use super::state::State;

/// Smaller changes are the network's delays.
const WORTH_STORING: u64 = 5;

/// Services that differ by no more than this agree.
const AGREE_WITHIN: u64 = 10;
/// For so long the word of a service counts.
const DAY: u64 = 24 * 60 * 60;
/// How much newer the word has to be to be worth a save.
const WORTH_NOTING: u64 = DAY / 2;

/// Which time codes are made by.
///
/// ```
/// use countersign_core::app::ClockView;
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
///
/// let ClockView { off, chosen, used } = app.settings().clock()?;
/// if let Some(seconds) = off.filter(|_| !chosen) {
///     println!("the clock is off by {seconds} s: use the services' time?");
/// }
/// assert!(!used, "codes are made by the phone's clock");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockView {
    /// How far the phone's clock is off, where the services agree on it: their time minus the phone's, in
    /// seconds. Offer the corrected time then.
    pub off: Option<i64>,
    /// The person chose the corrected time.
    pub chosen: bool,
    /// Codes are made by it now; say so. Else by the phone's clock.
    pub used: bool,
}

/// The time of a code, and how far it is from the phone's.
#[derive(Debug, Clone, Copy)]
pub(super) struct CodeTime {
    pub(super) at: UnixSeconds,
    pub(super) shift: i64,
}

impl CodeTime {
    /// The phone's time at this time of the code.
    pub(super) fn to_phone(self, time: UnixSeconds) -> UnixSeconds {
        time.saturating_add_signed(self.shift.saturating_neg())
    }
}

impl Inner {
    /// Which time codes are made by.
    pub(super) fn clock(&self) -> Result<ClockView, Fault> {
        let state = self.lock_state()?;
        let chosen = state.vault()?.contents().settings.corrected_time;
        let off = self.agreed_offset(&state);
        Ok(ClockView { off, chosen, used: chosen && off.is_some() })
    }

    /// Makes codes by the services' time where the phone's clock is known to be wrong, or by the phone's.
    pub(super) fn use_corrected_time(&self, corrected: bool) -> Result<(), Fault> {
        self.lock_state()?.vault_mut()?.change(|contents| {
            contents.settings.corrected_time = corrected;
            Ok(())
        })
    }

    /// The time of the codes of now.
    pub(super) fn code_time(&self, state: &State) -> CodeTime {
        let now = self.now();
        let chosen = state.vault().is_ok_and(|vault| vault.contents().settings.corrected_time);
        let shift = self.agreed_offset(state).filter(|_| chosen).unwrap_or_default();
        CodeTime { at: now.saturating_add_signed(shift), shift }
    }

    /// How far the phone's clock is off by the word of the accounts' services: all whose clock is known agree,
    /// one of them was asked today, and it is worth telling.
    fn agreed_offset(&self, state: &State) -> Option<i64> {
        let asked = state.vault().ok()?.contents().settings.clock_asked?;
        if self.now().abs_diff(asked) >= DAY {
            return None;
        }
        let known = state.push_accounts().ok()?.filter_map(|(_, account)| {
            let told = self.engine.clock_offset(&account.issuer).map(ClockOffset::seconds);
            told.or(account.clock_offset)
        });
        let known: Vec<i64> = known.collect();
        let (least, most) = (known.iter().min()?, known.iter().max()?);
        let middle = least.saturating_add(most.saturating_sub(*least) / 2);
        let agree = most.abs_diff(*least) <= AGREE_WITHIN;
        (agree && ClockOffset::of_seconds(middle).is_worth_telling()).then_some(middle)
    }

    /// Notes that a service has just told its time, where that matters.
    fn note_asked(&self, offset: ClockOffset) -> Result<(), Fault> {
        let now = self.now();
        let mut state = self.lock_state()?;
        let vault = state.vault_mut()?;
        let before = vault.contents().settings.clock_asked;
        let fresh = before.is_some_and(|before| now.abs_diff(before) < WORTH_NOTING);
        if fresh || !offset.is_worth_telling() {
            return Ok(());
        }
        vault.change(|contents| {
            contents.settings.clock_asked = Some(now);
            Ok(())
        })
    }

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
        self.note_asked(offset)?;
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
