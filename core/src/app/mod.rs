//! The facade: what a screen draws from and sends events to.
//!
//! [`Authenticator`] owns the vault and the inbox of sign-in requests, performs what the pure rooms
//! ask for, and hands out snapshots. It is used through handles: [`Vault`], [`Accounts`],
//! [`Requests`], [`Services`], [`Settings`] and, for moving in and out and for backups, `Transfer`. The command, the Swift kit and the Kotlin kit use them and nothing below; none of them has
//! a rule of its own.
//!
//! # How a shell uses it
//!
//! 1. Build the [`Dependencies`] of the platform and one [`Authenticator`]. Ask [`Vault::state`]: no vault ->
//!    [`Vault::create`]; locked -> [`Vault::unlock`].
//! 2. Draw [`Accounts::list`] and [`Accounts::codes`]. A code says until when it is valid and which one
//!    follows, so that a shell needs no timer of its own rules. A row that is `masked` shows no code until
//!    it is tapped ([`Accounts::reveal`]); a copied code leaves the clipboard when [`Accounts::copied`]
//!    says.
//! 3. A scanned code or text goes to [`Accounts::preview`], which says what would be added and which host
//!    would be contacted; the person's "continue" is [`Accounts::add`]. Nothing is added before. An
//!    enrolment also says how this phone will be listed, and the person may call it otherwise
//!    ([`Authenticator::set_device_name`]).
//! 4. [`Requests::refresh`] asks every account's server, beside the screen and not before it: it says when
//!    a server has answered, and [`Requests::inbox`] is the snapshot to be drawn then and each second, with
//!    the time at which to ask again. A push only says "ask now"; where pushes go is said by
//!    [`Authenticator::set_push_address`].
//! 5. For the request in front: [`Requests::open`] when it opens, [`Requests::authorise`] where its snapshot
//!    says that an unlock is missing, [`Requests::type_number`] at each key or [`Requests::match_scanned`] for
//!    the code beside the number, [`Requests::approve`] for YES,
//!    [`Requests::deny`] for "No, it's not me", then perhaps [`Requests::report`]. Each returns the
//!    request's new snapshot.
//! 6. Changing the passcode, showing hidden codes again and turning off the app's lock take an unlock of
//!    their own: the call that does it says how the person unlocks.
//! 7. The app is left: [`Vault::leave`], then [`Vault::come_back`]. They lock it where it is to be locked.
//! 8. A vault that does not open is left as it is. [`Vault::previous`] says whether the save before is
//!    there, [`Vault::unlock_previous`] opens it, [`Vault::accept`] makes it the vault.
//! 9. A file of another app goes to `Transfer::inspect`, which says whose it is and what opening it costs; with
//!    its password to `Transfer::plan`, or what was scanned to `Transfer::plan_scanned`, which say what would be added and what not and why; the person's
//!    "continue" is `Transfer::commit`, one save for all of it. `Transfer::undo` takes it back for thirty days. A
//!    backup of ours goes the same way.
//! 10. Out go `Transfer::export` and `Transfer::back_up`: the file is written where the person wants it, read back
//!     and given to `Export::check`, and is done then. `Transfer::run_auto_backup` is called after changes.
//! 11. What the list shows no code of ([`CodeView::needs_pin`], [`CodeView::needs_unlock`]) is asked for by
//!     [`Settings::code`]. [`Settings::safety`] says when to warn that a lost phone loses the codes, and
//!     [`Settings::clock`] when to offer another time.
//! 12. "Recent activity" of an account is [`Services::activity`], "this wasn't me" [`Services::undo`]. What people
//!     type who cannot scan goes to [`Services::preview_typed`].
//!
//! In the examples of the types `app` is an authenticator whose vault is open, `shop` its code account, `work` one that
//! confirms sign-ins (the module `testing` makes them, with the feature of that name). `core/examples` has whole programs.
//!
//! # What it promises
//!
//! * Methods take `&self` and may be called from any thread. Synchronous ones may block for a key
//!   derivation or a biometric prompt: call those from a background thread.
//! * Each flow has one error ([`UnlockError`], [`AccountError`], [`AddError`], [`RequestError`], [`ServiceError`], [`SettingsError`]), whose
//!   variants are named by what the person can do.
//! * What a method returned as done is durable in the vault. A failed save changes nothing in memory.
//! * Dropping an async call abandons the wait, not the consistency: an answer that may have reached the
//!   server is kept and sent again as the same answer, never as a new one.
//! * What was begun before a lock counts for nothing after it: polls, unlocks, new accounts. An answer
//!   on its way may end, within ten seconds; the next unlock takes its result in.
//! * A request that was answered or refused is never open again, whatever is lost, locked, killed or
//!   started again between any two steps; what was not delivered is sent with the first
//!   [`Requests::refresh`] after an unlock.
//! * No lock is held while the network or the platform's key store is asked.
//! * Secrets never come out, except one-time codes, and what a person asks for with an unlock of its own: a new
//!   recovery code, one account's secret, an export.

