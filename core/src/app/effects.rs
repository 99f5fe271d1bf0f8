//! Performing what the inbox asks for: answers and reports go out, what was seen is stored.

use std::collections::VecDeque;
use std::sync::Arc;

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

impl Authenticator {
    /// Performs everything, and what follows from it.
    pub(super) async fn perform(&self, todo: Vec<Todo>) -> Result<(), AppError> {
        let mut queue = VecDeque::from(todo);
        while let Some(next) = queue.pop_front() {
            match next {
                Todo::Prepare(id) => {
                    let account = self.copy_of(id)?;
                    self.engine.prepare(id, &account).await;
                }
                Todo::Deliver(answer) => queue.extend(self.deliver(&answer).await?),
                Todo::Report { account, request } => {
                    queue.extend(self.send_report(account, &request).await?);
                }
                stored @ (Todo::CountWrong(_)
                | Todo::ClearWrong(_)
                | Todo::Unlinked { .. }
                | Todo::Blocked(_)
                | Todo::SaveSeen) => self.store(&[stored])?,
            }
        }
        Ok(())
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
                    self.store_change(*account, |account| account.state = unlinked)
                }
                Todo::Blocked(id) => {
                    self.store_change(*id, |account| account.state = PushState::Blocked)
                }
                Todo::SaveSeen => self.kept(self.save_seen()),
                Todo::Prepare(_) | Todo::Deliver(_) | Todo::Report { .. } => Ok(()),
            }?;
        }
        Ok(())
    }

    fn store_change(
        &self,
        id: AccountId,
        change: impl FnOnce(&mut PushAccount),
    ) -> Result<(), AppError> {
        self.kept(self.change_account(id, change))
    }

    /// What the server said is true whether or not it could be stored: it is shown, and the snapshot
    /// says what is wrong with the storage.
    fn kept(&self, stored: Result<(), AppError>) -> Result<(), AppError> {
        let mut state = self.lock_state()?;
        match stored {
            Ok(()) => state.storage = None,
            Err(AppError::Vault(error)) => state.storage = Some(error),
            Err(other) => return Err(other),
        }
        Ok(())
    }

    /// Changes a push account; nothing is written when it is gone meanwhile.
    pub(super) fn change_account(
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

    async fn deliver(&self, answer: &Arc<PendingAnswer>) -> Result<Vec<Todo>, AppError> {
        let id = answer.request.account;
        let request = answer.request.id.as_str();
        let mut guard = Unheard { app: self, request, event: Some(lost_answer) };
        let account = self.copy_of(id)?;
        let outcome = self.engine.deliver(id, &account, answer).await;
        guard.event = None;
        let tried_out = answer.request.purpose == Purpose::Tryout && outcome == Outcome::Approved;
        if tried_out && account.state == PushState::TryoutPending {
            // The next poll would say so; the person looks at the list before it.
            self.store_change(id, |account| account.state = PushState::Active)?;
        }
        self.feed(request, Event::Answered(outcome))
    }

    async fn send_report(&self, id: AccountId, request: &str) -> Result<Vec<Todo>, AppError> {
        let mut guard = Unheard { app: self, request, event: Some(lost_report) };
        let account = self.copy_of(id)?;
        let reported = self.engine.report(id, &account, Some(request)).await;
        guard.event = None;
        self.feed(request, Event::Reported(reported))
    }

    fn feed(&self, request: &str, event: Event) -> Result<Vec<Todo>, AppError> {
        let now = self.now();
        Ok(self.lock_state()?.inbox.event(request, event, now)?)
    }

    fn save_seen(&self) -> Result<(), AppError> {
        let mut state = self.lock_state()?;
        let seen = state.inbox.seen().to_vec();
        state.vault_mut()?.change(|contents| {
            contents.seen = seen;
            Ok(())
        })
    }
}

/// Tells the machine that no reply will come, when the call that waited for it was dropped: the same
/// answer can then be sent again.
struct Unheard<'a> {
    app: &'a Authenticator,
    request: &'a str,
    event: Option<fn() -> Event>,
}

impl Drop for Unheard<'_> {
    fn drop(&mut self) {
        if let Some(event) = self.event {
            drop(self.app.feed(self.request, event()));
        }
    }
}

fn lost_answer() -> Event {
    Event::Answered(Outcome::Unreachable { retry_after: None })
}

fn lost_report() -> Event {
    Event::Reported(Err(PushError::Unreachable { retry_after: None }))
}
