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
//! 4. [`Authenticator::refresh`] asks every account's server; [`Authenticator::inbox`] is the snapshot
//!    drawn meanwhile, with the time at which to ask again. A push only says "ask now"; where pushes go
//!    is said by [`Authenticator::set_push_target`].
//! 5. For the request in front: [`Authenticator::open_request`] and [`Authenticator::reauth`] when it
//!    opens, [`Authenticator::present`] with the unlock, [`Authenticator::type_number`] at each key,
//!    [`Authenticator::approve`] for YES, [`Authenticator::deny`] for "No, it's not me", then perhaps
//!    [`Authenticator::report`]. Each returns the request's new snapshot.
//!
//! # What it promises
//!
//! * Methods take `&self` and may be called from any thread. Synchronous ones may block for a key
//!   derivation or a biometric prompt: call those from a background thread.
//! * What a method returned as done is durable in the vault. A failed save changes nothing in memory.
//! * Dropping an async call abandons the wait, not the consistency: an answer that may have reached the
//!   server is kept and sent again as the same answer, never as a new one.
//! * What was begun before a lock counts for nothing after it: polls, unlocks, results on their way.
//! * No lock is held while the network or the platform's key store is asked.
//! * Secrets never come out, except one-time codes.

mod accounts;
mod adding;
mod arranging;
mod effects;
mod error;
mod fresh;
mod join;
mod lifecycle;
mod outside;
mod refreshing;
mod removing;
mod requests;
mod revealing;
mod ringing;
mod settling;
mod state;
mod views;

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::clock::UnixSeconds;
use crate::push::adapter::Adapters;

pub use crate::push::adapter::{Platform, PushTarget};
pub use crate::push::view::{Phase, RequestView, Warning};
pub use adding::{Added, Choice, EnrolPreview, OtpPreview, Preview};
pub use error::AppError;
pub use fresh::{Fresh, Operation, PROOF_LIFE, Proof};
pub use lifecycle::{NewVault, PlatformKey, Unlocked, VaultState};
pub use outside::{Device, Outside};
pub use removing::Removal;
pub use requests::{AccountNote, InboxView, RefusedSetup};
pub use revealing::{Clipboard, SHOWN_FOR};
pub use views::{AccountState, AccountView, CodeView, HotpCode, PushView};

use ringing::Ringing;
use state::State;

/// The authenticator: vault, inbox and everything that a person does with them.
pub struct Authenticator {
    outside: Outside,
    engine: Adapters,
    state: Mutex<State>,
    country: Mutex<Option<String>>,
    /// When the code that was copied last has to leave the clipboard.
    clipboard: Mutex<Option<UnixSeconds>>,
    ringing: Mutex<Ringing>,
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
        let (state, clipboard, ringing) = Default::default();
        Self { outside, engine, state, country, clipboard, ringing }
    }

    /// The phone is in this country now (ISO 3166-1 alpha-2), or it is not known. Compared with where
    /// a sign-in comes from; never sent.
    pub fn set_country(&self, country: Option<String>) {
        *self.country.lock().unwrap_or_else(PoisonError::into_inner) = country;
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
}
