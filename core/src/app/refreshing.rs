//! Asking every account's server: requests, unfinished enrolments, removals still to be told.

use crate::account::{AccountId, PushAccount, PushState};
use crate::push::PushError;
use crate::push::adapter::Pending;
use crate::push::inbox::InboxAction;
use crate::text::isolated;

use super::fault::Fault;
use super::inner::Inner;
use super::join::{join, join_all};
use super::polls::Asked;
use super::requests::{InboxView, RefusedSetup};
use super::state::Poll;
use super::storing::server_says;

/// What asking one account brought.
#[derive(Default)]
struct Brought {
    /// What the person is told about it.
    error: Option<Fault>,
    /// What follows from it.
    todo: Vec<InboxAction>,
    /// The service listed what waits: it knows this phone.
    listed: bool,
}

impl Inner {
    /// Asks the services, each for itself. Polling is the source of truth: call it at app start, on
    /// resume, on a push, on pull to refresh, and as often as [`InboxView::ask_again_in`] says while the
    /// list or a request is in front, whether or not an earlier call has ended: an account that is being
    /// asked is not asked again meanwhile. What a service says stands in `Requests::inbox` as soon
    /// as it has answered, and `changed` is called then, on whatever thread: draw the snapshot, ring.
    pub(super) async fn refresh_with(
        &self,
        by: Asked,
        changed: &(dyn Fn() + Sync),
    ) -> Result<InboxView, Fault> {
        self.outlive_lock(self.ask_all(by, changed)).await
    }

    async fn ask_all(&self, by: Asked, changed: &(dyn Fn() + Sync)) -> Result<InboxView, Fault> {
        let (accounts, unlinked, asked_at) = {
            let mut state = self.lock_state()?;
            state.drop_old_proof(self.now());
            let (mut accounts, mut unlinked) = (Vec::new(), Vec::new());
            for (id, account) in state.push_accounts()? {
                match account.state {
                    PushState::SetUpAgain => {}
                    PushState::Unlinked { certain: true } => unlinked.push(id),
                    PushState::Enrolling
                    | PushState::TryoutPending
                    | PushState::Active
                    | PushState::Paused
                    | PushState::Off
                    | PushState::Blocked
                    | PushState::RemovalPending
                    | PushState::Unlinked { certain: false } => {
                        accounts.push((id, account.issuer.clone()));
                    }
                }
            }
            (accounts, unlinked, state.next_moment())
        };
        unlinked.into_iter().try_for_each(|id| self.end_requests(id, true))?;
        let ask = |(id, issuer)| self.ask(id, issuer, by, asked_at, changed);
        join_all(accounts.into_iter().map(ask).collect()).await;
        let unsaved = {
            let mut state = self.lock_state()?;
            state.vault()?;
            state.refreshed = Some(self.now());
            state.storage.is_some()
        };
        if unsaved {
            // There may be room again.
            self.kept(self.save_seen())?;
        }
        self.advance()
    }

    /// Tells one account's service what is owed to it, and asks it when its turn has come.
    async fn ask(
        &self,
        id: AccountId,
        issuer: String,
        by: Asked,
        asked_at: u64,
        changed: &(dyn Fn() + Sync),
    ) {
        join(self.send_owed(id, changed), self.ask_in_turn(id, issuer, by, asked_at, changed))
            .await;
    }

    /// What an earlier run of the app, or the time before a lock, left to be delivered goes out first,
    /// and waits for no turn.
    async fn send_owed(&self, id: AccountId, changed: &(dyn Fn() + Sync)) {
        let now = self.now();
        let todo = self.lock_state().map(|mut state| state.inbox.send_owed(id, now));
        let todo = todo.unwrap_or_default();
        if !todo.is_empty() {
            // What became of an answer stands with its request.
            let _ = self.perform(todo).await;
            changed();
        }
    }

    /// Errors are noted with the account; that the app was locked meanwhile ends everything.
    pub(super) async fn ask_in_turn(
        &self,
        id: AccountId,
        issuer: String,
        by: Asked,
        asked_at: u64,
        changed: &(dyn Fn() + Sync),
    ) {
        if let Some(wait) = self.told_to_wait(id, by) {
            if self.lock_state().is_ok_and(|mut state| state.note_wait(id, wait.into())) {
                changed();
            }
            return;
        }
        let Ok(Some(turn)) = self.turn(id, &issuer, by, asked_at).await else { return };
        let Ok(account) = self.copy_of(id) else { return };
        let Ok(poll) = self.lock_state().map(|mut state| state.begin_poll()) else { return };
        let result = self.in_time(self.ask_now(id, &account, &poll)).await;
        let brought =
            result.unwrap_or_else(|error| Brought { error: Some(error), ..Brought::default() });
        let clock = self.keep_clock(id, &account).err();
        let Ok(to_send) = self.lock_state().map(|mut state| {
            // Durable before it is drawn; what is to be sent does not keep the place.
            let left = state.carry_out(brought.todo, self.now());
            state.note_failure(id, &poll, brought.error.or(left.not_sent).or(clock));
            left.todo
        }) else {
            return;
        };
        self.note_wait(id, brought.error);
        drop(turn);
        changed();
        if !to_send.is_empty() {
            // What became of an answer stands with its request.
            let _ = self.perform(to_send).await;
            changed();
        }
        if brought.listed && self.is_idle() {
            self.tell_push_target(id, &account).await;
        }
        self.forget_when_locked(id);
    }