mod accounts;
mod adding;
#[cfg(feature = "importers")]
mod auto_backup;
mod bin;
mod candidate;
mod clocks;
mod code_masking;
mod conflict;
mod crossing;
mod dependencies;
mod details;
mod effects;
mod error;
#[cfg(feature = "importers")]
mod exporting;
mod fault;
mod fresh;
mod handles;
mod held;
#[cfg(feature = "importers")]
mod import_plan;
#[cfg(feature = "importers")]
mod importing;
mod in_flight;
mod inner;
mod join;
mod leaving;
mod lifecycle;
mod list_order;
mod listing;
mod notes;
mod polls;
mod protected;
mod push_registration;
mod quality;
mod refreshing;
mod removing;
mod renewal;
mod replacing;
mod requests;
mod running;
mod services;
mod state;
mod storing;
#[cfg(feature = "testing")]
pub mod testing;
mod views;
mod ways;

use std::sync::Arc;

pub use crate::push::adapter::{Platform, PushTargetError, PushTransport};
pub use crate::push::view::{NumberField, Origin, Phase, RequestView, RequestWarning};
pub use adding::{Added, Choice, EnrolPreview, OtpPreview, Preview, Scanned};
#[cfg(feature = "importers")]
pub use auto_backup::{AutoBackupDone, AutoBackupView};
pub use bin::{Binned, KEPT_FOR};
pub use clocks::ClockView;
pub use code_masking::{Clipboard, SHOWN_FOR};
pub use conflict::Conflict;
pub use crossing::*;
pub use dependencies::{Dependencies, Device};
pub use details::{AccountChange, AccountDetails, CodeKind, PinStored};
#[cfg(feature = "importers")]
pub use error::TransferError;
pub use error::{
    AccountError, AddError, RequestError, SaveError, ServiceError, SettingsError, UnlockError,
};
#[cfg(feature = "importers")]
pub use exporting::{Export, ExportRequest, LeftOut, NewPassphrase};
pub use fresh::PROOF_LIFE;
#[cfg(feature = "importers")]
pub use handles::Transfer;
pub use handles::{Accounts, Requests, Services, Settings, Vault};
pub use held::{Emptied, Held, Hold};
#[cfg(feature = "importers")]
pub use import_plan::{
    AccountKind, EntryChoice, ImportChoices, ImportPlan, ImportReceipt, ImportStatus, ImportTotals,
};
#[cfg(feature = "importers")]
pub use importing::{ImportOptions, ImportReport, ImportSummary, Undone};
pub use leaving::{STAYS_OPEN_FOR, Stays};
pub use lifecycle::{NewVault, PlatformKey, Unlocked, VaultState};
pub use listing::{AccountList, Codes, Group, Search};
pub use notes::{Note, Notifications};
pub use polls::Asked;
pub use quality::QualityFlag;
pub use removing::Removal;
pub use renewal::KeyRenewal;
pub use requests::{AccountNote, AccountTrouble, InboxView, RefusedSetup};
pub use services::{ActivityView, PushHint};
pub use views::{AccountState, AccountView, CodeView, HotpCode, PushView};
pub use ways::{Kept, NewRecoveryCode, Safety};

