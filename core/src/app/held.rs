//! Secrets that a shell holds by a handle: an account that is looked at before it is added, a file on its way out. The
//! languages of the shells keep a handle for as long as they like, so that locking empties it.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use super::error::{TransferError, UnlockError};
use super::handles::{Accounts, Services, Transfer, Vault};
use super::inner::Inner;

/// A secret in a handle, for shells in another language. It is there until it is taken out, or the app is locked.
///
/// ```
/// use countersign_core::app::{Held, Hold};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
///
/// let preview = app.accounts().preview(testing::MAIL.as_bytes()).await?;
/// let held: Held<_> = app.accounts().hold(preview);
/// app.vault().lock();
/// assert!(held.take().is_none());
/// assert!(app.accounts().hold("what ends after a lock").take().is_none());
/// # Ok(())
/// # }
/// ```
pub struct Held<T>(Arc<Mutex<Option<T>>>);

impl<T> Held<T> {
    /// Takes it out; `None` when it was before, or the app was locked meanwhile.
    #[must_use]
    pub fn take(&self) -> Option<T> {
        guard(&self.0).take()
    }

    /// It, still held: of a value that is shared. Work that was begun with it goes on.
    ///
    /// # Errors
    /// [`Emptied`], as of [`Self::take`].
    pub fn get(&self) -> Result<T, Emptied>
    where
        T: Clone,
    {
        guard(&self.0).clone().ok_or(Emptied)
    }
}

/// The handle holds nothing any more.
///
/// ```
/// use countersign_core::app::{Emptied, Hold, TransferError};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
///
/// let held = app.transfer().hold(std::sync::Arc::new("a file in clear"));
/// app.vault().lock();
/// assert_eq!(held.get(), Err(Emptied));
/// assert!(matches!(Emptied.into(), TransferError::Locked));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Emptied;

impl From<Emptied> for UnlockError {
    fn from(_: Emptied) -> Self {
        Self::Locked
    }
}

impl From<Emptied> for TransferError {
    fn from(_: Emptied) -> Self {
        Self::Locked
    }
}

impl<T> fmt::Debug for Held<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Held([redacted])")
    }
}

/// What locking empties.
#[derive(Default)]
pub(super) struct HeldSecrets(Mutex<Vec<Weak<dyn Empty>>>);

impl HeldSecrets {
    fn hold<T: Send + 'static>(&self, secret: T) -> Held<T> {
        let slot = Arc::new(Mutex::new(Some(secret)));
        let weak: Weak<Mutex<Option<T>>> = Arc::downgrade(&slot);
        let mut slots = guard(&self.0);
        slots.retain(|slot| slot.strong_count() > 0);
        slots.push(weak);
        Held(slot)
    }

    /// Empties all handles that there are.
    pub(super) fn empty(&self) {
        let slots = std::mem::take(&mut *guard(&self.0));
        slots.iter().filter_map(Weak::upgrade).for_each(|slot| slot.empty());
    }
}

trait Empty: Send + Sync {
    fn empty(&self);
}

impl<T: Send> Empty for Mutex<Option<T>> {
    fn empty(&self) {
        drop(guard(self).take());
    }
}

impl Inner {
    /// Work that was begun before a lock may end after it: what it brings is not held any more. It is noted before the
    /// state is looked at, so that a lock which comes after that finds it.
    fn hold<T: Send + 'static>(&self, secret: T) -> Held<T> {
        let held = self.held.hold(secret);
        if !self.lock_state().is_ok_and(|state| state.vault.is_some()) {
            drop(held.take());
        }
        held
    }
}

/// A handle of the authenticator that gives out secrets.
pub trait Hold {
    /// Puts a secret into a handle, which locking empties; while locked it is empty from the start.
    fn hold<T: Send + 'static>(&self, secret: T) -> Held<T>;
}

/// The same for each of them.
macro_rules! hold {
    ($($handle:ty),*) => { $(impl Hold for $handle {
        fn hold<T: Send + 'static>(&self, secret: T) -> Held<T> {
            self.0.hold(secret)
        }
    })* };
}
hold!(Accounts, Services, Transfer, Vault);

fn guard<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_handle_holds_is_there_until_it_is_taken_or_emptied() {
        let held = HeldSecrets::default();
        let (one, two) = (held.hold("one"), held.hold("two"));
        assert_eq!((one.get(), one.take(), one.take()), (Ok("one"), Some("one"), None));
        drop(one);
        let three = held.hold("three");
        assert_eq!(guard(&held.0).len(), 2, "handles that are gone are forgotten");
        held.empty();
        assert_eq!((two.take(), three.get()), (None, Err(Emptied)));
        assert_eq!(held.hold("after it").take(), Some("after it"));
    }
}
