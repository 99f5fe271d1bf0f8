//! What the handles share.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::account::AccountId;
use crate::clock::UnixSeconds;
use crate::push::adapter::Adapters;
use crate::push::device_name::{NAMELESS, device_name};

use super::dependencies::Dependencies;
use super::fault::Fault;
use super::held::HeldSecrets;
use super::notes::Notifications;
use super::polls::Waits;
use super::push_registration::PushRegistration;
use super::running::Running;
use super::state::{Session, State};

/// The authenticator: vault, inbox and everything that a person does with them.
pub(super) struct Inner {
    pub(super) dependencies: Dependencies,
    pub(super) engine: Adapters,
    pub(super) state: Mutex<State>,
    pub(super) country: Mutex<Option<String>>,
    /// What the person calls this phone, where they said so.
    pub(super) device_name: Mutex<Option<String>>,
    /// What the person says to notifications.
    pub(super) notifications: Mutex<Notifications>,
    /// When the code that was copied last has to leave the clipboard.
    pub(super) clipboard: Mutex<Option<UnixSeconds>>,
    pub(super) ringing: Mutex<PushRegistration>,
    pub(super) running: Mutex<Running>,
    /// Accounts about which the server is being told something that may be said once at a time. It
    /// outlives a lock, as what is told does.
    pub(super) in_flight: Mutex<HashSet<AccountId>>,
    pub(super) waits: Mutex<Waits>,
    /// Secrets in handles of the shell.
    pub(super) held: HeldSecrets,
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Authenticator")
    }
}

impl Inner {
    /// An authenticator over the outside world, locked.
    #[must_use]
    pub(super) fn new(dependencies: Dependencies) -> Self {
        let engine = Adapters::new(dependencies.for_push());
        let country = Mutex::new(dependencies.device.country.clone());
        let (state, device_name, clipboard, ringing, notifications) = Default::default();
        let (running, in_flight, waits, held) = Default::default();
        Self {
            dependencies,
            engine,
            state,
            country,
            device_name,
            notifications,
            clipboard,
            ringing,
            running,
            in_flight,
            waits,
            held,
        }
    }

    /// The phone is in this country now (ISO 3166-1 alpha-2), or it is not known. Compared with where
    /// a sign-in comes from; never sent.
    pub(super) fn set_country(&self, country: Option<String>) {
        *self.country.lock().unwrap_or_else(PoisonError::into_inner) = country;
    }

    /// The person calls this phone so: enrolments from now on register this name, four random characters
    /// behind it. Hidden characters are left out and a long name is cut; when nothing is left, the name
    /// of [`Device`] is used again. Not stored: the shell says it at each start.
    pub(super) fn set_device_name(&self, name: &str) {
        *self.device_name.lock().unwrap_or_else(PoisonError::into_inner) = device_name(name);
    }

    /// The name under which the next enrolment registers this phone.
    pub(super) fn device_name(&self) -> String {
        let named = self.device_name.lock().unwrap_or_else(PoisonError::into_inner).clone();
        named
            .or_else(|| device_name(&self.dependencies.device.name))
            .unwrap_or_else(|| NAMELESS.to_owned())
    }

    pub(super) fn country(&self) -> Option<String> {
        self.country.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn now(&self) -> UnixSeconds {
        self.dependencies.clock.now()
    }

    pub(super) fn lock_state(&self) -> Result<MutexGuard<'_, State>, Fault> {
        self.state.lock().map_err(|_| Fault::Poisoned)
    }

    /// The state, unless the app was locked since `session`: what was begun before counts for nothing.
    pub(super) fn lock_session(&self, session: &Session) -> Result<MutexGuard<'_, State>, Fault> {
        let state = self.lock_state()?;
        if state.session() == session { Ok(state) } else { Err(Fault::Locked) }
    }
}
