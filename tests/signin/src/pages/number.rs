//! The number of a sign-in, and the ways it ends without one.

use askama::Template;

use super::{Chrome, assets, chrome, paths};

/// "Approve this sign-in".
#[derive(Template)]
#[template(path = "number.html")]
pub struct Number {
    /// What stands around it.
    pub chrome: Chrome,
    /// The number to type.
    pub number: String,
    /// Address of the picture of it for the app's scanner.
    pub match_qr: String,
    /// Who signs in.
    pub user: String,
    /// To what.
    pub service: String,
    /// Until the request lapses.
    pub seconds_left: u32,
    /// The phone that is asked, and the others.
    pub phones: Phones,
    /// Until another one can be sent; 0 = now.
    pub again_in: u32,
    /// Whether codes are another way.
    pub has_codes: bool,
}

/// The phones that can be asked.
pub struct Phones {
    /// The one that is asked.
    pub asked: String,
    /// Whether it is asked already, or comes next.
    pub sent: bool,
    /// The others.
    pub others: Vec<OtherPhone>,
    /// Where another one is chosen.
    pub path: &'static str,
}

/// A phone that is not asked.
pub struct OtherPhone {
    /// Its name.
    pub name: String,
    /// What [`paths::PHONE`] is for it.
    pub reference: String,
}

/// "One moment": the next request cannot be sent yet. "You can go on": now it can.
#[derive(Template)]
#[template(path = "waiting.html")]
pub struct Waiting {
    /// What stands around it.
    pub chrome: Chrome,
    /// Who signs in.
    pub user: String,
    /// Until a request can be sent; 0 = now.
    pub seconds_left: u32,
    /// The phone that will be asked, and the others.
    pub phones: Phones,
    /// Whether codes are another way.
    pub has_codes: bool,
}

/// A sign-in that ended without anyone being signed in.
#[derive(Template)]
#[template(path = "ended.html")]
pub struct Ended {
    /// What stands around it.
    pub chrome: Chrome,
    /// How it ended.
    pub why: Ending,
    /// Whether codes are another way.
    pub has_codes: bool,
}

/// How a sign-in ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Not answered in time.
    Expired,
    /// Another number was typed.
    WrongNumber,
    /// "No, it's not me."
    Denied,
    /// A newer sign-in took over.
    Superseded,
    /// The account is blocked until IT has talked to its owner.
    Blocked,
    /// Given up on the page.
    Cancelled,
    /// Requests are paused after three wrong numbers.
    Paused,
}
