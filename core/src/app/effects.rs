//! Performing what the inbox asks for: answers and reports go out, what was seen is stored.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::net::UnreachableCause;
use crate::push::PushError;
use crate::push::account::{PushAccount, PushState};
use crate::push::adapter::PendingAnswer;
use crate::push::inbox::Todo;
use crate::push::machine::Event;
use crate::push::request::{Outcome, Purpose};
use crate::vault::AccountId;

use super::Authenticator;
use super::adding::push_account_mut;
use super::error::AppError;
use super::state::Session;

impl Authenticator {
    /// Performs everything, and what follows from it. One thing that fails keeps nothing else from
    /// being done; the first error comes back.
    pub(super) async fn perform(&self, todo: Vec<Todo>) -> Result<(), AppError> {
        let session = self.lock_state()?.session().clone();
        let mut queue = Queue { app: self, session, todo: VecDeque::from(todo) };
        let mut result = Ok(());
        while let Some(next) = queue.todo.pop_front() {
            let done = match next {
                Todo::Prepare(id) => self.prepare(id).await,
                Todo::Deliver(answer) => {
                    let follows = self.deliver(&answer, &queue.session).await;
                    follows.map(|follows| queue.todo.extend(follows))
                }
                Todo::Report { account, request } => {
                    let follows = self.send_report(account, &request, &queue.session).await;
                    follows.map(|follows| queue.todo.extend(follows))
                }
                stored @ (Todo::CountWrong(_)
                | Todo::ClearWrong(_)
                | Todo::Unlinked { .. }
                | Todo::Blocked(_)
                | Todo::SaveSeen) => self.store(&[stored]),
            };
            result = result.and(done);
        }
        result
    }

    /// Performs what only needs the vault; what needs the network must not be in it.
    pub(super) fn store(&self, todo: &[Todo]) -> Result<(), AppError> {
        for item in todo {
            match item {
                Todo::CountWrong(id) => self.store_change(*id, |account| {
                    account.wrong_in_row = account.wrong_in_row.saturating_add(1);
                }),
                Todo::ClearWrong(id) => self.store_change(*id, |account| account.wrong_in_row = 0),
                Todo::Unlinked { account, certain } => {
                    let unlinked = PushState::Unlinked { certain: *certain };
                    self.store_state(*account, unlinked)
                }
                Todo::Blocked(id) => self.store_state(*id, PushState::Blocked),
                Todo::SaveSeen => self.kept(self.save_seen()),
                Todo::Prepare(_) | Todo::Deliver(_) | Todo::Report { .. } => Ok(()),
            }?;
        }
        Ok(())
    }

    /// Stores the server's word on an account.
    pub(super) fn store_state(&self, id: AccountId, state: PushState) -> Result<(), AppError> {
        self.store_change(id, |account| server_says(account, state))
    }

    pub(super) fn store_change(
        &self,
        id: AccountId,
        change: impl FnOnce(&mut PushAccount),
    ) -> Result<(), AppError> {
        self.kept(self.change_account(id, change))
    }

    /// What the server said is true whether or not it could be stored: it is shown, and the snapshot
    /// says what is wrong with the storage.
    pub(super) fn kept(&self, stored: Result<(), AppError>) -> Result<(), AppError> {
        let mut state = self.lock_state()?;
        match stored {
            Ok(()) => state.storage = None,
            Err(AppError::Vault(error)) => state.storage = Some(error),
            Err(other) => return Err(other),
        }
        Ok(())
    }

    /// Changes a push account; nothing is written when it is gone meanwhile.
    fn change_account(
        &self,
        id: AccountId,
        change: impl FnOnce(&mut PushAccount),
    ) -> Result<(), AppError> {
        let mut state = self.lock_state()?;
        let changed = state.vault_mut()?.change(|contents| {
            change(push_account_mut(&mut contents.entries, id)?);
            Ok(())
        });
        match changed {
            Err(AppError::NoSuchAccount) => Ok(()),
            other => other,
        }
    }

    /// A copy of an account for a call that holds no lock.
    pub(super) fn copy_of(&self, id: AccountId) -> Result<PushAccount, AppError> {
        Ok(self.lock_state()?.push_account(id)?.duplicate())
    }

