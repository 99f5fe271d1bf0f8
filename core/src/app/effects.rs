//! Performing what the inbox asks for: answers and reports go out, what was seen is stored.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::account::{AccountId, PushAccount, PushState};
use crate::net::UnreachableCause;
use crate::push::PushError;
use crate::push::adapter::{Delivered, PendingAnswer};
use crate::push::inbox::{Change, InboxAction};
use crate::push::machine::Event;
use crate::push::request::{Outcome, Purpose, Reported};

use super::adding::push_account_mut;
use super::fault::Fault;
use super::inner::Inner;
use super::state::Session;
use super::storing::server_says;

impl Inner {
    /// Performs everything, and what follows from it. One thing that fails keeps nothing else from
    /// being done; the first error comes back.
    pub(super) async fn perform(&self, todo: Vec<InboxAction>) -> Result<(), Fault> {
        let (session, left) = {
            let mut state = self.lock_state()?;
            (state.session().clone(), state.carry_out(todo, self.now()))
        };
        let mut queue = Queue { app: self, session, todo: VecDeque::from(left.todo) };
        let mut result = left.not_sent.map_or(Ok(()), Err);
        while let Some(next) = queue.todo.pop_front() {
            let done = match next {
                InboxAction::Prepare(id) => self.prepare(id).await,
                InboxAction::Deliver(answer) => {
                    self.deliver(&answer).await.map(|follows| queue.todo.extend(follows))
                }
                InboxAction::Report { account, request } => {
                    let follows = self.send_report(account, &request, &queue.session).await;
                    follows.map(|follows| queue.todo.extend(follows))
                }
                // Stored already.
                InboxAction::Store(_) | InboxAction::StoreFirst(_) => Ok(()),
            };
            result = result.and(done);
        }
        result
    }

    /// Stores the server's word on an account.
    pub(super) fn store_state(&self, id: AccountId, state: PushState) -> Result<(), Fault> {
        self.store_change(id, |account| server_says(account, state))
    }

    pub(super) fn store_change(
        &self,
        id: AccountId,
        change: impl FnOnce(&mut PushAccount),
    ) -> Result<(), Fault> {
        self.kept(self.change_account(id, change))
    }

    /// What the server said is true whether or not it could be stored: it is shown, and the snapshot
    /// says what is wrong with the storage.
    pub(super) fn kept(&self, stored: Result<(), Fault>) -> Result<(), Fault> {
        let error = stored.err();
        self.lock_state()?.note_saved(error);
        match error {
            None | Some(Fault::Vault(_)) => Ok(()),
            Some(other) => Err(other),
        }
    }

    /// Changes a push account; nothing is written when it is gone meanwhile.
    fn change_account(
        &self,
        id: AccountId,
        change: impl FnOnce(&mut PushAccount),
    ) -> Result<(), Fault> {
        let mut state = self.lock_state()?;
        let changed = state.vault_mut()?.change(|contents| {
            change(push_account_mut(&mut contents.entries, id)?);
            Ok(())
        });
        match changed {
            Err(Fault::NoSuchAccount) => Ok(()),
            other => other,
        }
    }

    /// A copy of an account for a call that holds no lock.
    pub(super) fn copy_of(&self, id: AccountId) -> Result<PushAccount, Fault> {
        Ok(self.lock_state()?.push_account(id)?.duplicate())
    }

    async fn prepare(&self, id: AccountId) -> Result<(), Fault> {
        let account = self.copy_of(id)?;
        self.engine.prepare(id, &account).await;
        self.forget_when_locked(id);
        Ok(())
    }

    /// A call that was on its way when the app was locked leaves no access token behind.
    pub(super) fn forget_when_locked(&self, id: AccountId) {
        if self.lock_state().is_ok_and(|state| state.vault.is_none()) {
            self.engine.forget(id);
        }
    }

    async fn deliver(&self, answer: &Arc<PendingAnswer>) -> Result<Vec<InboxAction>, Fault> {
        let (id, request) = (answer.request.account, &answer.request);
        let mut guard = LostReplyGuard { app: self, lost: Some(Lost::Answer(answer)) };
        let account = self.copy_of(id)?;
        let _on_its_way = self.on_its_way(answer);
        let mut delivered = self.engine.deliver(id, &account, answer).await;
        if delivered == Delivered::NumberRefused && self.is_locked() {
            // What would follow from it cannot be asked of the inbox any more.
            let closing = PendingAnswer::closing(request.clone());
            let closed = self.engine.deliver(id, &account, &closing).await;
            if matches!(closed, Delivered::Outcome(outcome) if outcome.is_final()) {
                delivered = Outcome::WrongNumber.into();
            }
        }
        guard.lost = None;
        self.forget_when_locked(id);
        let approved = delivered == Outcome::Approved.into();
        if approved
            && request.purpose == Purpose::Tryout
            && account.state == PushState::TryoutPending
        {
            // The next poll would say so; the person looks at the list before it.
            match self.store_state(id, PushState::Active) {
                Ok(()) | Err(Fault::Locked) => {}
                Err(error) => return Err(error),
            }
        }
        self.answered(answer, delivered)
    }

