//! Password, and "Stay signed in?".

use askama::Template;

use super::{Chrome, assets, paths};

/// Sign-in by user name and password.
#[derive(Template)]
#[template(path = "signin.html")]
pub struct SignIn {
    /// What stands around it.
    pub chrome: Chrome,
    /// Where the person is going, "Mail"; `None` when they came by themselves.
    pub service: Option<String>,
    /// The user name typed before, or empty.
    pub user: String,
    /// What went wrong, above the fields.
    pub error: Option<SignInError>,
}

/// Why the password page stands there again.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum SignInError {
    /// Unknown user or wrong password; never said which.
    NotRight,
    /// A field was left empty.
    Empty,
    /// The sign-in took too long, or its session is gone.
    TimedOut,
}

/// "Type your one-time pass".
#[derive(Template)]
#[template(path = "pass.html")]
pub struct OneTimePass {
    /// What stands around it.
    pub chrome: Chrome,
    /// Who typed the password.
    pub user: String,
    /// Something else was typed before.
    pub not_right: bool,
}

/// "One moment": after wrong passwords in a row the next try must wait.
#[derive(Template)]
#[template(path = "too_soon.html")]
pub struct TooSoon {
    /// What stands around it.
    pub chrome: Chrome,
    /// Address of the password page.
    pub page: &'static str,
    /// Until the next try.
    pub seconds_left: u32,
}

/// "Stay signed in?"
#[derive(Template)]
#[template(path = "stay.html")]
pub struct Stay {
    /// What stands around it.
    pub chrome: Chrome,
    /// Who is about to be signed in.
    pub user: String,
}
