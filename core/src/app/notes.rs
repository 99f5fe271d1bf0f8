//! What stands above the list, in its order.

use std::sync::PoisonError;

use crate::account::AccountId;
use crate::net::UnreachableCause;
use crate::vault::RollbackStatus;

use super::error::SaveError;
use super::inner::Inner;
use super::requests::{AccountNote, AccountTrouble, RefusedSetup};
use super::state::State;
use super::views::{AccountState, issuer};

/// Seconds for which a shell lets a note stand about what was just done or did not go; a copied code is
/// spoken of until [`Clipboard::clear_at`](super::Clipboard::clear_at).
pub(super) const SAID_FOR: u64 = 30;

/// A sentence above the list, as long as the snapshot has it.
///
/// ```
/// use countersign_core::app::{Note, Notifications};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _work, _service) = testing::registered_phone().await?;
///
/// app.set_notifications(Notifications::Refused);
/// for note in app.requests().inbox()?.notes {
///     match note {
///         Note::NotificationsRefused => println!("open the app to see requests"),
///         Note::Offline => println!("no connection; codes keep working"),
///         other => println!("{other:?}"),
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// A set-up whose reply was lost was refused when it was repeated: nothing was added. It stands until
    /// [`Services::dismiss_refused_setups`](super::Services::dismiss_refused_setups).
    SetupRefused {
        /// Which, and why.
        setup: RefusedSetup,
    },
    /// So many entries of the vault cannot be read by this version. They are kept as they are.
    Unreadable {
        /// How many.
        count: u32,
    },
    /// The store of this device is older than the vault. Whoever did not restore it finds out who did.
    DeviceRestored,
    /// No connection.
    Offline,
    /// One organisation was not reached.
    Unreachable {
        /// Which.
        organisation: String,
        /// Why.
        why: UnreachableCause,
    },
    /// This app is too old for a service.
    AppTooOld,
    /// A service does not accept the phone's clock, or the address under which it is called.
    ClockRefused,
    /// A service no longer accepts this app.
    ServiceRefused,
    /// The phone itself failed, its key store for instance.
    DeviceFailed,
    /// The phone's clock is slow (positive) or fast (negative); codes may fail.
    ClockOff {
        /// By so many seconds.
        seconds: i64,
    },
    /// What was seen could not be stored.
    NotStored {
        /// Why.
        why: SaveError,
    },
    /// Nothing rings, because the person refuses notifications: open the app to see requests. It leads to
    /// where that is changed.
    NotificationsRefused,
}

/// What the person says to notifications, as the shell knows it from the system.
///
/// ```
/// use countersign_core::app::Notifications;
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _work, _service) = testing::registered_phone().await?;
///
/// assert!(app.requests().inbox()?.ask_for_notifications, "they were not asked yet");
/// app.set_notifications(Notifications::Allowed);
/// assert!(!app.requests().inbox()?.ask_for_notifications);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Notifications {
    /// They were not asked yet.
    #[default]
    NotAsked,
    /// The system shows them.
    Allowed,
    /// The system does not show them. The person can change it in its settings.
    Refused,
}

impl Inner {
    pub(super) fn set_notifications(&self, now: Notifications) {
        *self.notifications.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }

    pub(super) fn notifications(&self) -> Notifications {
        *self.notifications.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The sentences above the list.
    pub(super) fn notes(
        &self,
        accounts: &[AccountNote],
        notifications: Notifications,
    ) -> Vec<Note> {
        let setups = self.refused_setups.iter().cloned();
        let mut notes: Vec<Note> = setups.map(|setup| Note::SetupRefused { setup }).collect();
        let vault = self.vault.as_ref();
        let unreadable = vault.map_or(0, |vault| vault.contents().unreadable.len());
        if unreadable > 0 {
            notes.push(Note::Unreadable { count: u32::try_from(unreadable).unwrap_or(u32::MAX) });
        }
        if matches!(
            vault.map(|vault| vault.rollback_status()),
            Some(RollbackStatus::PlatformRestored { .. })
        ) {
            notes.push(Note::DeviceRestored);
        }
        let troubles = accounts.iter().filter_map(|note| Some((note.id, note.trouble?)));
        let mut of_services: Vec<Note> =
            troubles.map(|(id, trouble)| self.note_of(id, trouble)).collect();
        // What is one service's own comes before what is the same for several.
        of_services.sort_by_key(rank);
        of_services.dedup();
        notes.extend(of_services);
        notes.extend(self.clock_off().map(|seconds| Note::ClockOff { seconds }));
        notes.extend(self.storage.map(|why| Note::NotStored { why: why.into() }));
        if notifications == Notifications::Refused && self.has_push_accounts() {
            notes.push(Note::NotificationsRefused);
        }
        notes
    }

    /// Whether an account answers sign-ins, so that something could ring.
    pub(super) fn has_push_accounts(&self) -> bool {
        self.push_accounts().is_ok_and(|mut accounts| accounts.next().is_some())
    }

    /// What the list calls an account.
    pub(super) fn organisation(&self, id: AccountId) -> Option<String> {
        let entries = &self.vault.as_ref()?.contents().entries;
        entries.iter().find(|entry| entry.id == id).map(issuer)
    }

    fn note_of(&self, id: AccountId, trouble: AccountTrouble) -> Note {
        match trouble {
            AccountTrouble::Unreachable { why: UnreachableCause::Offline } => Note::Offline,
            AccountTrouble::Unreachable { why } => {
                let organisation = self.organisation(id);
                organisation
                    .map_or(Note::Offline, |organisation| Note::Unreachable { organisation, why })
            }
            AccountTrouble::AppTooOld => Note::AppTooOld,
            AccountTrouble::ClockWrong { .. } => Note::ClockRefused,
            AccountTrouble::Refused => Note::ServiceRefused,
            AccountTrouble::Device => Note::DeviceFailed,
        }
    }
}

/// The place of a note about services among its kind; equal ones stand together.
fn rank(note: &Note) -> (u8, String) {
    match note {
        Note::Offline => (0, String::new()),
        Note::Unreachable { organisation, why } => {
            (1, [organisation.as_str(), why.name()].join(" "))
        }
        Note::AppTooOld => (2, String::new()),
        Note::ClockRefused => (3, String::new()),
        Note::ServiceRefused => (4, String::new()),
        Note::SetupRefused { .. }
        | Note::Unreadable { .. }
        | Note::DeviceRestored
        | Note::DeviceFailed
        | Note::ClockOff { .. }
        | Note::NotStored { .. }
        | Note::NotificationsRefused => (5, String::new()),
    }
}

impl AccountNote {
    /// Whether there is something to say of the account.
    pub(super) fn says_something(&self) -> bool {
        self.trouble.is_some() || self.state != AccountState::Active
    }
}
