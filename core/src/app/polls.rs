//! Whose turn it is to be asked. A service that is slow, or wants to be, costs the others nothing: each
//! account is asked once at a time, an issuer has a few of the places and not all, and nobody keeps one
//! for long.

use std::collections::HashMap;
use std::future::poll_fn;
use std::sync::{MutexGuard, PoisonError};
use std::task::{Poll, Waker};
use std::time::Duration;

use crate::account::AccountId;
use crate::clock::UnixSeconds;
use crate::net::UnreachableCause;
use crate::push::PushError;

use super::fault::Fault;
use super::inner::Inner;
use super::join::within;
use super::state::Session;

/// Who wants the services to be asked.
///
/// ```
/// use countersign_core::app::Asked;
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _work, service) = testing::registered_phone().await?;
/// # service.ask()?;
///
/// let inbox = app.requests().refresh(Asked::ByThePerson, &|| {}).await?;
/// assert_eq!(inbox.requests.len(), 1);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// The app: it started or came to the front, or its time has come. A service that asked to wait is
    /// left alone, and one that is being asked is not asked a second time.
    ByItself,
    /// A push, which says that there is something new: one that is being asked is asked again after it.
    /// A service that asked to wait is left alone all the same.
    ByAPush,
    /// The person, who pulled the list down. Waits for a service no longer than half a minute, and for
    /// an answer that was asked for after the pull.
    ByThePerson,
}

/// The accounts that are being asked, and those whose turn is to come.
#[derive(Debug, Default)]
pub(super) struct Polls {
    turns: Vec<Place>,
    tickets: u64,
}

#[derive(Debug)]
struct Place {
    ticket: u64,
    account: AccountId,
    issuer: String,
    begun: bool,
    waker: Option<Waker>,
}

impl Polls {
    fn is_asked(&self, account: AccountId) -> bool {
        self.turns.iter().any(|turn| turn.account == account)
    }

    fn join(&mut self, account: AccountId, issuer: String) -> u64 {
        let ticket = self.tickets;
        self.tickets = ticket.saturating_add(1);
        self.turns.push(Place { ticket, account, issuer, begun: false, waker: None });
        ticket
    }

    /// Begins if the turn has come; else `waker` is called when that may be so.
    fn begin(&mut self, ticket: u64, waker: &Waker) -> bool {
        let comes = self.next() == Some(ticket);
        if let Some(turn) = self.turns.iter_mut().find(|turn| turn.ticket == ticket) {
            turn.begun = comes;
            turn.waker = (!comes).then(|| waker.clone());
        }
        comes
    }

    /// The one that has waited longest and may begin.
    fn next(&self) -> Option<u64> {
        let begun = || self.turns.iter().filter(|turn| turn.begun);
        if begun().count() >= MOST_AT_ONCE {
            return None;
        }
        let may_begin = |turn: &&Place| {
            begun().all(|other| other.account != turn.account)
                && begun().filter(|other| other.issuer == turn.issuer).count() < MOST_OF_ONE
        };
        self.turns.iter().filter(|turn| !turn.begun).find(may_begin).map(|turn| turn.ticket)
    }

    fn leave(&mut self, ticket: u64) {
        self.turns.retain(|turn| turn.ticket != ticket);
    }

    fn wake(&mut self) {
        self.turns.iter_mut().filter_map(|turn| turn.waker.take()).for_each(Waker::wake);
    }
}

impl Drop for Polls {
    /// The app was locked: who waits is to hear of it.
    fn drop(&mut self) {
        self.wake();
    }
}

/// A place among those that are asked, until it is dropped.
pub(super) struct Turn<'a> {
    app: &'a Inner,
    session: Session,
    ticket: u64,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if let Ok(mut state) = self.app.lock_state()
            && *state.session() == self.session
        {
            state.polls.leave(self.ticket);
            state.polls.wake();
        }
    }
}

