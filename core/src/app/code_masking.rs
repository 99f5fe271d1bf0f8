//! Codes that are masked until tapped, and codes on the clipboard (V-64).

use crate::account::AccountId;
use crate::clock::UnixSeconds;

use super::accounts::listed;
use super::fault::Fault;
use super::inner::Inner;

/// Seconds for which a tapped code is shown, and for which a copied one stays on the clipboard.
pub const SHOWN_FOR: u64 = 30;

/// What a shell has to do about the clipboard.
///
/// ```
/// use countersign_core::app::Clipboard;
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
///
/// let Clipboard { sensitive, clear_at } = app.accounts().copied()?;
/// assert!(sensitive, "the system neither previews nor shares it");
/// println!("empty the clipboard at {clear_at}");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clipboard {
    /// Mark it so that the system neither previews nor shares it.
    pub sensitive: bool,
    /// When to empty it, if it still holds what was copied.
    pub clear_at: UnixSeconds,
}

impl Inner {
    /// Shows an account's code until the returned time, while codes are hidden. Locking ends it.
    pub(super) fn reveal(&self, id: AccountId) -> Result<UnixSeconds, Fault> {
        let until = self.now().saturating_add(SHOWN_FOR);
        let mut state = self.lock_state()?;
        if !listed(&state.vault()?.contents().entries).any(|entry| entry.id == id) {
            return Err(Fault::NoSuchAccount);
        }
        state.revealed.insert(id, until);
        Ok(until)
    }

    /// A code goes to the clipboard now: says how, and remembers when it has to go, also after a lock.
    pub(super) fn copied(&self) -> Result<Clipboard, Fault> {
        self.lock_state()?.vault()?;
        let clear_at = self.now().saturating_add(SHOWN_FOR);
        *self.clipboard.lock().map_err(|_| Fault::Poisoned)? = Some(clear_at);
        Ok(Clipboard { sensitive: true, clear_at })
    }

    /// Whether the clipboard has to be emptied now. Says so once for each code that was copied last; a
    /// clock that was set back counts as time that passed.
    pub(super) fn clipboard_is_due(&self) -> Result<bool, Fault> {
        let now = self.now();
        let mut copied = self.clipboard.lock().map_err(|_| Fault::Poisoned)?;
        let due = copied.is_some_and(|until| !holds(until, now));
        if due {
            *copied = None;
        }
        Ok(due)
    }
}

/// Whether what was to end at `until` still holds: not when the clock was set back before its begin.
pub(super) fn holds(until: UnixSeconds, now: UnixSeconds) -> bool {
    now < until && until - now <= SHOWN_FOR
}
