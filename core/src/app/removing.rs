//! Removing an account: here at once, at the server as soon as it can be reached.

use crate::account::{AccountId, KeyRef, PushAccount, PushState};
use crate::push::PushError;
use crate::push::adapter::Unlinked;
use crate::vault::EntryBody;

use super::adding::push_account_mut;
use super::fault::Fault;
use super::inner::Inner;

/// What removing an account brought.
///
/// ```
/// use countersign_core::app::Removal;
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, work, service) = testing::registered_phone().await?;
///
/// match app.accounts().remove(work).await? {
///     Removal::Local => println!("it is in the bin"),
///     Removal::Forgotten => println!("the service has forgotten this phone"),
///     Removal::Queued => println!("the service is told later"),
///     Removal::AlsoOnThePage => println!("also remove this phone on the account page"),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removal {
    /// A code account: it was only ever here, and is in the bin for thirty days.
    Local,
    /// The server has forgotten this phone.
    Forgotten,
    /// The server is told at the next refresh; the account is listed as removal pending until then.
    Queued,
    /// The server has no such function: the person also removes this phone on its account page.
    AlsoOnThePage,
}

impl Inner {
    /// Removes an account. A code account goes to the bin; the bytes of a push account are gone from the file
    /// and from the previous generation when this returns anything but [`Removal::Queued`].
    pub(super) async fn remove(&self, id: AccountId) -> Result<Removal, Fault> {
        self.outlive_lock(self.take_out(id)).await
    }

    async fn take_out(&self, id: AccountId) -> Result<Removal, Fault> {
        let known = {
            let state = self.lock_state()?;
            let entry = state
                .vault()?
                .contents()
                .entries
                .iter()
                .find(|entry| entry.id == id && entry.trashed.is_none())
                .ok_or(Fault::NoSuchAccount)?;
            match &entry.body {
                EntryBody::Otp(_) => None,
                EntryBody::Push(account) => Some(account.duplicate()),
            }
        };
        let Some(account) = known else {
            self.put_in_bin(id)?;
            return Ok(Removal::Local);
        };
        if matches!(account.state, PushState::SetUpAgain | PushState::Unlinked { certain: true }) {
            // Without its key, or without a link, there is nothing to tell and no way to tell it.
            self.forget_account(id, &account).await?;
            return Ok(Removal::AlsoOnThePage);
        }
        {
            // Durable before the server is asked: a crash in between asks it again.
            let mut state = self.lock_state()?;
            state.vault_mut()?.change::<_, Fault>(|contents| {
                push_account_mut(&mut contents.entries, id)?.state = PushState::RemovalPending;
                contents.seen.retain(|seen| seen.account != id);
                Ok(())
            })?;
            state.forget(id, self.now());
        }
        self.finish_removal(id).await
    }

    /// Drops an account that is pending removal without waiting for its server.
    pub(super) async fn drop_pending_removal(&self, id: AccountId) -> Result<(), Fault> {
        let account = {
            let mut state = self.lock_state()?;
            let vault = state.vault_mut()?;
            let pending = vault.contents().entries.iter().find_map(|entry| match &entry.body {
                EntryBody::Push(account)
                    if entry.id == id && account.state == PushState::RemovalPending =>
                {
                    Some(account.duplicate())
                }
                EntryBody::Push(_) | EntryBody::Otp(_) => None,
            });
            pending.ok_or(Fault::NoSuchAccount)?
        };
        self.forget_account(id, &account).await
    }

    /// Tells the server, and forgets the account once it knows.
    pub(super) async fn finish_removal(&self, id: AccountId) -> Result<Removal, Fault> {
        let Some(_in_flight) = self.settle(id)? else { return Ok(Removal::Queued) };
        let account = self.copy_of(id)?;
        let mut told = self.engine.unlink(id, &account).await;
        if let (Ok(Unlinked::ServerForgot) | Err(_), Some(next)) = (&told, &account.next_key) {
            // It may know the phone by the key that was to take this one's place, and says of the other one that
            // it is gone.
            self.engine.forget(id);
            let by_next = PushAccount { key: next.duplicate(), ..account.duplicate() };
            told = self.engine.unlink(id, &by_next).await.or(told);
        }
        let removal = match told {
            Ok(Unlinked::ServerForgot) => Removal::Forgotten,
            Ok(Unlinked::NotSupported) => Removal::AlsoOnThePage,
            Ok(Unlinked::Queued) => return Ok(Removal::Queued),
            // It no longer knows this phone: that is what was asked for.
            Err(PushError::Unlinked { .. }) => Removal::Forgotten,
            // It knows this phone and refuses: the person sees the account until it is settled.
            Err(_) => return Ok(Removal::Queued),
        };
        self.forget_account(id, &account).await?;
        Ok(removal)
    }

    async fn forget_account(&self, id: AccountId, account: &PushAccount) -> Result<(), Fault> {
        let forgotten = self.forget_entry(id);
        if !matches!(forgotten, Err(Fault::Locked)) && self.copy_of(id).is_err() {
            self.discard_keys(account).await;
        }
        forgotten
    }

    /// Deletes the keys of an account that is gone.
    pub(super) async fn discard_keys(&self, account: &PushAccount) {
        self.discard(&account.key).await;
        if let Some(next) = &account.next_key {
            self.discard(next).await;
        }
    }

    /// Deletes a key that belongs to nothing any more. That it could not be deleted changes nothing
    /// for the person: it is of no use.
    pub(super) async fn discard(&self, key: &KeyRef) {
        let _ = self.engine.discard_key(key).await;
    }

    fn forget_entry(&self, id: AccountId) -> Result<(), Fault> {
        let mut state = self.lock_state()?;
        let vault = state.vault_mut()?;
        vault.change(|contents| {
            let before = contents.entries.len();
            contents.entries.retain(|entry| entry.id != id);
            contents.seen.retain(|seen| seen.account != id);
            if contents.entries.len() == before { Err(Fault::NoSuchAccount) } else { Ok(()) }
        })?;
        state.forget(id, self.now());
        self.engine.forget(id);
        Ok(state.vault()?.forget_previous()?)
    }
}
