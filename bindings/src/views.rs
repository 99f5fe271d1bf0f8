//! What a screen draws, as records.

use countersign_core::app::{
    self, AccountState, AccountView, CodeView, HotpCode, InboxView, Phase, RequestView,
    Warning as RequestWarning,
};
use countersign_core::push::account::ItContact;
use countersign_core::push::request::{CountryMismatch, Outcome, Prompt, Purpose};
use countersign_core::vault::AccountId;

/// One row of the account list.
#[derive(Debug, Clone, uniffi::Record)]
pub struct AccountRow {
    /// Identity inside this vault.
    pub id: AccountId,
    /// Who issued it, or the person's own name for it.
    pub issuer: String,
    /// The account's name there.
    pub label: String,
    /// totp hotp steam yaotp motp push.
    pub kind: String,
    /// How far it is usable.
    pub state: AccountState,
    /// The host that is asked; none for code accounts.
    pub host: Option<String>,
    /// This phone's name there.
    pub device_label: Option<String>,
    /// Whether a report can be sent.
    pub can_report: bool,
    /// Whom to call.
    pub it_contact: Option<Contact>,
}

/// Whom to call in IT.
#[derive(Debug, Clone, uniffi::Record)]
pub struct Contact {
    /// Name of a desk or a person.
    pub name: Option<String>,
    /// Phone number as text.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Web address, opened only by the person.
    pub url: Option<String>,
}

/// The code of an account. Codes are UTF-8 bytes, so that printing the record does not print them.
#[derive(Debug, Clone, uniffi::Record)]
pub struct CodeRow {
    /// The account.
    pub id: AccountId,
    /// As in the account's row.
    pub issuer: String,
    /// As in the account's row.
    pub label: String,
    /// The code; none where one has to be asked for.
    pub code: Option<Vec<u8>>,
    /// The code after it.
    pub next: Option<Vec<u8>>,
    /// First second at which `code` holds.
    pub valid_from: u64,
    /// First second at which it no longer holds.
    pub valid_until: u64,
}

/// A counter-based code, as UTF-8 bytes.
#[derive(Debug, Clone, uniffi::Record)]
pub struct CounterCode {
    /// The code.
    pub code: Vec<u8>,
    /// The counter it was made from.
    pub counter: u64,
}

/// All requests, and what is known about them.
#[derive(Debug, Clone, uniffi::Record)]
pub struct InboxSnapshot {
    /// The one in front first.
    pub requests: Vec<RequestSnapshot>,
    /// Accounts that need a word.
    pub accounts: Vec<AccountNote>,
    /// Seconds that the phone's clock is slow (positive) or fast (negative), if it matters.
    pub clock_off: Option<i64>,
    /// What was seen could not be stored.
    pub not_stored: bool,
    /// When all services were last asked.
    pub refreshed: Option<u64>,
    /// Seconds after which to ask again while this is in front of the person.
    pub ask_again_in: u64,
    /// When the snapshot changes by itself at the latest.
    pub next_deadline: Option<u64>,
}

/// An account that could not be refreshed, or is not active.
#[derive(Debug, Clone, uniffi::Record)]
pub struct AccountNote {
    /// The account.
    pub id: AccountId,
    /// How far it is usable.
    pub state: AccountState,
    /// It could not be refreshed.
    pub offline: bool,
    /// The app must be updated for it.
    pub app_too_old: bool,
}

