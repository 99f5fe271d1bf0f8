//! What is under way when the app locks (PROTOCOL.md 5.3).
//!
//! Locking wipes the vault, its key, the requests and what was typed at once. An answer on its way may
//! still end: it holds a copy of its one account (the device key or its name in the platform's key
//! store, the client's secret, an access token) and itself, for [`AFTER_LOCK`] at most. Its result
//! cannot be stored without the vault: it is kept as a bare outcome and taken in by the next unlock. If
//! the app is closed before that, the mark that was stored before the answer left says what to do.

use std::collections::HashMap;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::{Arc, MutexGuard, PoisonError};
use std::task::{Poll, Waker};
use std::time::Duration;

use crate::account::AccountId;
use crate::push::adapter::{Delivered, PendingAnswer};
use crate::push::inbox::Heard;
use crate::push::request::Answer;

use super::fault::Fault;
use super::inner::Inner;
use super::state::Session;

/// What a call that was begun before a lock has left after it.
pub(super) const AFTER_LOCK: Duration = Duration::from_secs(10);

/// Calls under way. It outlives a lock.
#[derive(Default)]
pub(super) struct Running {
    answers: Vec<Arc<PendingAnswer>>,
    heard: Vec<Heard>,
    wakers: HashMap<u64, Waker>,
    next: u64,
    calls: u64,
}

impl Running {
    /// Answers on their way, and results that came while the app was locked.
    pub(super) fn taken_over(&mut self) -> (Vec<Arc<PendingAnswer>>, Vec<Heard>) {
        (self.answers.clone(), std::mem::take(&mut self.heard))
    }

    /// Whether an answer of this account is on its way.
    pub(super) fn is_answering(&self, account: AccountId) -> bool {
        self.answers.iter().any(|answer| answer.request.account == account)
    }

    /// The app was locked: each of these calls is to look how long it has left.
    pub(super) fn waiting(&mut self) -> Vec<Waker> {
        self.wakers.drain().map(|(_, waker)| waker).collect()
    }

    /// The result of an answer that came while the app is locked. One that was not delivered is none:
    /// what was stored before says so.
    pub(super) fn hear(&mut self, answer: &Arc<PendingAnswer>, delivered: Delivered) {
        self.ended(answer);
        if let Delivered::Outcome(outcome) = &delivered
            && !outcome.is_final()
        {
            return;
        }
        let approves = matches!(answer.answer, Answer::Approve { .. });
        let (request, account) = (answer.request.id.clone(), answer.request.account);
        self.heard.push(Heard { request, account, approves, delivered });
    }

    fn ended(&mut self, answer: &Arc<PendingAnswer>) {
        self.answers.retain(|other| !Arc::ptr_eq(other, answer));
    }
}

/// An answer on its way, until this is dropped.
pub(super) struct OnItsWay<'a> {
    app: &'a Inner,
    answer: &'a Arc<PendingAnswer>,
}

impl Drop for OnItsWay<'_> {
    fn drop(&mut self) {
        self.app.running().ended(self.answer);
    }
}

impl Inner {
    pub(super) fn running(&self) -> MutexGuard<'_, Running> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn on_its_way<'a>(&'a self, answer: &'a Arc<PendingAnswer>) -> OnItsWay<'a> {
        self.running().answers.push(Arc::clone(answer));
        OnItsWay { app: self, answer }
    }

    /// Runs a call to its end. Once the app was locked it has [`AFTER_LOCK`] left and is then dropped,
    /// and with it what it holds of the accounts.
    ///
    /// # Errors
    /// [`Fault::Locked`] when that time is over.
    pub(super) async fn outlive_lock<T>(
        &self,
        call: impl Future<Output = Result<T, Fault>>,
    ) -> Result<T, Fault> {
        let session = self.lock_state()?.session().clone();
        let mut call = pin!(call);
        let mut left = None;
        let place = Place::new(self);
        poll_fn(|context| {
            if let Poll::Ready(result) = call.as_mut().poll(context) {
                return Poll::Ready(result);
            }
            if left.is_none() && place.was_locked(&session, context.waker()) {
                left = Some(self.dependencies.runtime.deadline(AFTER_LOCK));
            }
            match left.as_mut().map(|left| left.as_mut().poll(context)) {
                Some(Poll::Ready(())) => Poll::Ready(Err(Fault::Locked)),
                Some(Poll::Pending) | None => Poll::Pending,
            }
        })
        .await
    }
}

/// A call's place among those that a lock wakes.
struct Place<'a> {
    app: &'a Inner,
    number: u64,
}

impl<'a> Place<'a> {
    fn new(app: &'a Inner) -> Self {
        let mut running = app.running();
        running.next = running.next.saturating_add(1);
        running.calls = running.calls.saturating_add(1);
        Self { app, number: running.next }
    }

    fn was_locked(&self, session: &Session, waker: &Waker) -> bool {
        // In this order: a lock in between wakes the call.
        self.app.running().wakers.insert(self.number, waker.clone());
        !self.app.lock_state().is_ok_and(|state| state.session() == session)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let last = {
            let mut running = self.app.running();
            running.wakers.remove(&self.number);
            running.calls = running.calls.saturating_sub(1);
            running.calls == 0
        };
        // Whatever the last of them was given meanwhile goes with it.
        if last && self.app.is_locked() {
            self.app.engine.forget_all();
        }
    }
}