use inner::Inner;

/// The authenticator: vault, accounts and sign-in requests of one person. A cheap handle; clones are the same
/// authenticator.
///
/// ```
/// use countersign_core::app::{Authenticator, VaultState};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let dependencies = testing::dependencies()?;
/// # let ways = testing::ways();
///
/// let app = Authenticator::new(dependencies);
/// assert_eq!(app.vault().state()?, VaultState::None);
/// app.vault().create(ways)?;
/// assert_eq!(app.accounts().list()?, []);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Authenticator(Arc<Inner>);

impl Authenticator {
    /// An authenticator over the outside world, locked.
    #[must_use]
    pub fn new(dependencies: Dependencies) -> Self {
        Self(Arc::new(Inner::new(dependencies)))
    }

    /// The vault: made, opened, locked, and the ways to open it.
    #[must_use]
    pub fn vault(&self) -> Vault {
        Vault(Arc::clone(&self.0))
    }

    /// The account list, its codes, and what is added to it.
    #[must_use]
    pub fn accounts(&self) -> Accounts {
        Accounts(Arc::clone(&self.0))
    }

    /// Sign-in requests.
    #[must_use]
    pub fn requests(&self) -> Requests {
        Requests(Arc::clone(&self.0))
    }

    /// What services do besides requests.
    #[must_use]
    pub fn services(&self) -> Services {
        Services(Arc::clone(&self.0))
    }

    /// Settings of single accounts, and the bin.
    #[must_use]
    pub fn settings(&self) -> Settings {
        Settings(Arc::clone(&self.0))
    }

    /// Moving in from other apps and out to them, and backups.
    #[cfg(feature = "importers")]
    #[must_use]
    pub fn transfer(&self) -> Transfer {
        Transfer(Arc::clone(&self.0))
    }

    /// What a passcode's key derivation may cost on this device, for [`NewVault::kdf`]: half a second to
    /// one, within bounds (V-13). Takes about as long itself.
    ///
    /// # Errors
    /// [`UnlockError::OutOfMemory`] when the device has not the memory for the least of it.
    pub fn calibrate() -> Result<KdfParams, UnlockError> {
        Ok(Inner::calibrate()?)
    }

    /// The phone is in this country now (ISO 3166-1 alpha-2), or it is not known. Compared with where
    /// a sign-in comes from; never sent.
    pub fn set_country(&self, country: Option<String>) {
        self.0.set_country(country);
    }

    /// What the person says to notifications: to be told at each start, each time the app comes to the front,
    /// and when they were asked. Not stored: the system knows it, and the shell keeps whether it asked.
    pub fn set_notifications(&self, now: Notifications) {
        self.0.set_notifications(now);
    }

    /// The person calls this phone so: enrolments from now on register this name, four random characters
    /// behind it. Hidden characters are left out and a long name is cut; when nothing is left, the name
    /// of [`Device`] is used again. Not stored: the shell says it at each start.
    pub fn set_device_name(&self, name: &str) {
        self.0.set_device_name(name);
    }

    /// The platform gave this phone a push address, or another one. To be called at each start, as the
    /// platforms ask for: the address is not stored, and each service is told once in a run of the app, so
    /// that one that lost it gets it again. Telling happens with a later [`Requests::refresh`] that
    /// reaches the service while no request is open, and with an enrolment. A service that does not take it
    /// is asked no more in this run; losing every push costs time only (PROTOCOL.md section 7).
    ///
    /// # Errors
    /// [`PushTargetError`], and then the address before it stays.
    pub fn set_push_address(
        &self,
        transport: PushTransport,
        address: SecretString,
    ) -> Result<(), PushTargetError> {
        self.0.set_push_address(transport, address)
    }

    /// The platform took the push address away, or the person refuses notifications.
    pub fn no_push_address(&self) {
        self.0.no_push_address();
    }

    /// Whether the account's service sends what rings to the present address.
    #[must_use]
    pub fn push_registered(&self, id: AccountId) -> bool {
        self.0.push_registered(id)
    }
}
