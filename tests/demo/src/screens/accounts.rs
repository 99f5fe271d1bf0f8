//! The list of accounts, and one account's details.

use askama::Template;

use super::{Phone, assets, paths};
use countersign_signin::pages::assets as service_assets;
use countersign_signin::pages::chrome;

/// All accounts; the empty screen when there are none.
#[derive(Template)]
#[template(path = "accounts.html")]
pub struct Accounts {
    /// What stands around it.
    pub phone: Phone,
    /// What to know, above the list.
    pub notes: Vec<Note>,
    /// Requests that wait, newest first.
    pub waiting: Vec<WaitingRow>,
    /// The accounts in the person's order.
    pub rows: Vec<Row>,
}

/// Something to know.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Note {
    /// The requests could not be refreshed.
    Offline,
    /// A service did not accept the phone's clock.
    ClockWrong,
    /// A service refuses this app.
    ServiceRefuses,
    /// Notifications were refused.
    NotTold,
    /// The phone's clock is this many seconds slow.
    ClockSlow(u64),
    /// The phone's clock is this many seconds fast.
    ClockFast(u64),
}

/// A request that waits.
pub struct WaitingRow {
    /// The request's id.
    pub id: String,
    /// Who asks: "Harbour Bank".
    pub organisation: String,
    /// What for: "Mail".
    pub service: Option<String>,
    /// "just now", "1 minute ago".
    pub age: String,
}

/// An account.
pub struct Row {
    /// The account's id.
    pub id: String,
    /// Issuer or organisation.
    pub issuer: String,
    /// The account's name there.
    pub label: String,
    /// What it does.
    pub what: RowKind,
}

/// What an account does.
pub enum RowKind {
    /// Shows a one-time code.
    Code {
        /// The code, plain: "123456".
        code: String,
        /// Seconds for which it holds.
        seconds_left: u32,
        /// Its whole life in seconds.
        period: u32,
    },
    /// Answers sign-in requests.
    Push(RowState),
}

/// How far a push account is usable.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum RowState {
    /// Usable.
    Active,
    /// The try-out is still to be answered.
    TryoutPending,
    /// Paused after three wrong numbers.
    Paused,
    /// Reported; IT must unblock it.
    Blocked,
    /// The service no longer knows this phone.
    Unlinked,
    /// Removed here; the organisation is still to be told.
    RemovalPending,
    /// Restored without its key.
    SetUpAgain,
}

/// One account's details.
#[derive(Template)]
#[template(path = "account.html")]
pub struct Account {
    /// What stands around it.
    pub phone: Phone,
    /// The account's id.
    pub id: String,
    /// Issuer or organisation.
    pub issuer: String,
    /// The account's name there.
    pub label: String,
    /// The host that is asked; `None` for an account that only shows codes.
    pub host: Option<String>,
    /// This phone's name there.
    pub device: Option<String>,
    /// Whether it must be set up again.
    pub unlinked: bool,
}

impl RowKind {
    /// A code in two groups, as people read it: "123 456".
    fn grouped(code: &str) -> String {
        let half = code.chars().count().div_ceil(2);
        let mut out = String::with_capacity(code.len() + 1);
        for (at, c) in code.chars().enumerate() {
            if at == half {
                out.push(' ');
            }
            out.push(c);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_grouped_in_two() {
        assert_eq!(RowKind::grouped("123456"), "123 456");
        assert_eq!(RowKind::grouped("1234567"), "1234 567");
        assert_eq!(RowKind::grouped("2BC4H"), "2BC 4H");
    }
}
