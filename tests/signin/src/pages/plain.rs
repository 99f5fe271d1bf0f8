//! The pages of a realm that behaves like a plain server: for trying only.

use askama::Template;

use super::signin::SignInError;
use super::{Chrome, assets, chrome, paths};

/// Sign-in by user name and password.
#[derive(Template)]
#[template(path = "plain/signin.html")]
pub struct PlainSignIn {
    /// What stands around it.
    pub chrome: Chrome,
    /// Path of the realm: `/realms/legacy`.
    pub here: String,
    /// The user name typed before, or empty.
    pub user: String,
    /// Until the next password can be tried; 0 = now.
    pub seconds_left: u32,
    /// What went wrong, above the fields.
    pub error: Option<SignInError>,
}

/// Everything after it.
#[derive(Template)]
#[template(path = "plain/page.html")]
pub struct PlainPage {
    /// What stands around it.
    pub chrome: Chrome,
    /// Path of the realm: `/realms/legacy`.
    pub here: String,
    /// Who signs in.
    pub user: String,
    /// What is shown.
    pub shown: Shown,
    /// Address of the page's news; empty where there are none.
    pub events: String,
}

/// What is shown.
pub enum Shown {
    /// The code for the app.
    Code {
        /// Changes with the code.
        code_id: String,
    },
    /// A phone is asked.
    Waiting {
        /// What it asks for, where it asks for anything.
        number: Option<String>,
    },
    /// Another browser's request is open.
    TooMany,
    /// The user is disabled.
    Disabled,
    /// Refused on the phone.
    Denied,
    /// Not answered in time.
    Expired,
    /// Given up on the page.
    Cancelled,
    /// Signed in.
    SignedIn,
}

impl Shown {
    /// Name of the text above it.
    fn heading(&self) -> &'static str {
        match self {
            Self::Code { .. } => "plain.scan",
            Self::Waiting { .. } => "number.heading",
            Self::TooMany => "plain.too_many",
            Self::Disabled => "plain.disabled",
            Self::Denied => "ended.denied",
            Self::Expired => "ended.expired",
            Self::Cancelled => "ended.cancelled",
            Self::SignedIn => "plain.signed_in",
        }
    }
}
