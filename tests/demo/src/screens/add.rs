//! Adding an account.

use askama::Template;

use super::phone::Waiting;
use super::{Phone, assets, paths};
use countersign_signin::pages::assets as service_assets;

/// Which sort of account.
#[derive(Template)]
#[template(path = "add.html")]
pub struct Add {
    /// What stands around it.
    pub phone: Phone,
}

/// The scanner.
#[derive(Template)]
#[template(path = "scanner.html")]
pub struct Scanner {
    /// What stands around it.
    pub phone: Phone,
    /// Why the last picture brought nothing.
    pub problem: Option<ScanProblem>,
}

/// Why a picture brought nothing.
#[derive(Clone, PartialEq, Eq)]
pub enum ScanProblem {
    /// No QR code in it.
    NoCode,
    /// More than one code in it.
    SeveralCodes,
    /// Not a picture, or too large.
    NotAPicture,
    /// A code that adds nothing: what it is and what to do, a full sentence.
    NotForUs(String),
}

/// Typing what a page shows.
#[derive(Template)]
#[template(path = "typed.html")]
pub struct Typed {
    /// What stands around it.
    pub phone: Phone,
    /// The address that was typed.
    pub address: String,
    /// Why nothing came of it, a full sentence.
    pub problem: Option<String>,
}

/// "Add this account?"
#[derive(Template)]
#[template(path = "preview.html")]
pub struct PreviewScreen {
    /// What stands around it.
    pub phone: Phone,
    /// Issuer or organisation.
    pub issuer: String,
    /// The account's name there.
    pub label: String,
    /// The host that will be contacted; `None` for an account that only shows codes.
    pub host: Option<String>,
    /// What is there already: "Keep both" instead of "Continue".
    pub there: Option<There>,
    /// "Replace it" as well.
    pub replaceable: bool,
    /// Why adding did not work, a full sentence.
    pub problem: Option<String>,
}

/// What is there already.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum There {
    /// The very same account.
    Same,
    /// One with the same key.
    SameKey,
    /// One of the same name.
    SameName,
    /// This phone is set up there.
    Registered,
}
