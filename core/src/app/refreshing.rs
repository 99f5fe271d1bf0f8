//! Asking every account's server: requests, unfinished enrolments, removals still to be told.

use crate::push::PushError;
use crate::push::account::{PushAccount, PushState};
use crate::push::adapter::Pending;
use crate::vault::AccountId;

use super::Authenticator;
use super::error::AppError;
use super::join::join_all;
use super::requests::InboxView;

impl Authenticator {
    /// Asks all servers at once. Polling is the source of truth: call it at app start, on resume, on a
    /// push, on pull to refresh, and as often as [`InboxView::ask_again_in`] says while the list or a
    /// request is in front. What could not be refreshed stands in the snapshot; codes keep working.
    ///
    /// # Errors
    /// [`AppError::Locked`].
    pub async fn refresh(&self) -> Result<InboxView, AppError> {
        let (accounts, poll) = {
            let mut state = self.lock_state()?;
            let accounts: Vec<(AccountId, PushAccount)> =
                state.push_accounts()?.map(|(id, account)| (id, account.duplicate())).collect();
            (accounts, state.begin_poll())
        };
        let asked =
            join_all(accounts.iter().map(|(id, account)| self.ask(*id, account, poll)).collect())
                .await;
        {
            let mut state = self.lock_state()?;
            for ((id, _), result) in accounts.iter().zip(asked) {
                match result {
                    Ok(()) => state.failures.remove(id),
                    Err(error) => state.failures.insert(*id, error),
                };
            }
            state.refreshed = Some(self.now());
        }
        self.inbox()
    }

    async fn ask(&self, id: AccountId, account: &PushAccount, poll: u64) -> Result<(), AppError> {
        match account.state {
            PushState::Enrolling => self.complete(id, account, true).await.map(drop),
            PushState::RemovalPending => self.finish_removal(id, account).await.map(drop),
            PushState::Unlinked { certain: true } | PushState::SetUpAgain => Ok(()),
            PushState::TryoutPending
            | PushState::Active
            | PushState::Paused
            | PushState::Blocked
            | PushState::Unlinked { certain: false } => self.poll(id, account, poll).await,
        }
    }

    async fn poll(&self, id: AccountId, account: &PushAccount, poll: u64) -> Result<(), AppError> {
        let country = self.country();
        match self.engine.list_pending(id, account, country.as_deref()).await {
            Ok(pending) => self.take_in(id, account, pending, poll).await,
            Err(PushError::Unlinked { certain }) => {
                let unlinked = PushState::Unlinked { certain };
                if account.state != unlinked {
                    self.change_account(id, |account| account.state = unlinked)?;
                }
                Ok(())
            }
            Err(PushError::Blocked) => {
                if account.state != PushState::Blocked {
                    self.change_account(id, |account| account.state = PushState::Blocked)?;
                }
                Ok(())
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn take_in(
        &self,
        id: AccountId,
        before: &PushAccount,
        pending: Pending,
        poll: u64,
    ) -> Result<(), AppError> {
        let now = self.now();
        let todo = {
            let mut state = self.lock_state()?;
            if !state.is_news(id, poll) {
                return Ok(());
            }
            state.clock_off = pending.clock_off;
            state.inbox.merge(id, pending.requests, now)
        };
        // A plain server says nothing about the account; an answer means that the link holds.
        let linked =
            matches!(before.state, PushState::Unlinked { .. }).then_some(PushState::Active);
        let state = pending.state.or(linked).unwrap_or(before.state);
        let contact = pending.it_contact.or_else(|| before.it_contact.clone());
        if state != before.state || contact != before.it_contact || !before.ever_listed {
            self.change_account(id, |account| {
                account.state = state;
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
