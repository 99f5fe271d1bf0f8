//! Setting up a phone: from "more information required" to success.

use askama::Template;

use super::code::CodeError;
use super::{Chrome, assets, chrome, paths};

/// "More information required".
#[derive(Template)]
#[template(path = "more_info.html")]
pub struct MoreInfo {
    /// What stands around it.
    pub chrome: Chrome,
    /// Who typed the password.
    pub user: String,
}

/// "Start by getting the app".
#[derive(Template)]
#[template(path = "get_app.html")]
pub struct GetApp {
    /// What stands around it.
    pub chrome: Chrome,
    /// Where the app is to be had; links that are not https or http are not drawn.
    pub stores: Vec<StoreLink>,
    /// Address behind "Download now", shown under its code; `None` = not offered.
    pub download_url: Option<String>,
    /// Whether the code for the download stands open.
    pub show_qr: bool,
    /// Whether the account has a phone already, so that one can go back.
    pub further: bool,
}

/// A store.
pub struct StoreLink {
    /// Its name, "App Store".
    pub name: String,
    /// Address of the app in it.
    pub url: String,
}

/// "Set up your own app": an authenticator app that is not ours.
#[derive(Template)]
#[template(path = "other_app.html")]
pub struct OtherApp {
    /// What stands around it.
    pub chrome: Chrome,
    /// Whose account.
    pub user: String,
    /// The key in Base32, in groups of four.
    pub key: String,
    /// Changes with each key, so that a browser never shows the last one's picture.
    pub key_id: String,
    /// What was wrong with the last code.
    pub error: Option<CodeError>,
}

/// "Set up your account": what to do in the app.
#[derive(Template)]
#[template(path = "set_up.html")]
pub struct SetUp {
    /// What stands around it.
    pub chrome: Chrome,
}

/// "Scan this QR code".
#[derive(Template)]
#[template(path = "scan.html")]
pub struct Scan {
    /// What stands around it.
    pub chrome: Chrome,
    /// Life of a code.
    pub minutes: u32,
    /// Next was pressed before the phone was seen.
    pub not_seen: bool,
    /// Name of the phone that was seen, if one was.
    pub seen: Option<String>,
    /// Changes with each code, so that a browser never shows the last one's picture.
    pub code_id: String,
    /// The service's address and the code for people who type them, until a phone was seen.
    pub typed: Option<Typed>,
}

/// What people type who cannot scan.
pub struct Typed {
    /// The realm base.
    pub address: String,
    /// The ten characters, in groups.
    pub code: String,
    /// Whether they stand in the place of the picture.
    pub shown: bool,
}

impl Scan {
    /// Whether there is something to type in the place of the picture.
    fn shows_typed(&self) -> bool {
        self.typed.as_ref().is_some_and(|typed| typed.shown)
    }
}

/// The code is of no use any more.
#[derive(Template)]
#[template(path = "code_ended.html")]
pub struct CodeEnded {
    /// What stands around it.
    pub chrome: Chrome,
    /// Why.
    pub why: CodeEnd,
    /// Life of a code.
    pub minutes: u32,
}

/// Why a code is of no use any more.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum CodeEnd {
    /// A phone was set up with it.
    Used,
    /// Its time is over.
    Lapsed,
    /// Three tries failed.
    Failed,
}

/// "Let's try it out".
#[derive(Template)]
#[template(path = "try_out.html")]
pub struct TryOut {
    /// What stands around it.
    pub chrome: Chrome,
    /// The number to type.
    pub number: String,
    /// Address of the picture of it for the app's scanner.
    pub match_qr: String,
    /// The phone that was asked.
    pub device: String,
    /// Until the request lapses.
    pub seconds_left: u32,
}

/// A try that did not work; the phone is not set up.
#[derive(Template)]
#[template(path = "try_ended.html")]
pub struct TryEnded {
    /// What stands around it.
    pub chrome: Chrome,
    /// What happened.
    pub why: TryEnd,
}

/// How a try ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum TryEnd {
    /// Not answered in time.
    Expired,
    /// Another number was typed.
    WrongNumber,
    /// "No, it's not me."
    Denied,
}

/// "Success".
#[derive(Template)]
#[template(path = "done.html")]
pub struct Done {
    /// What stands around it.
    pub chrome: Chrome,
    /// The phone, by name.
    pub device: String,
    /// For how long a computer is remembered.
    pub days: u32,
}
