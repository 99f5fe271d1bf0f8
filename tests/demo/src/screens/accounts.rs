//! The list of accounts, and one account's details.

use askama::Template;

use countersign_core::net::UnreachableCause;

use super::phone::Waiting;
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
    /// What is searched for; `None` where there is too little to search.
    pub search: Option<String>,
    /// The accounts in the person's order.
    pub rows: Vec<Row>,
}

/// Something to know.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Note {
    /// There is no connection: the requests could not be refreshed.
    Offline,
    /// One organisation's requests could not be refreshed.
    Unreachable {
        /// The organisation.
        organisation: String,
        /// Why.
        why: UnreachableCause,
    },
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

/// An account.
pub struct Row {
    /// The account's id.
    pub id: String,
    /// Issuer or organisation.
    pub issuer: String,
    /// The account's name there.
    pub label: String,
    /// Both in one line, for a name that a screen reader says.
    pub title: String,
    /// What it does.
    pub what: RowKind,
    /// The one-time code of an account that confirms sign-ins, for its page's "Another way"; masked where it is
    /// [`OwnCode::Masked`].
    pub own_code: Option<OwnCode>,
}

/// The one-time code of an account that confirms sign-ins.
pub enum OwnCode {
    /// To be shown.
    Shown(Shown),
    /// Not to be shown until it is tapped.
    Masked,
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
    /// Shows a one-time code when it is tapped.
    Masked,
    /// Makes a code each time it is asked; shows the one that was asked for.
    Counter(Option<Shown>),
    /// Its codes need a PIN.
    NeedsPin,
    /// Answers sign-in requests.
    Push(RowState),
}

/// A code that was asked for.
pub struct Shown {
    /// The code, plain: "123456".
    pub code: String,
    /// Seconds until it is hidden.
    pub seconds_left: u32,
    /// For how many it is shown.
    pub period: u32,
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
    /// IT asks for no confirmation at the moment.
    Off,
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
    /// What the person calls it, in a field.
    pub own_name: String,
    /// Whether it can go up in the list.
    pub can_go_up: bool,
    /// Whether it can go down.
    pub can_go_down: bool,
    /// Why the name was not taken, a full sentence.
    pub problem: Option<String>,
}

impl RowKind {
    /// A code in groups of three or four, as people read it: "123 456", "1234 5678". One that falls into
    /// neither stays whole ("2BC4H"). The apps group alike.
    fn grouped(code: &str) -> String {
        let letters: Vec<char> = code.chars().collect();
        let size = [3, 4].into_iter().find(|size| letters.len().is_multiple_of(*size));
        let groups = letters.chunks(size.unwrap_or(letters.len()).max(1));
        groups.map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_grouped_evenly_or_not_at_all() {
        for (code, grouped) in [
            ("123456", "123 456"),
            ("12345678", "1234 5678"),
            ("123456789", "123 456 789"),
            ("1234567", "1234567"),
            ("0137359152", "0137359152"),
            ("2BC4H", "2BC4H"),
            ("", ""),
        ] {
            assert_eq!(RowKind::grouped(code), grouped);
        }
    }
}
