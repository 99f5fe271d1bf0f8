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
    /// Date until which this browser is remembered, "22 February 2027".
    pub remembered_until: Option<String>,
}

/// How a sign-in was confirmed.
pub enum Confirmed {
    /// By password alone: nobody asked for more.
    PasswordOnly,
    /// By the number, on this phone.
    Phone(String),
    /// This browser was remembered.
    Remembered,
}