/// A request as a screen draws it. Texts may be shown as they are.
#[derive(Debug, Clone, uniffi::Record)]
pub struct RequestSnapshot {
    /// The request's id.
    pub id: String,
    /// The account.
    pub account: AccountId,
    /// What it is for.
    pub purpose: Purpose,
    /// Host of the organisation's service.
    pub host: String,
    /// What is signed in to.
    pub service: Option<String>,
    /// Who signs in.
    pub user: String,
    /// When it was made, in seconds since 1970.
    pub created: u64,
    /// When it lapses.
    pub expires: u64,
    /// Where the browser is.
    pub location: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// Against the phone's country.
    pub country_mismatch: CountryMismatch,
    /// Browser name and version.
    pub browser: Option<String>,
    /// Operating system.
    pub os: Option<String>,
    /// Address of the browser.
    pub ip: Option<String>,
    /// What to do.
    pub prompt: Prompt,
    /// Where it stands.
    pub phase: Phase,
    /// Whether it is the one in front.
    pub in_front: bool,
    /// YES is enabled.
    pub can_approve: bool,
    /// A fresh unlock is still to be made.
    pub needs_unlock: bool,
    /// How many digits to type.
    pub digits: Option<u8>,
    /// How many are typed.
    pub typed: u32,
    /// Seconds left.
    pub seconds_left: u64,
    /// What to warn of.
    pub warnings: Vec<RequestWarning>,
    /// "N more waiting".
    pub more_waiting: u32,
    /// What became of the answer.
    pub outcome: Option<Outcome>,
    /// The report went through.
    pub reported: bool,
    /// Whom to call after it.
    pub it_contact: Option<Contact>,
    /// The report did not go through.
    pub report_failed: bool,
    /// A report disables the account until IT enables it again: ask twice.
    pub report_disables_account: bool,
}

impl From<AccountView> for AccountRow {
    fn from(view: AccountView) -> Self {
        let AccountView { id, issuer, label, kind, state, push } = view;
        let (host, device_label, can_report, it_contact) = match push {
            Some(app::PushView { host, device_label, can_report, it_contact, .. }) => {
                (Some(host), Some(device_label), can_report, it_contact.map(Contact::from))
            }
            None => (None, None, false, None),
        };
        let kind = kind.to_owned();
        Self { id, issuer, label, kind, state, host, device_label, can_report, it_contact }
    }
}

impl From<ItContact> for Contact {
    fn from(contact: ItContact) -> Self {
        let ItContact { name, phone, email, url } = contact;
        Self { name, phone, email, url }
    }
}

impl From<CodeView> for CodeRow {
    fn from(view: CodeView) -> Self {
        let CodeView { id, issuer, label, code, next, valid_from, valid_until } = view;
        let (code, next) = (code.map(String::into_bytes), next.map(String::into_bytes));
        Self { id, issuer, label, code, next, valid_from, valid_until }
    }
}

impl From<HotpCode> for CounterCode {
    fn from(made: HotpCode) -> Self {
        Self { code: made.code.into_bytes(), counter: made.counter }
    }
}

impl From<InboxView> for InboxSnapshot {
    fn from(view: InboxView) -> Self {
        Self {
            requests: view.requests.into_iter().map(RequestSnapshot::from).collect(),
            accounts: view.accounts.into_iter().map(AccountNote::from).collect(),
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
        let app::AccountNote { id, state, error } = note;
        let app_too_old = error.is_some_and(|error| error.is_app_too_old());
        Self { id, state, offline: error.is_some() && !app_too_old, app_too_old }
    }
}

impl From<RequestView> for RequestSnapshot {
    fn from(view: RequestView) -> Self {
        let request = view.request;
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self {
            id: request.id,
            account: request.account,
            purpose: request.purpose,
            host: request.issuer_host,
            service: request.service,
            user: request.user,
            created: request.created.unwrap_or(request.first_seen),
            expires: request.expires,
            location: request.location,
            country: request.country,
            country_mismatch: request.country_mismatch,
            browser: request.browser,
            os: request.os,
            ip: request.ip,
            prompt: request.prompt,
            phase: view.phase,
            in_front: view.in_front,
            can_approve: view.can_approve,
            needs_unlock: view.needs_unlock,
            digits: view.digits,
            typed: count(view.typed),
            seconds_left: view.seconds_left,
            warnings: view.warnings,
            more_waiting: count(view.more_waiting),
            outcome: view.outcome,
            reported: view.reported.is_some(),
            it_contact: view.reported.and_then(|r| r.it_contact).map(Contact::from),
            report_failed: view.report_failed.is_some(),
            report_disables_account: view.report_disables_account,
        }
    }
}
