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
}

/// The phones that can be asked.
pub struct Phones {
    /// The one that is asked.
    pub asked: String,
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

/// A sign-in that ended without anyone being signed in.
#[derive(Template)]
#[template(path = "ended.html")]
pub struct Ended {
    /// What stands around it.
    pub chrome: Chrome,
    /// How it ended.
    pub why: Ending,
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
}
