//! The account list.

use countersign_core::account::{AccountId, ItContact};
use countersign_core::app::{AccountState, AccountView, Clipboard, CodeView, HotpCode, PushView};

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
    /// Not to be shown until it is tapped (`Authenticator.reveal`).
    pub masked: bool,
    /// There is no code because the account's PIN is not stored.
    pub needs_pin: bool,
}

/// A counter-based code, as UTF-8 bytes.
#[derive(Debug, Clone, uniffi::Record)]
pub struct CounterCode {
    /// The code.
    pub code: Vec<u8>,
    /// The counter it was made from.
    pub counter: u64,
}

/// What to do about the clipboard.
#[derive(Debug, Clone, Copy, uniffi::Record)]
pub struct ClipboardRule {
    /// Mark the code so that the system neither previews nor shares it.
    pub sensitive: bool,
    /// When to empty the clipboard, if it still holds the code, in seconds since 1970.
    pub clear_at: u64,
}

impl From<AccountView> for AccountRow {
    fn from(view: AccountView) -> Self {
        let AccountView { id, issuer, label, kind, state, push } = view;
        let (host, device_label, can_report, it_contact) = match push {
            Some(PushView { host, device_label, can_report, it_contact, .. }) => {
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
        let CodeView { id, issuer, label, code, next, valid_from, valid_until, masked, .. } = view;
        let needs_pin = view.needs_pin;
        let (code, next) = (code.map(String::into_bytes), next.map(String::into_bytes));
        Self { id, issuer, label, code, next, valid_from, valid_until, masked, needs_pin }
    }
}

impl From<HotpCode> for CounterCode {
    fn from(made: HotpCode) -> Self {
        Self { code: made.code.into_bytes(), counter: made.counter }
    }
}

impl From<Clipboard> for ClipboardRule {
    fn from(rule: Clipboard) -> Self {
        let Clipboard { sensitive, clear_at } = rule;
        Self { sensitive, clear_at }
    }
}