    async fn ask_now(
        &self,
        id: AccountId,
        account: &PushAccount,
        poll: &Poll,
    ) -> Result<Brought, Fault> {
        match account.state {
            PushState::Enrolling => self.resume(id, poll).await,
            PushState::RemovalPending => self.finish_removal(id).await.map(|_| Brought::default()),
            PushState::TryoutPending
            | PushState::Active
            | PushState::Paused
            | PushState::Off
            | PushState::Blocked
            | PushState::Unlinked { certain: false } => {
                let brought = self.poll(id, account, poll).await?;
                if brought.listed && account.next_key.is_some() {
                    self.renew_after_list(id).await?;
                }
                Ok(brought)
            }
            PushState::Unlinked { certain: true } | PushState::SetUpAgain => Ok(Brought::default()),
        }
    }

    /// The server no longer knows this phone: what waits there is over.
    fn end_requests(&self, id: AccountId, certain: bool) -> Result<(), Fault> {
        let now = self.now();
        let mut state = self.lock_state()?;
        state.vault()?;
        let todo = state.inbox.unlink(id, certain, now);
        drop(state.carry_out(todo, now));
        Ok(())
    }

    /// Repeats a completion whose reply was lost, and asks for requests: a sign-in may wait already.
    async fn resume(&self, id: AccountId, poll: &Poll) -> Result<Brought, Fault> {
        let Some(_in_flight) = self.settle(id)? else { return Ok(Brought::default()) };
        let account = self.copy_of(id)?;
        if account.state != PushState::Enrolling {
            return Ok(Brought::default());
        }
        let result = self.complete(id, &account, true).await;
        if let Err(error) = &result {
            let mut state = self.lock_state()?;
            if state.vault.is_some() && state.push_account(id).is_err() {
                state.refused_setups.push(RefusedSetup {
                    service: isolated(&account.organisation.unwrap_or(account.realm)),
                    user: isolated(&account.username),
                    error: (*error).into(),
                });
            }
        }
        result?;
        let account = self.copy_of(id)?;
        self.poll(id, &account, poll).await
    }

    /// Whether nothing more urgent than housekeeping waits.
    fn is_idle(&self) -> bool {
        self.lock_state().is_ok_and(|state| state.vault.is_some() && state.inbox.front().is_none())
    }

    async fn poll(
        &self,
        id: AccountId,
        account: &PushAccount,
        poll: &Poll,
    ) -> Result<Brought, Fault> {
        let country = self.country();
        let mut listed = self.engine.list_pending(id, account, country.as_deref()).await;
        if matches!(
            listed,
            Err(PushError::Unlinked { .. } | PushError::Refused { status: Some(401 | 403) })
        ) && self.found_by_next_key(id, account).await
        {
            let account = self.copy_of(id)?;
            listed = self.engine.list_pending(id, &account, country.as_deref()).await;
        }
        let state = match listed {
            Ok(pending) => return self.take_in(id, pending, poll),
            Err(PushError::Unlinked { certain }) => PushState::Unlinked { certain },
            Err(PushError::Blocked) => PushState::Blocked,
            Err(error) => return Err(error.into()),
        };
        if self.lock_state()?.counts(poll) {
            if let PushState::Unlinked { certain } = state {
                self.end_requests(id, certain)?;
            }
            if self.copy_of(id)?.state != state {
                self.store_state(id, state)?;
            }
        }
        Ok(Brought::default())
    }

    fn take_in(&self, id: AccountId, pending: Pending, poll: &Poll) -> Result<Brought, Fault> {
        let now = self.now();
        let (todo, before, waits) = {
            let mut state = self.lock_state()?;
            if !state.counts(poll) {
                return Ok(Brought::default());
            }
            let before = match state.push_account(id) {
                Ok(account) if account.state != PushState::RemovalPending => account.duplicate(),
                Ok(_) | Err(_) => return Ok(Brought::default()),
            };
            state.note_clock(id, pending.clock_off);
            let waits = !pending.requests.is_empty();
            (state.inbox.merge(id, pending.requests, now), before, waits)
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
            | PushState::Off
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
        let too_old = pending.too_old.map(|old| PushError::AppTooOld { needed: old.needed });
        let error = too_old.or(pending.unverified).map(Fault::from);
        Ok(Brought { error, todo, listed: true })
    }
}
