//! The facade: one object that a screen draws from and sends events to.
//!
//! [`Authenticator`] owns the vault and the inbox of sign-in requests, performs what the pure rooms
//! ask for, and hands out snapshots. The command, the Swift kit and the Kotlin kit use it and nothing
//! below it; none of them has a rule of its own.
//!
//! # How a shell uses it
//!
//! 1. Build the [`Outside`] of the platform and one [`Authenticator`]. Ask [`Authenticator::vault_state`]:
//!    no vault -> [`Authenticator::create_vault`]; locked -> [`Authenticator::unlock`].
//! 2. Draw [`Authenticator::accounts`] and [`Authenticator::codes`]. A code says until when it is
//!    valid and which one follows, so that a shell needs no timer of its own rules. A row that is
//!    `masked` shows no code until it is tapped ([`Authenticator::reveal`]); a copied code leaves the
//!    clipboard when [`Authenticator::copied`] says.
//! 3. A scanned text goes to [`Authenticator::preview`], which says what would be added and which host
//!    would be contacted; the person's "continue" is [`Authenticator::add`]. Nothing is added before.
//!    An enrolment also says how this phone will be listed, and the person may call it otherwise
//!    ([`Authenticator::set_device_name`]).
//! 4. [`Authenticator::refresh_with`] asks every account's server, beside the screen and not before it:
//!    it says when a server has answered, and [`Authenticator::inbox`] is the snapshot to be drawn then
//!    and each second, with the time at which to ask again. A push only says "ask now"; where pushes go
//!    is said by [`Authenticator::set_push_address`].
//! 5. For the request in front: [`Authenticator::open_request`] and [`Authenticator::reauth`] when it
//!    opens, [`Authenticator::present`] with the unlock, [`Authenticator::type_number`] at each key,
//!    [`Authenticator::approve`] for YES, [`Authenticator::deny`] for "No, it's not me", then perhaps
//!    [`Authenticator::report`]. Each returns the request's new snapshot.
//!
//! 6. Changing the passcode, showing hidden codes again and turning off the app's lock take an unlock of
//!    their own, made for that by [`Authenticator::reauth`].
//! 7. A vault that does not open is left as it is. [`Authenticator::previous_vault`] says whether the save
//!    before is there, [`Authenticator::unlock_previous`] opens it, [`Authenticator::accept_vault`] makes it
//!    the vault.
//! 8. A file of another app goes to [`Authenticator::inspect_import`], which says whose it is and what opening
//!    it costs; with its password to [`Authenticator::plan_import`], which says what would be added and what
//!    not and why; the person's "continue" is [`Authenticator::commit_import`], one save for all of it.
//!    [`Authenticator::undo_import`] takes it back for thirty days.
//!
//! # What it promises
//!
//! * Methods take `&self` and may be called from any thread. Synchronous ones may block for a key
//!   derivation or a biometric prompt: call those from a background thread.
//! * What a method returned as done is durable in the vault. A failed save changes nothing in memory.
//! * Dropping an async call abandons the wait, not the consistency: an answer that may have reached the
//!   server is kept and sent again as the same answer, never as a new one.
//! * What was begun before a lock counts for nothing after it: polls, unlocks, new accounts. An answer
//!   on its way may end, within ten seconds; the next unlock takes its result in.
//! * A request that was answered or refused is never open again, whatever is lost, locked, killed or
//!   started again between any two steps; what was not delivered is sent with the first
//!   [`Authenticator::refresh`] after an unlock.
//! * No lock is held while the network or the platform's key store is asked.
//! * Secrets never come out, except one-time codes.

mod accounts;
mod adding;
mod arranging;
mod clocks;
mod conflict;
mod effects;
mod error;
mod fresh;
#[cfg(feature = "importers")]
mod import_plan;
#[cfg(feature = "importers")]
mod importing;
mod join;
mod lifecycle;
mod outside;
mod polls;
mod protected;
mod refreshing;
mod removing;
mod requests;
mod revealing;
mod ringing;
mod running;
mod settling;
mod state;
mod storing;
#[cfg(feature = "importers")]
mod transfer_error;
mod views;

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::account::AccountId;
use crate::clock::UnixSeconds;
use crate::push::adapter::Adapters;
use crate::push::device_name::{NAMELESS, device_name};

