//! Asking every account's server: requests, unfinished enrolments, removals still to be told.

use crate::push::PushError;
use crate::push::account::{PushAccount, PushState};
use crate::push::adapter::Pending;
use crate::vault::AccountId;

use super::Authenticator;
use super::error::AppError;
use super::join::{join, join_all};
use super::requests::{InboxView, RefusedSetup};
use super::state::{News, Poll};
use super::storing::server_says;

impl Authenticator {
    /// Asks all servers at once. Polling is the source of truth: call it at app start, on resume, on a
    /// push, on pull to refresh, and as often as [`InboxView::ask_again_in`] says while the list or a
    /// request is in front. What could not be refreshed stands in the snapshot; codes keep working.
    ///
    /// # Errors
    /// [`AppError::Locked`].
    pub async fn refresh(&self) -> Result<InboxView, AppError> {
        self.outlive_lock(self.ask_all()).await
    }

    async fn ask_all(&self) -> Result<InboxView, AppError> {
        let (accounts, poll) = {
            let mut state = self.lock_state()?;
            let accounts: Vec<(AccountId, PushAccount)> =
                state.push_accounts()?.map(|(id, account)| (id, account.duplicate())).collect();
            (accounts, state.begin_poll())
        };
        let asked =
            join_all(accounts.iter().map(|(id, account)| self.ask(*id, account, &poll)).collect())
                .await;
        let unsaved = {
            let mut state = self.lock_state()?;
            for ((id, _), result) in accounts.iter().zip(asked) {
                state.note_failure(*id, &poll, result.err());
            }
            state.vault()?;
            state.refreshed = Some(self.now());
            state.storage.is_some()
        };
        if unsaved {
            // There may be room again.
            self.kept(self.save_seen())?;
        }
        self.inbox()
    }

    async fn ask(&self, id: AccountId, account: &PushAccount, poll: &Poll) -> Result<(), AppError> {
        match account.state {
            PushState::Enrolling => self.resume(id, poll).await,
            PushState::RemovalPending => self.finish_removal(id).await.map(drop),
            PushState::Unlinked { certain: true } => self.end_requests(id, true),
            PushState::SetUpAgain => Ok(()),
            PushState::TryoutPending
            | PushState::Active
            | PushState::Paused
            | PushState::Blocked
            | PushState::Unlinked { certain: false } => {
                let polled = join(self.send_owed(id), self.poll(id, account, poll)).await;
                let result = polled.0.and(polled.1).and(self.keep_clock(id, account));
                if result.is_ok() && self.is_idle()? {
                    self.tell_push_target(id, account).await;
                }
                self.forget_when_locked(id);
                result
            }
        }
    }

    /// What an earlier run of the app, or the time before a lock, left to be delivered goes out first.
    async fn send_owed(&self, id: AccountId) -> Result<(), AppError> {
        let todo = self.lock_state()?.inbox.send_owed(id, self.now());
        if todo.is_empty() { Ok(()) } else { self.perform(todo).await }
    }

    /// The server no longer knows this phone: what waits there is over.
    fn end_requests(&self, id: AccountId, certain: bool) -> Result<(), AppError> {
        let now = self.now();
        let mut state = self.lock_state()?;
        state.vault()?;
        let todo = state.inbox.unlink(id, certain, now);
        drop(state.carry_out(todo, now));
        Ok(())
    }

    /// Repeats a completion whose reply was lost, and asks for requests: a sign-in may wait already.
    async fn resume(&self, id: AccountId, poll: &Poll) -> Result<(), AppError> {
        let Some(_settling) = self.settle(id)? else { return Ok(()) };
        let account = self.copy_of(id)?;
        if account.state != PushState::Enrolling {
            return Ok(());
        }
        let result = self.complete(id, &account, true).await;
        if let Err(error) = &result {
            let mut state = self.lock_state()?;
            if state.vault.is_some() && state.push_account(id).is_err() {
                state.refused_setups.push(RefusedSetup {
                    service: account.organisation.unwrap_or(account.realm),
                    user: account.username,
                    error: *error,
                });
            }
        }
        result?;
        let account = self.copy_of(id)?;
        let polled = self.poll(id, &account, poll).await;
        polled.and(self.keep_clock(id, &account))
    }

    /// Whether nothing more urgent than housekeeping waits.
    fn is_idle(&self) -> Result<bool, AppError> {
        let state = self.lock_state()?;
        Ok(state.vault.is_some() && state.inbox.front().is_none())
    }

    async fn poll(
        &self,
        id: AccountId,
        account: &PushAccount,
        poll: &Poll,
    ) -> Result<(), AppError> {
        let country = self.country();
        let state = match self.engine.list_pending(id, account, country.as_deref()).await {
            Ok(pending) => return self.take_in(id, pending, poll).await,
            Err(PushError::Unlinked { certain }) => PushState::Unlinked { certain },
            Err(PushError::Blocked) => PushState::Blocked,
            Err(error) => return Err(error.into()),
        };
        let news = self.lock_state()?.take_in(id, poll);
        if news == News::Old {
            return Ok(());
        }
        if let PushState::Unlinked { certain } = state {
            self.end_requests(id, certain)?;
        }
        if self.copy_of(id)?.state == state { Ok(()) } else { self.store_state(id, state) }
    }

    async fn take_in(&self, id: AccountId, pending: Pending, poll: &Poll) -> Result<(), AppError> {
        let now = self.now();
        let (todo, before, waits) = {
            let mut state = self.lock_state()?;
            let news = state.take_in(id, poll);
            let Ok(before) = state.push_account(id).map(PushAccount::duplicate) else {
                return Ok(());
            };
            if news == News::Old || before.state == PushState::RemovalPending {
                return Ok(());
            }
            state.note_clock(id, pending.clock_off);
            let waits = !pending.requests.is_empty();
            let todo = if news == News::Newest {
                state.inbox.merge(id, pending.requests, now)
            } else {
                state.inbox.admit_more(id, pending.requests, now)
            };
            (todo, before, waits)
        };
        // A plain server says nothing about the account. An answer means that the link holds, and a
        // request that the user is not blocked: one that is gets an empty list.
        let revived = match before.state {
            PushState::Unlinked { .. } => true,
            PushState::Blocked => waits,
            PushState::Enrolling
            | PushState::TryoutPending
            | PushState::Active
            | PushState::Paused
            | PushState::RemovalPending
            | PushState::SetUpAgain => false,
        };
        let state = pending.state.or(revived.then_some(PushState::Active)).unwrap_or(before.state);
        let contact = pending.it_contact.or_else(|| before.it_contact.clone());
        if state != before.state || contact != before.it_contact || !before.ever_listed {
            self.store_change(id, |account| {
                server_says(account, state);
                account.it_contact = contact;
                account.ever_listed = true;
            })?;
        }
        self.perform(todo).await?;
        match pending.too_old {
            Some(too_old) => Err(PushError::AppTooOld { needed: too_old.needed }.into()),
            None => Ok(()),
        }
    }
}
