//! What the facade holds while the vault is open.

use std::collections::HashMap;

use crate::clock::UnixSeconds;
use crate::push::account::PushAccount;
use crate::push::inbox::Inbox;
use crate::vault::{AccountId, EntryBody, Vault, VaultError};

use super::error::AppError;

/// Everything that locking takes away.
#[derive(Default)]
pub(super) struct State {
    pub(super) vault: Option<Vault>,
    pub(super) inbox: Inbox,
    /// What the last refresh could not do, by account.
    pub(super) failures: HashMap<AccountId, AppError>,
    /// Server time minus phone time, where it is worth telling.
    pub(super) clock_off: Option<i64>,
    /// Why what was seen could not be stored.
    pub(super) storage: Option<VaultError>,
    /// When a refresh was last complete.
    pub(super) refreshed: Option<UnixSeconds>,
    /// The newest poll of each account whose result was taken in.
    polls: HashMap<AccountId, u64>,
    /// Polls begun so far.
    begun: u64,
}

impl State {
    /// An open vault.
    pub(super) fn opened(vault: Vault) -> Self {
        let inbox = Inbox::new(vault.contents().seen.clone());
        Self { vault: Some(vault), inbox, ..Self::default() }
    }

    /// The open vault.
    pub(super) fn vault(&self) -> Result<&Vault, AppError> {
        self.vault.as_ref().ok_or(AppError::Locked)
    }

    /// The open vault, to be changed.
    pub(super) fn vault_mut(&mut self) -> Result<&mut Vault, AppError> {
        self.vault.as_mut().ok_or(AppError::Locked)
    }

    /// A push account that is not in the trash.
    pub(super) fn push_account(&self, id: AccountId) -> Result<&PushAccount, AppError> {
        self.push_accounts()?
            .find(|(found, _)| *found == id)
            .map(|(_, account)| account)
            .ok_or(AppError::NoSuchAccount)
    }

    /// All push accounts that are not in the trash.
    pub(super) fn push_accounts(
        &self,
    ) -> Result<impl Iterator<Item = (AccountId, &PushAccount)>, AppError> {
        Ok(self.vault()?.contents().entries.iter().filter_map(|entry| match &entry.body {
            EntryBody::Push(account) if entry.trashed.is_none() => {
                Some((entry.id, account.as_ref()))
            }
            EntryBody::Push(_) | EntryBody::Otp(_) => None,
        }))
    }

    /// Numbers a poll that begins now.
    pub(super) fn begin_poll(&mut self) -> u64 {
        self.begun = self.begun.saturating_add(1);
        self.begun
    }

    /// Whether a poll's result is still news: an older one that comes in after a newer one would
    /// withdraw what the newer one brought.
    pub(super) fn is_news(&mut self, account: AccountId, poll: u64) -> bool {
        let newest = self.polls.entry(account).or_default();
        let news = poll > *newest;
        *newest = poll.max(*newest);
        news
    }
}