    async fn send_report(
        &self,
        id: AccountId,
        request: &str,
        session: &Session,
    ) -> Result<Vec<InboxAction>, Fault> {
        let lost = Lost::Report { account: id, request, session };
        let mut guard = LostReplyGuard { app: self, lost: Some(lost) };
        let account = self.copy_of(id)?;
        let reported = match self.engine.report(id, &account, Some(request)).await {
            // An earlier report got through, or somebody else's: that is what was asked for.
            Err(PushError::Blocked) => Ok(Reported { it_contact: account.it_contact.clone() }),
            other => other,
        };
        guard.lost = None;
        self.forget_when_locked(id);
        self.reported(session, (id, request), reported)
    }

    /// Tells a request what came of its answer. While the app is locked the result waits for the next
    /// unlock.
    fn answered(
        &self,
        answer: &Arc<PendingAnswer>,
        delivered: Delivered,
    ) -> Result<Vec<InboxAction>, Fault> {
        let now = self.now();
        let mut state = self.lock_state()?;
        if state.vault.is_none() {
            self.running().hear(answer, delivered);
            return Err(Fault::Locked);
        }
        if !state.inbox.awaits(answer) {
            // Nothing is known of it any more: its account was removed.
            return Ok(Vec::new());
        }
        let event = match delivered {
            Delivered::Outcome(outcome) => Event::Answered(outcome),
            Delivered::NumberRefused => Event::NumberRefused,
            Delivered::CodeGiven(code) => Event::CodeGiven(code),
        };
        let todo = state.inbox.event(&answer.request.id, event, now)?;
        Ok(state.carry_out(todo, now).todo)
    }

    /// Tells a request what came of its report, unless the app was locked since it was sent.
    fn reported(
        &self,
        session: &Session,
        (account, request): (AccountId, &str),
        reported: Result<Reported, PushError>,
    ) -> Result<Vec<InboxAction>, Fault> {
        let now = self.now();
        let mut state = self.lock_session(session)?;
        if state.inbox.get(request).is_some_and(|there| there.account != account) {
            // Its account was removed, and another one's server uses the id.
            return Ok(Vec::new());
        }
        let todo = state.inbox.event(request, Event::Reported(reported), now)?;
        Ok(state.carry_out(todo, now).todo)
    }

    pub(super) fn save_seen(&self) -> Result<(), Fault> {
        self.lock_state()?.save(&[Change::Seen])
    }

    pub(super) fn is_locked(&self) -> bool {
        !self.lock_state().is_ok_and(|state| state.vault.is_some())
    }
}

/// What is still to be done. When the call that does it is dropped, the answers and reports whose
/// turn had not come can be sent again.
struct Queue<'a> {
    app: &'a Inner,
    session: Session,
    todo: VecDeque<InboxAction>,
}

impl Drop for Queue<'_> {
    fn drop(&mut self) {
        for todo in self.todo.drain(..) {
            match &todo {
                InboxAction::Deliver(answer) => self.app.lose(&Lost::Answer(answer)),
                InboxAction::Report { account, request } => {
                    let session = &self.session;
                    self.app.lose(&Lost::Report { account: *account, request, session });
                }
                InboxAction::Prepare(_) | InboxAction::Store(_) | InboxAction::StoreFirst(_) => {}
            }
        }
    }
}

/// What no reply will come to.
enum Lost<'a> {
    Answer(&'a Arc<PendingAnswer>),
    Report { account: AccountId, request: &'a str, session: &'a Session },
}

/// Tells the machine that no reply will come, when the call that waited for it was dropped: the same
/// answer can then be sent again.
struct LostReplyGuard<'a> {
    app: &'a Inner,
    lost: Option<Lost<'a>>,
}

impl Drop for LostReplyGuard<'_> {
    fn drop(&mut self) {
        if let Some(lost) = &self.lost {
            self.app.lose(lost);
        }
    }
}

impl Inner {
    fn lose(&self, lost: &Lost<'_>) {
        let unreachable =
            PushError::Unreachable { why: UnreachableCause::TimedOut, retry_after: None };
        match lost {
            Lost::Answer(answer) => {
                drop(self.answered(answer, unreachable.into_outcome().into()));
            }
            Lost::Report { account, request, session } => {
                drop(self.reported(session, (*account, request), Err(unreachable)));
            }
        }
    }
}
