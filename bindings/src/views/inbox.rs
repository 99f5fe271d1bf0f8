//! All requests, and the accounts that need a word.

use countersign_core::account::AccountId;
use countersign_core::app::{self, AccountState, AccountTrouble, InboxView};

use super::RequestSnapshot;
use crate::error::AddError;

/// All requests, and what is known about them.
#[derive(Debug, Clone, uniffi::Record)]
pub struct InboxSnapshot {
    /// The one in front first.
    pub requests: Vec<RequestSnapshot>,
    /// Accounts that need a word.
    pub accounts: Vec<AccountNote>,
    /// Set-ups whose reply was lost and that the service refused when they were repeated: say so until
    /// `dismiss_refused_setups`.
    pub refused_setups: Vec<RefusedSetup>,
    /// Seconds that the phone's clock is slow (positive) or fast (negative), if it matters.
    pub clock_off: Option<i64>,
    /// What was seen could not be stored.
    pub not_stored: bool,
    /// When all services were last asked.
    pub refreshed: Option<u64>,
    /// Seconds after which to ask again while this is in front of the person.
    pub ask_again_in: u64,
    /// When the snapshot changes by itself next, seconds that pass apart. When it is not in the future, call
    /// `Requests.advance`.
    pub next_deadline: Option<u64>,
}

/// An account that could not be refreshed, or is not active.
#[derive(Debug, Clone, uniffi::Record)]
pub struct AccountNote {
    /// The account.
    pub id: AccountId,
    /// How far it is usable.
    pub state: AccountState,
    /// Why it could not be refreshed.
    pub trouble: Option<AccountTrouble>,
}

/// An account that could not be set up.
#[derive(Debug, Clone, uniffi::Record)]
pub struct RefusedSetup {
    /// The organisation, or the service's own name for itself.
    pub service: String,
    /// The user's name there.
    pub user: String,
    /// Why.
    pub reason: RefusalReason,
}

/// Why a set-up was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum RefusalReason {
    /// Its code was used already: get a new one on the page.
    CodeUsed,
    /// Its code has lapsed: get a new one on the page.
    CodeExpired,
    /// The service refused: ask IT.
    Refused,
}

impl From<InboxView> for InboxSnapshot {
    fn from(view: InboxView) -> Self {
        Self {
            requests: view.requests.into_iter().map(RequestSnapshot::from).collect(),
            accounts: view.accounts.into_iter().map(AccountNote::from).collect(),
            refused_setups: view.refused_setups.into_iter().map(RefusedSetup::from).collect(),
            clock_off: view.clock_off,
            not_stored: view.storage.is_some(),
            refreshed: view.refreshed,
            ask_again_in: view.ask_again_in,
            next_deadline: view.next_deadline,
        }
    }
}

impl From<app::AccountNote> for AccountNote {
    fn from(note: app::AccountNote) -> Self {
        Self { id: note.id, state: note.state, trouble: note.trouble }
    }
}

impl From<app::RefusedSetup> for RefusedSetup {
    fn from(setup: app::RefusedSetup) -> Self {
        let reason = match AddError::from(setup.error) {
            AddError::CodeOver { used: true } => RefusalReason::CodeUsed,
            AddError::CodeOver { used: false } => RefusalReason::CodeExpired,
            AddError::Locked
            | AddError::OtherApp { .. }
            | AddError::NotAnAccount { .. }
            | AddError::BadCode { .. }
            | AddError::Export { .. }
            | AddError::ExportTooLarge
            | AddError::CertificateUnchecked
            | AddError::UnknownProtocol
            | AddError::Exists { .. }
            | AddError::Unreachable { .. }
            | AddError::ClockWrong
            | AddError::AppTooOld
            | AddError::Service { .. }
            | AddError::Removed
            | AddError::NotStored { .. }
            | AddError::Unheard
            | AddError::Failed => RefusalReason::Refused,
        };
        Self { service: setup.service, user: setup.user, reason }
    }
}
