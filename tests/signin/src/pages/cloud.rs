//! The cloud app that people sign in to.

use askama::Template;

use super::{Chrome, assets, paths};

/// Landing page of the cloud app.
#[derive(Template)]
#[template(path = "mail.html")]
pub struct Mail {
    /// What stands around it.
    pub chrome: Chrome,
    /// The app's name, "Mail".
    pub service: String,
    /// Who is signed in.
    pub user: String,
    /// How this sign-in was confirmed.
    pub confirmed: Confirmed,
    /// When this browser is asked for the number; `None` where none is asked for.
    pub asks_again: Option<AsksAgain>,
    /// Whether the account has phones to look at.
    pub has_phones: bool,
}

/// How a sign-in was confirmed.
pub enum Confirmed {
    /// By password alone: nobody asked for more.
    PasswordOnly,
    /// By the number, on this phone.
    Phone(String),
    /// By a code of an authenticator app that is not ours.
    OtherApp,
    /// This browser was remembered when it signed in; whether it still is.
    Remembered {
        /// Nobody has made the service forget it since.
        still: bool,
    },
}

/// When a browser is asked for the number.
pub enum AsksAgain {
    /// It is remembered until this date, "22 February 2027".
    On(String),
    /// It is not remembered.
    NextTime,
}