    async fn prepare(&self, id: AccountId) -> Result<(), AppError> {
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

    async fn deliver(
        &self,
        answer: &Arc<PendingAnswer>,
        session: &Session,
    ) -> Result<Vec<Todo>, AppError> {
        let id = answer.request.account;
        let request = answer.request.id.as_str();
        let mut guard = Unheard { app: self, session, request, event: Some(lost_answer) };
        let account = self.copy_of(id)?;
        let outcome = self.engine.deliver(id, &account, answer).await;
        guard.event = None;
        self.forget_when_locked(id);
        let tried_out = answer.request.purpose == Purpose::Tryout && outcome == Outcome::Approved;
        if tried_out && account.state == PushState::TryoutPending {
            // The next poll would say so; the person looks at the list before it.
            self.store_state(id, PushState::Active)?;
        }
        self.feed(session, request, Event::Answered(outcome))
    }

    async fn send_report(
        &self,
        id: AccountId,
        request: &str,
        session: &Session,
    ) -> Result<Vec<Todo>, AppError> {
        let mut guard = Unheard { app: self, session, request, event: Some(lost_report) };
        let account = self.copy_of(id)?;
        let reported = self.engine.report(id, &account, Some(request)).await;
        guard.event = None;
        self.forget_when_locked(id);
        self.feed(session, request, Event::Reported(reported))
    }

    /// Tells a request what came of its answer, unless the app was locked since it was sent.
    fn feed(&self, session: &Session, request: &str, event: Event) -> Result<Vec<Todo>, AppError> {
        let now = self.now();
        let mut state = self.lock_state()?;
        if state.vault.is_none() || state.session() != session {
            return Err(AppError::Locked);
        }
        Ok(state.inbox.event(request, event, now)?)
    }

    pub(super) fn save_seen(&self) -> Result<(), AppError> {
        let mut state = self.lock_state()?;
        let seen = state.inbox.seen().to_vec();
        state.vault_mut()?.change(|contents| {
            contents.seen = seen;
            Ok(())
        })
    }
}

/// The server's word on an account's state. What the person decided since the server was asked
/// stands: an account that is being removed does not come back.
pub(super) fn server_says(account: &mut PushAccount, state: PushState) {
    match account.state {
        PushState::RemovalPending | PushState::SetUpAgain | PushState::Enrolling => {}
        PushState::TryoutPending
        | PushState::Active
        | PushState::Paused
        | PushState::Blocked
        | PushState::Unlinked { .. } => account.state = state,
    }
}

/// What is still to be done. When the call that does it is dropped, the answers and reports whose
/// turn had not come can be sent again.
struct Queue<'a> {
    app: &'a Authenticator,
    session: Session,
    todo: VecDeque<Todo>,
}

impl Drop for Queue<'_> {
    fn drop(&mut self) {
        for todo in self.todo.drain(..) {
            let (request, event) = match &todo {
                Todo::Deliver(answer) => (&answer.request.id, lost_answer()),
                Todo::Report { request, .. } => (request, lost_report()),
                Todo::Prepare(_)
                | Todo::CountWrong(_)
                | Todo::ClearWrong(_)
                | Todo::Unlinked { .. }
                | Todo::Blocked(_)
                | Todo::SaveSeen => continue,
            };
            drop(self.app.feed(&self.session, request, event));
        }
    }
}

/// Tells the machine that no reply will come, when the call that waited for it was dropped: the same
/// answer can then be sent again.
struct Unheard<'a> {
    app: &'a Authenticator,
    session: &'a Session,
    request: &'a str,
    event: Option<fn() -> Event>,
}

impl Drop for Unheard<'_> {
    fn drop(&mut self) {
        if let Some(event) = self.event {
            drop(self.app.feed(self.session, self.request, event()));
        }
    }
}

fn lost_answer() -> Event {
    Event::Answered(Outcome::Unreachable { why: UnreachableCause::TimedOut, retry_after: None })
}

fn lost_report() -> Event {
    Event::Reported(Err(PushError::Unreachable {
        why: UnreachableCause::TimedOut,
        retry_after: None,
    }))
}