/// That a service asked to wait. It outlives a lock.
#[derive(Debug, Clone, Copy)]
struct Wait {
    told: UnixSeconds,
    until: UnixSeconds,
    why: UnreachableCause,
}

/// Which services asked to wait.
#[derive(Debug, Default)]
pub(super) struct Waits(HashMap<AccountId, Wait>);

impl Inner {
    /// Waits for the account's turn. `None` when it need not be asked: it is being asked already, or was
    /// since `asked_at`.
    pub(super) async fn turn(
        &self,
        account: AccountId,
        issuer: &str,
        by: Asked,
        asked_at: u64,
    ) -> Result<Option<Turn<'_>>, Fault> {
        let turn = {
            let mut state = self.lock_state()?;
            state.vault()?;
            if by == Asked::ByItself && state.polls.is_asked(account) {
                return Ok(None);
            }
            let ticket = state.polls.join(account, issuer.to_owned());
            Turn { app: self, session: state.session().clone(), ticket }
        };
        poll_fn(|context| {
            let mut state = match self.lock_state() {
                Ok(state) if *state.session() == turn.session => state,
                Ok(_) => return Poll::Ready(Err(Fault::Locked)),
                Err(error) => return Poll::Ready(Err(error)),
            };
            if !state.polls.begin(turn.ticket, context.waker()) {
                return Poll::Pending;
            }
            // Another one may be able to begin beside it.
            state.polls.wake();
            Poll::Ready(Ok(()))
        })
        .await?;
        let asked_since = self.lock_state()?.was_asked_since(account, asked_at);
        Ok((!asked_since).then_some(turn))
    }

    /// The wait that a service asked for, as an error, while it lasts.
    pub(super) fn told_to_wait(&self, account: AccountId, by: Asked) -> Option<PushError> {
        let now = self.now();
        let waits = self.waits();
        let wait = waits.0.get(&account)?;
        let until = match by {
            Asked::ByItself | Asked::ByAPush => wait.until,
            Asked::ByThePerson => wait.until.min(wait.told.saturating_add(PERSON_WAITS)),
        };
        // Of a clock that was put back nothing follows.
        let waits = wait.told <= now && now < until;
        let left = wait.until.saturating_sub(now);
        waits.then_some(PushError::Unreachable { why: wait.why, retry_after: Some(left) })
    }

    /// Takes note of what a poll says about the next one.
    pub(super) fn note_wait(&self, account: AccountId, error: Option<Fault>) {
        let now = self.now();
        let mut waits = self.waits();
        match error {
            None => drop(waits.0.remove(&account)),
            Some(Fault::Push(PushError::Unreachable { why, retry_after: Some(seconds) })) => {
                let wait = Wait { told: now, until: now.saturating_add(seconds), why };
                waits.0.insert(account, wait);
            }
            Some(_) => {}
        }
        waits.0.retain(|_, wait| now < wait.until);
    }

    /// Runs a call to a service, for as long as it may keep its place.
    pub(super) async fn in_time<T, E: From<PushError>>(
        &self,
        call: impl Future<Output = Result<T, E>> + Send,
    ) -> Result<T, E> {
        let limit = self.dependencies.runtime.deadline(LONGEST_POLL);
        let late = PushError::Unreachable { why: UnreachableCause::TimedOut, retry_after: None };
        within(call, limit).await.unwrap_or_else(|| Err(late.into()))
    }

    fn waits(&self) -> MutexGuard<'_, Waits> {
        self.waits.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How many accounts are asked at once.
const MOST_AT_ONCE: usize = 8;

/// How many of them belong to one issuer.
const MOST_OF_ONE: usize = 2;

/// How long a service may take for all that a poll asks. A call by itself has ten seconds.
const LONGEST_POLL: Duration = Duration::from_secs(20);

/// Seconds for which the person too waits for a service that asked for more.
const PERSON_WAITS: u64 = 30;
