//! The account list.

use countersign_core::app::{
    self, AccountId, AccountState, AccountView, CodeView, Group, HotpCode, ItContact as Contact,
    PushView,
};

/// One row of the account list.
#[derive(Debug, Clone, uniffi::Record)]
pub struct AccountRow {
    /// Identity inside this vault.
    pub id: AccountId,
    /// Who issued it, or the person's own name for it.
    pub issuer: String,
    /// The account's name there.
    pub label: String,
    /// Issuer and name in one line, as a screen reader says it.
    pub title: String,
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
    /// Whether its service sends what rings to this phone.
    pub push_registered: bool,
    /// Whom to call.
    pub it_contact: Option<Contact>,
    /// Its service says what was approved lately (`Services.activity`).
    #[uniffi(default = false)]
    pub has_activity: bool,
    /// It confirms sign-ins and has a one-time code besides (`CodeRow.ofPush`).
    #[uniffi(default = false)]
    pub has_code: bool,
    /// The organisation's page, where the account is set up again.
    #[uniffi(default = None)]
    pub page: Option<String>,
    /// It stands first in the list.
    #[uniffi(default = false)]
    pub favourite: bool,
    /// Its groups.
    #[uniffi(default = [])]
    pub tags: Vec<String>,
}

/// The list, or what a search leaves of it.
#[derive(Debug, Clone, uniffi::Record)]
pub struct AccountList {
    /// The rows: favourites first, then the person's order.
    pub rows: Vec<AccountRow>,
    /// The groups that there are, in the order of the alphabet.
    pub groups: Vec<Group>,
    /// The group whose rows these are; none for all, also where the one that was asked for is gone.
    pub group: Option<String>,
    /// Accounts there are, whatever is searched for.
    pub total: u32,
    /// One of them all confirms sign-ins.
    pub answers: bool,
    /// One of them all only makes codes.
    pub makes_codes: bool,
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
    /// How many of its characters stand together for reading; 0 where it is not cut.
    pub group: u8,
    /// First second at which `code` holds.
    pub valid_from: u64,
    /// First second at which it no longer holds.
    pub valid_until: u64,
    /// Not to be shown until it is tapped (`Authenticator.reveal`).
    pub masked: bool,
    /// When a code that was tapped is masked again.
    pub shown_until: Option<u64>,
    /// There is no code because the account's PIN is not stored: `Settings.code` takes it.
    pub needs_pin: bool,
    /// There is no code because each one asks for an unlock first: `Settings.code` takes it.
    pub needs_unlock: bool,
    /// It is the one-time code of an account that confirms sign-ins: say that its sign-in page takes it when
    /// another way than the number is chosen.
    #[uniffi(default = false)]
    pub of_push: bool,
}

/// A counter-based code, as UTF-8 bytes.
#[derive(Debug, Clone, uniffi::Record)]
pub struct CounterCode {
    /// The code.
    pub code: Vec<u8>,
    /// The counter it was made from.
    pub counter: u64,
    /// As in `CodeRow`.
    pub group: u8,
    /// When a screen takes it away.
    pub shown_until: u64,
}

impl From<AccountView> for AccountRow {
    fn from(view: AccountView) -> Self {
        let AccountView { id, issuer, label, title, kind, state, favourite, tags, push } = view;
        let has_activity = push.as_ref().is_some_and(|push| push.has_activity);
        let has_code = push.as_ref().is_some_and(|push| push.has_code);
        let page = push.as_ref().and_then(|push| push.page.clone());
        let (host, device_label, can_report, push_registered, it_contact) = match push {
            Some(push) => {
                let PushView { host, device_label, can_report, rings, it_contact, .. } = *push;
                (Some(host), Some(device_label), can_report, rings, it_contact)
            }
            None => (None, None, false, false, None),
        };
        let kind = kind.to_owned();
        Self {
            id,
            issuer,
            label,
            title,
            kind,
            state,
            host,
            device_label,
            can_report,
            push_registered,
            it_contact,
            has_activity,
            has_code,
            page,
            favourite,
            tags,
        }
    }
}

impl From<app::AccountList> for AccountList {
    fn from(list: app::AccountList) -> Self {
        let app::AccountList { rows, groups, group, total, answers, makes_codes } = list;
        let rows = rows.into_iter().map(AccountRow::from).collect();
        Self { rows, groups, group, total, answers, makes_codes }
    }
}

impl From<CodeView> for CodeRow {
    fn from(view: CodeView) -> Self {
        let CodeView { id, issuer, label, code, next, group, .. } = view;
        let CodeView { valid_from, valid_until, masked, shown_until, .. } = view;
        let CodeView { needs_pin, needs_unlock, of_push, .. } = view;
        let (code, next) = (code.map(String::into_bytes), next.map(String::into_bytes));
        Self {
            id,
            issuer,
            label,
            code,
            next,
            group,
            valid_from,
            valid_until,
            masked,
            shown_until,
            needs_pin,
            needs_unlock,
            of_push,
        }
    }
}

impl From<HotpCode> for CounterCode {
    fn from(made: HotpCode) -> Self {
        let HotpCode { code, counter, group, shown_until } = made;
        Self { code: code.into_bytes(), counter, group, shown_until }
    }
}
