//! A new device key in the place of the old one (PROTOCOL.md section 4.6).
//!
//! Both keys are stored from before the service is told until it is known to have taken the new one, so that an
//! interruption at any point leaves a phone that the service knows. It is done in the account's turn to be asked,
//! and only while no request of it is open: no answer leaves by a key that is being replaced.

use crate::account::{AccountId, KeyRef, PushAccount, PushState};
use crate::push::PushError;
use crate::push::key::{self, PublicPoint};

use super::adding::push_account_mut;
use super::fault::Fault;
use super::inner::Inner;
use super::polls::Asked;

/// What became of a new key.
///
/// ```
/// use countersign_core::app::{KeyRenewal, ServiceError};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, work, _service) = testing::registered_phone().await?;
///
/// match app.services().renew_key(work).await {
///     Ok(KeyRenewal::Renewed) => println!("there is a new key"),
///     Ok(KeyRenewal::Queued) => println!("it is made when the service is reached"),
///     Err(ServiceError::NotOffered) => println!("the old key stays"),
///     Err(error) => println!("{error}"),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyRenewal {
    /// The service knows the new key and no longer the old one.
    Renewed,
    /// It is made with the next refresh that reaches the service while no request of the account is open.
    Queued,
}

impl Inner {
    pub(super) async fn renew_key(&self, id: AccountId) -> Result<KeyRenewal, Fault> {
        self.outlive_lock(self.renew(id)).await
    }

    async fn renew(&self, id: AccountId) -> Result<KeyRenewal, Fault> {
        let account = self.account_in_use(id)?;
        if account.protocol.is_pipush() {
            // A token's key comes with its code.
            return Err(PushError::NotSupported.into());
        }
        match account.state {
            PushState::Active | PushState::TryoutPending | PushState::Paused | PushState::Off => {}
            PushState::Blocked => return Err(PushError::Blocked.into()),
            PushState::Unlinked { certain } => return Err(PushError::Unlinked { certain }.into()),
            PushState::Enrolling | PushState::SetUpAgain | PushState::RemovalPending => {
                return Err(PushError::NotSupported.into());
            }
        }
        let new = match &account.next_key {
            Some(waits) => key::public_point(waits).map_err(PushError::from)?,
            None => self.prepare_next_key(id).await?,
        };
        let asked_at = {
            let mut state = self.lock_state()?;
            state.renew_again.remove(&id);
            state.next_moment()
        };
        self.ask_in_turn(id, account.issuer, Asked::ByThePerson, asked_at, &|| ()).await;
        let account = self.copy_of(id)?;
        if account.next_key.is_some() {
            Ok(KeyRenewal::Queued)
        } else if key::public_point(&account.key).map_err(PushError::from)? == new {
            Ok(KeyRenewal::Renewed)
        } else {
            Err(PushError::NotSupported.into())
        }
    }

    /// Makes the key and stores it, before the service hears of it. Its public point comes back.
    async fn prepare_next_key(&self, id: AccountId) -> Result<PublicPoint, Fault> {
        let new = self.engine.make_key().await?;
        let stored = self.lock_state().and_then(|mut state| {
            state.vault_mut()?.change(|contents| {
                let account = push_account_mut(&mut contents.entries, id)?;
                if account.next_key.is_some() {
                    return Err(Fault::Push(PushError::OutOfOrder));
                }
                account.next_key = Some(new.duplicate());
                Ok(())
            })
        });
        if let Err(error) = stored {
            self.discard(&new).await;
            return Err(error);
        }
        Ok(key::public_point(&new).map_err(PushError::from)?)
    }

    /// Tells the service of a key that waits, now that the old one was good for a list and no request of the
    /// account is open. Part of the account's turn to be asked.
    pub(super) async fn renew_after_list(&self, id: AccountId) -> Result<(), Fault> {
        let account = self.copy_of(id)?;
        let Some(new) = &account.next_key else { return Ok(()) };
        {
            let mut state = self.lock_state()?;
            let now = self.now();
            let early = state.renew_again.get(&id).is_some_and(|at| *at > now);
            if early || !state.inbox.is_quiet(id) {
                return Ok(());
            }
            state.renew_again.insert(id, now.saturating_add(AGAIN_AFTER));
        }
        match self.engine.rotate_key(id, &account, new).await {
            Ok(()) => self.take_next_key(id, &account.key, new).await,
            Err(
                PushError::Refused { .. } | PushError::NotSupported | PushError::Unlinked { .. },
            ) => self.drop_next_key(id, new).await,
            // It may have arrived or not: the next poll finds out.
            Err(_) => Ok(()),
        }
    }

    /// The service does not know the phone by its key: it may by the one that waits. Whether it does.
    pub(super) async fn found_by_next_key(&self, id: AccountId, account: &PushAccount) -> bool {
        let Some(new) = &account.next_key else { return false };
        let known = self.engine.rotate_key(id, account, new).await.is_ok();
        known && self.take_next_key(id, &account.key, new).await.is_ok()
    }

    /// The service took this key. Should another one wait by now, the reply says nothing of that one.
    async fn take_next_key(&self, id: AccountId, old: &KeyRef, new: &KeyRef) -> Result<(), Fault> {
        self.engine.forget(id);
        self.store_change(id, |account| {
            if let Some(waits) = account.next_key.take_if(|waits| is_same(waits, new)) {
                account.key = waits;
            }
        })?;
        // Where that could not be stored both stay, and the next poll finds out again.
        if is_same(&self.copy_of(id)?.key, new) {
            self.discard(old).await;
        }
        Ok(())
    }

    /// The service keeps the old key, by which it has just listed.
    async fn drop_next_key(&self, id: AccountId, new: &KeyRef) -> Result<(), Fault> {
        self.store_change(id, |account| {
            account.next_key.take_if(|waits| is_same(waits, new));
        })?;
        let account = self.copy_of(id)?;
        let is_kept = account.next_key.iter().chain([&account.key]).any(|kept| is_same(kept, new));
        if !is_kept {
            self.discard(new).await;
        }
        Ok(())
    }
}

fn is_same(one: &KeyRef, other: &KeyRef) -> bool {
    let points = (key::public_point(one), key::public_point(other));
    matches!(points, (Ok(one), Ok(other)) if one == other)
}

/// Seconds until a service that could not be told is told again.
const AGAIN_AFTER: u64 = 60;