pub use crate::push::adapter::{Platform, PushTargetError, PushTransport};
pub use crate::push::view::{Phase, RequestView, Warning};
pub use adding::{Added, Choice, EnrolPreview, OtpPreview, Preview};
pub use conflict::Conflict;
pub use error::AppError;
pub use fresh::{Fresh, Operation, PROOF_LIFE, Proof};
#[cfg(feature = "importers")]
pub use import_plan::{
    AccountKind, EntryChoice, ImportChoices, ImportPlan, ImportReceipt, ImportStatus, ImportTotals,
};
#[cfg(feature = "importers")]
pub use importing::{ImportOptions, ImportReport, ImportSummary, Undone};
pub use lifecycle::{NewVault, PlatformKey, Unlocked, VaultState};
pub use outside::{Device, Outside};
pub use polls::Asked;
pub use removing::Removal;
pub use requests::{AccountNote, AccountTrouble, InboxView, RefusedSetup};
pub use revealing::{Clipboard, SHOWN_FOR};
#[cfg(feature = "importers")]
pub use transfer_error::TransferError;
pub use views::{AccountState, AccountView, CodeView, HotpCode, PushView};

use polls::Waits;
use ringing::Ringing;
use running::Running;
use state::{Session, State};

/// The authenticator: vault, inbox and everything that a person does with them.
pub struct Authenticator {
    outside: Outside,
    engine: Adapters,
    state: Mutex<State>,
    country: Mutex<Option<String>>,
    /// What the person calls this phone, where they said so.
    device_name: Mutex<Option<String>>,
    /// When the code that was copied last has to leave the clipboard.
    clipboard: Mutex<Option<UnixSeconds>>,
    ringing: Mutex<Ringing>,
    running: Mutex<Running>,
    /// Accounts about which the server is being told something that may be said once at a time. It
    /// outlives a lock, as what is told does.
    settling: Mutex<HashSet<AccountId>>,
    waits: Mutex<Waits>,
}

impl std::fmt::Debug for Authenticator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Authenticator")
    }
}

impl Authenticator {
    /// An authenticator over the outside world, locked.
    #[must_use]
    pub fn new(outside: Outside) -> Self {
        let engine = Adapters::new(outside.for_push());
        let country = Mutex::new(outside.device.country.clone());
        let (state, device_name, clipboard, ringing) = Default::default();
        let (running, settling, waits) = Default::default();
        Self {
            outside,
            engine,
            state,
            country,
            device_name,
            clipboard,
            ringing,
            running,
            settling,
            waits,
        }
    }

    /// The phone is in this country now (ISO 3166-1 alpha-2), or it is not known. Compared with where
    /// a sign-in comes from; never sent.
    pub fn set_country(&self, country: Option<String>) {
        *self.country.lock().unwrap_or_else(PoisonError::into_inner) = country;
    }

    /// The person calls this phone so: enrolments from now on register this name, four random characters
    /// behind it. Hidden characters are left out and a long name is cut; when nothing is left, the name
    /// of [`Device`] is used again. Not stored: the shell says it at each start.
    pub fn set_device_name(&self, name: &str) {
        *self.device_name.lock().unwrap_or_else(PoisonError::into_inner) = device_name(name);
    }

    /// The name under which the next enrolment registers this phone.
    fn device_name(&self) -> String {
        let named = self.device_name.lock().unwrap_or_else(PoisonError::into_inner).clone();
        named
            .or_else(|| device_name(&self.outside.device.name))
            .unwrap_or_else(|| NAMELESS.to_owned())
    }

    fn country(&self) -> Option<String> {
        self.country.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn now(&self) -> UnixSeconds {
        self.outside.clock.now()
    }

    fn lock_state(&self) -> Result<MutexGuard<'_, State>, AppError> {
        self.state.lock().map_err(|_| AppError::Poisoned)
    }

    /// The state, unless the app was locked since `session`: what was begun before counts for nothing.
    fn lock_session(&self, session: &Session) -> Result<MutexGuard<'_, State>, AppError> {
        let state = self.lock_state()?;
        if state.session() == session { Ok(state) } else { Err(AppError::Locked) }
    }
}
