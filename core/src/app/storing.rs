//! What the inbox wants stored: all of it in one save, before anything is sent.

use crate::account::{PushAccount, PushState};
use crate::clock::UnixSeconds;
use crate::push::inbox::{Change, InboxAction};
use crate::push::machine::Event;
use crate::vault::Contents;

use super::adding::push_account_mut;
use super::fault::Fault;
use super::state::State;

/// What is left to do once everything is stored.
#[derive(Default)]
pub(super) struct Left {
    /// What the network is asked for.
    pub(super) todo: Vec<InboxAction>,
    /// Why an answer was not sent: that it is about to leave could not be stored.
    pub(super) not_sent: Option<Fault>,
}

impl State {
    /// Stores what is to be stored. What the server or the person said is true whether or not it could
    /// be: it is kept in memory, the snapshot says what is wrong with the storage, and the next save
    /// makes it good. An answer that must not leave before it is stored does not leave.
    pub(super) fn carry_out(&mut self, todo: Vec<InboxAction>, now: UnixSeconds) -> Left {
        let mut left = Left::default();
        let mut todo = todo;
        // An answer that may leave brings more to do, which brings no more of its kind.
        while !todo.is_empty() {
            let (mut changes, mut first, mut stores) = (Vec::new(), Vec::new(), false);
            for item in todo.drain(..) {
                match item {
                    InboxAction::Store(change) => {
                        changes.push(change);
                        stores = true;
                    }
                    InboxAction::StoreFirst(request) => {
                        first.push(request);
                        stores = true;
                    }
                    InboxAction::Prepare(_)
                    | InboxAction::Deliver(_)
                    | InboxAction::Report { .. } => {
                        left.todo.push(item);
                    }
                }
            }
            if !stores {
                break;
            }
            let saved = self.save(&changes);
            for request in first {
                let event = match saved {
                    Ok(()) => Event::Stored,
                    Err(error) => {
                        left.not_sent = Some(error);
                        Event::NotStored
                    }
                };
                todo.extend(self.inbox.event(&request, event, now).unwrap_or_default());
            }
        }
        left
    }

    /// Saves the requests seen, these changes, and those that could not be saved before.
    pub(super) fn save(&mut self, changes: &[Change]) -> Result<(), Fault> {
        for change in changes {
            if *change != Change::Seen {
                self.unsaved.push(*change);
            }
        }
        let (seen, changes) = (self.inbox.seen().to_vec(), self.unsaved.clone());
        let saved = self.vault_mut().and_then(|vault| {
            vault.change(|contents| {
                contents.seen = seen;
                changes.iter().for_each(|change| apply(contents, *change));
                Ok::<(), Fault>(())
            })
        });
        self.note_saved(saved.as_ref().err().copied());
        if saved.is_ok() {
            self.unsaved.clear();
        }
        saved
    }

    /// Notes whether the last save went well.
    pub(super) fn note_saved(&mut self, error: Option<Fault>) {
        match error {
            None => self.storage = None,
            Some(Fault::Vault(error)) => self.storage = Some(error),
            Some(_) => {}
        }
    }
}

fn apply(contents: &mut Contents, change: Change) {
    let account = match change {
        Change::Seen => return,
        Change::CountWrong(id) | Change::ClearWrong(id) | Change::Blocked(id) => id,
        Change::Unlinked { account, .. } => account,
    };
    // Nothing is to be noted of an account that is gone.
    let Ok(account) = push_account_mut(&mut contents.entries, account) else { return };
    match change {
        Change::Seen => {}
        Change::CountWrong(_) => account.wrong_in_row = account.wrong_in_row.saturating_add(1),
        Change::ClearWrong(_) => account.wrong_in_row = 0,
        Change::Unlinked { certain, .. } => server_says(account, PushState::Unlinked { certain }),
        Change::Blocked(_) => server_says(account, PushState::Blocked),
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
