//! The bin (V-45): code accounts that were removed can be taken back for thirty days.
//!
//! Only code accounts go there. A service has forgotten this phone when a push account is removed, so that
//! there is nothing to take back: it is set up again.

use crate::account::AccountId;
use crate::clock::UnixSeconds;
use crate::vault::{Entry, Vault, VaultError};

use super::fault::Fault;
use super::inner::Inner;
use super::state::State;
use super::views::AccountView;

/// Seconds for which a removed account can be taken back: thirty days.
pub const KEPT_FOR: u64 = 30 * 24 * 60 * 60;

/// An account in the bin.
///
/// ```
/// use countersign_core::app::KEPT_FOR;
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, shop) = testing::phone().await?;
///
/// app.accounts().remove(shop).await?;
/// let binned = app.settings().bin()?.remove(0);
/// assert_eq!(binned.until, binned.since + KEPT_FOR);
/// app.settings().take_back(binned.account.id)?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binned {
    /// The account, as its row was.
    pub account: AccountView,
    /// When it was removed.
    pub since: UnixSeconds,
    /// From when on it cannot be taken back.
    pub until: UnixSeconds,
}

impl Inner {
    /// What is in the bin, last removed first.
    pub(super) fn bin(&self) -> Result<Vec<Binned>, Fault> {
        let now = self.now();
        let state = self.lock_state()?;
        let entries = state.vault()?.contents().entries.iter();
        let mut binned: Vec<Binned> = entries
            .filter(|entry| !is_ended(entry, now))
            .filter_map(|entry| {
                let since = entry.trashed?;
                let until = since.saturating_add(KEPT_FOR);
                Some(Binned { account: self.row(entry), since, until })
            })
            .collect();
        binned.sort_by_key(|binned| std::cmp::Reverse(binned.since));
        Ok(binned)
    }

    /// Puts a code account into the bin.
    pub(super) fn put_in_bin(&self, id: AccountId) -> Result<(), Fault> {
        let now = self.now();
        let mut state = self.lock_state()?;
        state.vault_mut()?.change(|contents| {
            let mut entries = contents.entries.iter_mut();
            let entry = entries.find(|entry| entry.id == id && entry.trashed.is_none());
            entry.ok_or(Fault::NoSuchAccount)?.trashed = Some(now);
            Ok::<(), Fault>(())
        })?;
        state.forget(id, now);
        Ok(())
    }

    /// Takes an account back: it stands in the list as before.
    pub(super) fn take_back(&self, id: AccountId) -> Result<(), Fault> {
        let now = self.now();
        self.lock_state()?.vault_mut()?.change(|contents| {
            let mut entries = contents.entries.iter_mut();
            let entry = entries.find(|entry| entry.id == id && is_binned(entry, now));
            entry.ok_or(Fault::NoSuchAccount)?.trashed = None;
            Ok(())
        })
    }

    /// Deletes an account of the bin for good, or all of it: from the vault and from the save before.
    pub(super) fn delete_now(&self, id: Option<AccountId>) -> Result<(), Fault> {
        let now = self.now();
        let mut state = self.lock_state()?;
        let vault = state.vault_mut()?;
        let goes = |entry: &Entry| match id {
            Some(id) => entry.id == id && is_binned(entry, now),
            None => entry.trashed.is_some(),
        };
        if vault.contents().entries.iter().any(goes) {
            vault.change(|contents| {
                contents.entries.retain(|entry| !goes(entry));
                Ok::<(), VaultError>(())
            })?;
        } else {
            // An earlier try may have failed after the save.
            vault.forget_previous()?;
            return if id.is_some() { Err(Fault::NoSuchAccount) } else { Ok(()) };
        }
        Ok(vault.forget_previous()?)
    }
}

impl State {
    /// Lets go of what was in the bin for thirty days. Should it not be stored, the next unlock tries again.
    pub(super) fn sweep_bin(&mut self, now: UnixSeconds) {
        let Some(vault) = self.vault.as_mut().filter(|vault| !vault.is_read_only()) else { return };
        if vault.contents().entries.iter().any(|entry| is_ended(entry, now)) {
            let _ = sweep(vault, now);
        }
    }
}

fn sweep(vault: &mut Vault, now: UnixSeconds) -> Result<(), VaultError> {
    vault.change(|contents| {
        contents.entries.retain(|entry| !is_ended(entry, now));
        Ok::<(), VaultError>(())
    })?;
    vault.forget_previous()
}

fn is_binned(entry: &Entry, now: UnixSeconds) -> bool {
    entry.trashed.is_some() && !is_ended(entry, now)
}

/// Its thirty days are over. A clock that was set back gives it more of them, and never fewer.
fn is_ended(entry: &Entry, now: UnixSeconds) -> bool {
    entry.trashed.is_some_and(|since| now.saturating_sub(since) >= KEPT_FOR)
}
