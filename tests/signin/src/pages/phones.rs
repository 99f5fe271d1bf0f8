//! The phones of whoever is signed in, and "Confirm that it is you".

use askama::Template;

use super::number::{Ending, Phones};
use super::{Chrome, assets, chrome, paths};

/// "Your phones".
#[derive(Template)]
#[template(path = "phones.html")]
pub struct YourPhones {
    /// What stands around it.
    pub chrome: Chrome,
    /// Whose.
    pub user: String,
    /// What is said once above the list.
    pub notice: Option<PhonesNotice>,
    /// The phones, the one that approved last first.
    pub phones: Vec<PhoneRow>,
    /// How many there may be.
    pub most: usize,
}

/// A phone in the list.
pub struct PhoneRow {
    /// Its name.
    pub name: String,
    /// The day when it was set up, "24 November 2026".
    pub since: String,
    /// What [`paths::PHONE`] is for it.
    pub reference: String,
    /// Whether the sign-ins are confirmed with it first.
    pub asked_first: bool,
    /// Whether it has confirmed nothing for longer than the others.
    pub least_used: bool,
}

impl PhoneRow {
    /// The key of what is said below its name.
    fn since_key(&self) -> &'static str {
        if self.asked_first {
            "phones.since_asked_first"
        } else if self.least_used {
            "phones.since_least_used"
        } else {
            "phones.since"
        }
    }
}

/// What is said once above the list.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum PhonesNotice {
    /// A phone has said yes.
    Confirmed,
    /// As many are set up as there may be.
    Full,
    /// A phone was added.
    Added,
    /// A phone was removed.
    Removed,
    /// Nothing was changed: no phone can be asked, since wrong numbers paused that.
    Paused,
    /// Nothing was changed: in so many seconds a phone can be asked; 0 = now.
    Wait(u32),
    /// Nothing was changed: it is not there any more, or the only one.
    Unchanged,
}

/// "Confirm that it is you".
#[derive(Template)]
#[template(path = "confirm.html")]
pub struct Confirm {
    /// What stands around it.
    pub chrome: Chrome,
    /// Who is signed in.
    pub user: String,
    /// For what.
    pub purpose: ConfirmPurpose,
    /// Address of the page itself.
    pub page: &'static str,
    /// Address of the way back.
    pub back: &'static str,
    /// Address of its news.
    pub events: &'static str,
    /// Until another request can be sent; 0 = now.
    pub again_in: u32,
    /// How the request stands.
    pub state: ConfirmState,
}

/// What is confirmed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ConfirmPurpose {
    /// A change of one's own phones.
    Phones,
    /// A change on the admin page.
    Administration,
}

/// How the request stands.
pub enum ConfirmState {
    /// A phone is asked.
    Waiting {
        /// The number to type.
        number: String,
        /// Address of the picture of it for the app's scanner.
        match_qr: String,
        /// Until the request lapses.
        seconds_left: u32,
        /// The phone that is asked, and the others.
        phones: Phones,
    },
    /// It ended without a yes.
    Ended(Ending),
}
