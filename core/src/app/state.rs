//! What the facade holds while the vault is open.

use std::collections::HashMap;
use std::sync::Arc;

use crate::account::{AccountId, PushAccount, SeenRequest};
use crate::clock::UnixSeconds;
use crate::push::inbox::{Change, Inbox};
use crate::push::request::Request;
use crate::vault::{EntryBody, Vault, VaultError};

use super::fault::Fault;
use super::fresh::Proof;
use super::leaving::Away;
use super::polls::Polls;
use super::requests::RefusedSetup;

/// Everything that locking takes away.
#[derive(Default)]
pub(super) struct State {
    pub(super) vault: Option<Vault>,
    pub(super) inbox: Inbox,
    /// Why what was seen could not be stored.
    pub(super) storage: Option<VaultError>,
    /// When a refresh was last complete.
    pub(super) refreshed: Option<UnixSeconds>,
    /// What could not be stored with it.
    pub(super) unsaved: Vec<Change>,
    /// Codes that were tapped, and until when they are shown.
    pub(super) revealed: HashMap<AccountId, UnixSeconds>,
    /// Set-ups that a refresh repeated and a service refused, until the person has read of them.
    pub(super) refused_setups: Vec<RefusedSetup>,
    /// When a service that could not be told of a new device key is told again.
    pub(super) renew_again: HashMap<AccountId, UnixSeconds>,
    /// Whose turn it is to be asked.
    pub(super) polls: Polls,
    /// The app's own unlock, until it is spent on a request (V-70).
    pub(super) just_unlocked: Option<Proof>,
    /// How the app was left, while it stays open.
    pub(super) away: Away,
    session: Session,
    refreshes: HashMap<AccountId, Refreshed>,
    /// Refreshes and polls begun so far, counted together: it orders the ones after the others.
    moments: u64,
}

/// From one lock to the next. What was begun in one session counts in no other: neither an unlock that
/// was begun before a lock, nor a poll or a proof of the time before it.
#[derive(Debug, Clone, Default)]
pub(super) struct Session(Arc<()>);

impl PartialEq for Session {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// A poll of an account that was begun. An account is polled once at a time, so that in a session each
/// one brings the newest word.
#[derive(Debug, Clone)]
pub(super) struct Poll {
    session: Session,
    begun: u64,
}

/// What the polls of one account brought.
#[derive(Debug, Default)]
struct Refreshed {
    begun: u64,
    failure: Option<Fault>,
    clock_off: Option<i64>,
}

impl State {
    /// Takes in an open vault; the session goes on.
    pub(super) fn open(&mut self, vault: Vault) {
        let session = self.session.clone();
        *self = Self { vault: Some(vault), session, ..Self::default() };
        let seen = self.vault.as_ref().map(|vault| vault.contents().seen.clone());
        self.inbox = Inbox::restored(seen.unwrap_or_default(), |record| self.describe(record));
    }

    /// The same of a request by its id.
    pub(super) fn describe_id(&self, id: &str) -> Option<Request> {
        self.describe(self.inbox.seen().iter().find(|record| record.id == id)?)
    }

    /// What can be said of a request that was seen, without its server.
    pub(super) fn describe(&self, record: &SeenRequest) -> Option<Request> {
        self.push_account(record.account).ok().map(|account| Request::seen(record, account))
    }

    /// The open vault.
    pub(super) fn vault(&self) -> Result<&Vault, Fault> {
        self.vault.as_ref().ok_or(Fault::Locked)
    }

    /// The open vault, to be changed.
    pub(super) fn vault_mut(&mut self) -> Result<&mut Vault, Fault> {
        self.vault.as_mut().ok_or(Fault::Locked)
    }

    /// The present session.
    pub(super) fn session(&self) -> &Session {
        &self.session
    }

    /// Lets go of an unlock that may not be spent any more: a clock that is set back does not make it young.
    pub(super) fn drop_old_proof(&mut self, now: UnixSeconds) {
        let session = self.session.clone();
        self.just_unlocked.take_if(|proof| !proof.holds(&session, now));
    }

    /// A push account that is not in the trash.
    pub(super) fn push_account(&self, id: AccountId) -> Result<&PushAccount, Fault> {
        self.push_accounts()?
            .find(|(found, _)| *found == id)
            .map(|(_, account)| account)
            .ok_or(Fault::NoSuchAccount)
    }

    /// All push accounts that are not in the trash.
    pub(super) fn push_accounts(
        &self,
    ) -> Result<impl Iterator<Item = (AccountId, &PushAccount)>, Fault> {
        Ok(self.vault()?.contents().entries.iter().filter_map(|entry| match &entry.body {
            EntryBody::Push(account) if entry.trashed.is_none() => {
                Some((entry.id, account.as_ref()))
            }
            EntryBody::Push(_) | EntryBody::Otp(_) => None,
        }))
    }

    /// A poll that begins now.
    pub(super) fn begin_poll(&mut self) -> Poll {
        Poll { session: self.session.clone(), begun: self.next_moment() }
    }

    /// Whether what a poll brings counts: nothing does that was begun before the app was locked.
    pub(super) fn counts(&self, poll: &Poll) -> bool {
        self.vault.is_some() && poll.session == self.session
    }

    /// Notes what a poll could not do, or that it could.
    pub(super) fn note_failure(&mut self, account: AccountId, poll: &Poll, failure: Option<Fault>) {
        if self.counts(poll) && self.push_account(account).is_ok() {
            let known = self.refreshes.entry(account).or_default();
            (known.begun, known.failure) = (poll.begun, failure);
        }
    }

    /// Notes that an account is not asked now, where nothing is known yet; whether it was new.
    pub(super) fn note_wait(&mut self, account: AccountId, wait: Fault) -> bool {
        let is_new = self.push_account(account).is_ok() && self.failure(account).is_none();
        if is_new {
            self.refreshes.entry(account).or_default().failure = Some(wait);
        }
        is_new
    }

    /// Whether a poll of the account was begun after a moment and has ended.
    pub(super) fn was_asked_since(&self, account: AccountId, moment: u64) -> bool {
        self.refreshes.get(&account).is_some_and(|known| known.begun > moment)
    }

    /// Notes how far the phone's clock is off an account's server, where it is worth telling.
    pub(super) fn note_clock(&mut self, account: AccountId, clock_off: Option<i64>) {
        self.refreshes.entry(account).or_default().clock_off = clock_off;
    }

    /// What the last poll of an account could not do.
    pub(super) fn failure(&self, account: AccountId) -> Option<Fault> {
        self.refreshes.get(&account)?.failure
    }

    /// Server time minus phone time, the largest that is worth telling.
    pub(super) fn clock_off(&self) -> Option<i64> {
        self.refreshes.values().filter_map(|known| known.clock_off).max_by_key(|off| off.abs())
    }

    /// Forgets what is known of an account that is gone, requests included.
    pub(super) fn forget(&mut self, account: AccountId, now: UnixSeconds) {
        self.refreshes.remove(&account);
        self.revealed.remove(&account);
        // What would have to be stored is stored with the next change; nothing has to be sent.
        drop(self.inbox.remove_account(account, now));
    }

    /// A moment later than all before it.
    pub(super) fn next_moment(&mut self) -> u64 {
        self.moments = self.moments.saturating_add(1);
        self.moments
    }
}
