//! What administrators see.

use askama::Template;

use super::signin::SignInError;
use super::{Chrome, assets, paths};
use crate::texts::Words;

/// Sign-in of an administrator.
#[derive(Template)]
#[template(path = "admin/signin.html")]
pub struct AdminSignIn {
    /// What stands around it.
    pub chrome: Chrome,
    /// The user name typed before, or empty.
    pub user: String,
    /// What went wrong, above the fields.
    pub error: Option<SignInError>,
}

/// Users, devices and the log.
#[derive(Template)]
#[template(path = "admin/overview.html")]
pub struct Overview {
    /// What stands around it.
    pub chrome: Chrome,
    /// The administrator.
    pub admin: String,
    /// What was just done.
    pub notice: Option<Notice>,
    /// All users.
    pub users: Vec<UserRow>,
    /// The log, newest first.
    pub log: Vec<LogRow>,
}

/// What was just done, or why nothing was.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// The user is not there any more.
    Gone,
    /// Confirmation is switched on.
    On,
    /// Confirmation is switched off.
    Off,
    /// A block is lifted.
    Unblocked,
    /// A pause is over.
    Resumed,
    /// Remembered browsers are forgotten.
    Forgotten,
    /// The administrator has confirmed that it is them.
    Confirmed,
    /// There is nothing to confirm it with.
    NoPhone,
    /// Only a code at the sign-in can confirm it.
    NoPhoneButApp,
    /// Wrong numbers paused the administrator's own requests.
    Paused,
    /// A phone can be asked in so many seconds; 0 = now.
    Wait(u32),
    /// Nobody issues a pass for themselves.
    OwnPass,
    /// The account is blocked.
    Blocked,
    /// The account has no confirmation that a pass could set up.
    NoMfa,
}

impl Notice {
    /// Whether something was done; else nothing was changed.
    fn is_done(self) -> bool {
        match self {
            Self::On | Self::Off | Self::Unblocked | Self::Resumed | Self::Forgotten => true,
            Self::Confirmed => true,
            Self::Gone
            | Self::NoPhone
            | Self::NoPhoneButApp
            | Self::Paused
            | Self::Wait(_)
            | Self::OwnPass
            | Self::Blocked
            | Self::NoMfa => false,
        }
    }

    /// What is said.
    fn said(self, chrome: &Chrome) -> Words {
        match self {
            Self::Gone => chrome.say("notice.gone"),
            Self::On => chrome.say("notice.on"),
            Self::Off => chrome.say("notice.off"),
            Self::Unblocked => chrome.say("notice.unblocked"),
            Self::Resumed => chrome.say("notice.resumed"),
            Self::Forgotten => chrome.say("notice.forgotten"),
            Self::Confirmed => chrome.say("notice.confirmed"),
            Self::NoPhone => chrome.say("notice.no_phone"),
            Self::NoPhoneButApp => chrome.say("notice.no_phone_but_app"),
            Self::Paused => chrome.say("notice.paused"),
            Self::Wait(0) => chrome.say("notice.wait_over"),
            Self::Wait(seconds) => chrome.say("notice.wait").part("time", chrome.left(&seconds)),
            Self::OwnPass => chrome.say("notice.own_pass"),
            Self::Blocked => chrome.say("notice.blocked"),
            Self::NoMfa => chrome.say("notice.no_mfa"),
        }
    }
}

/// A one-time pass, shown once.
#[derive(Template)]
#[template(path = "admin/pass.html")]
pub struct ShownPass {
    /// What stands around it.
    pub chrome: Chrome,
    /// For whom.
    pub user: String,
    /// The sixteen characters, in groups.
    pub pass: String,
    /// "24 November 2026, 09:14:00 UTC".
    pub until: String,
}

/// A user.
pub struct UserRow {
    /// User name.
    pub name: String,
    /// Whether a number is asked for.
    pub mfa: MfaState,
    /// Whether a one-time pass can be issued.
    pub may_have_pass: bool,
    /// Until when the one-time pass is good that was issued.
    pub pass_until: Option<String>,
    /// Whether the account is blocked after a report; since when, as text.
    pub blocked: Option<String>,
    /// Whether its requests are paused after wrong numbers.
    pub paused: bool,
    /// Whether its codes are refused after very many wrong ones.
    pub codes_stopped: bool,
    /// Phones.
    pub devices: Vec<DeviceRow>,
    /// Browsers that are not asked again for a while.
    pub browsers: Vec<BrowserRow>,
    /// Whether a form that wants a reason came back without one.
    pub reason_missing: bool,
}

/// How far multi-factor sign-in has come for a user.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum MfaState {
    /// The password alone.
    Off,
    /// Asked to set up at the next sign-in.
    On,
    /// Set up.
    Enforced,
}

/// A phone.
pub struct DeviceRow {
    /// Its name; of an authenticator app that is not ours it is not looked at.
    pub name: String,
    /// Whether it is such an app.
    pub other_app: bool,
    /// When it was set up, "24 November 2026, 08:14:03 UTC".
    pub since: String,
    /// Version of its app.
    pub version: Option<String>,
}

/// A remembered browser.
pub struct BrowserRow {
    /// "Firefox 140 · Windows"; empty where it is not known.
    pub name: String,
    /// Date until which it is remembered.
    pub until: String,
}

/// A line of the log. Holds no number, code or secret.
pub struct LogRow {
    /// When, short and in UTC: "24 Nov 08:14:03", with the year if it is not this one.
    pub at: String,
    /// The same for machines, RFC 3339.
    pub at_machine: String,
    /// Whose account.
    pub user: String,
    /// "Approved", "Denied", "Reported", "Wrong number", "Expired", "Remembered", ...
    pub outcome: String,
    /// How it is coloured (always beside the word).
    pub tone: Tone,
    /// Name of the phone.
    pub device: Option<String>,
    /// Version of its app.
    pub version: Option<String>,
    /// "Firefox 140 · Windows · Utrecht, Netherlands".
    pub browser: Option<String>,
    /// The administrator who did it.
    pub actor: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

/// Weight of a log line.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// As it should be.
    Good,
    /// Nothing to see.
    Plain,
    /// Worth a look.
    Warn,
    /// Someone may be under attack.
    Danger,
}
