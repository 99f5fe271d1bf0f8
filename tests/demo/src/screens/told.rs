//! Screens that say one thing.

use askama::Template;

use super::phone::Waiting;
use super::{Phone, assets, paths};
use countersign_signin::pages::assets as service_assets;

/// Text of others, so that its direction of writing does not move ours.
pub(crate) fn isolated(text: &str) -> String {
    format!("\u{2068}{text}\u{2069}")
}

/// One thing, said.
#[derive(Template)]
#[template(path = "told.html")]
pub struct Told {
    /// What stands around it.
    pub phone: Phone,
    /// What is said.
    pub what: Saying,
}

/// What is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saying {
    /// The browser is signed in.
    Approved,
    /// The try-out worked.
    TriedOut,
    /// The number was wrong.
    WrongNumber,
    /// The app was closed while it answered, and refused the request.
    Interrupted,
    /// The request lapsed.
    Expired,
    /// A newer sign-in took over.
    Superseded,
    /// Answered elsewhere, or cancelled in the browser.
    AlreadyHandled,
    /// The account is blocked.
    Blocked,
    /// The phone is not registered any more: organisation, and the account's id.
    Unlinked {
        /// The organisation.
        organisation: String,
        /// The account's id.
        id: String,
    },
    /// The app is too old.
    TooOld,
    /// The service refused.
    Refused,
    /// Nothing was sent: why and what to do, full sentences. The request stays as it was.
    NotSent(String),
    /// The enrolment code was used before.
    CodeUsed,
    /// The enrolment code's time is over.
    CodeLapsed,
    /// The code cannot be used: why and what to do, full sentences.
    NotAdded(String),
    /// No code was made: why and what to do, full sentences.
    NoCode(String),
    /// The account is still here: why and what to do, full sentences.
    NotRemoved(String),
    /// A code account was removed: nobody else knows of it.
    RemovedCodes,
    /// The account was removed, and the organisation knows.
    Removed,
    /// The account was removed, and the organisation cannot be told by the phone.
    RemovedAlsoOnThePage,
    /// The account was removed; the organisation is still to be told.
    RemovalPending,
}

/// How a saying is drawn, always beside its words.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mood {
    Good,
    Plain,
    Danger,
}

impl Saying {
    /// The first sentence.
    fn heading(&self) -> String {
        match self {
            Self::Approved | Self::TriedOut => "Approved.".into(),
            Self::WrongNumber => "That was not the number.".into(),
            Self::Interrupted => "The app was closed while it answered.".into(),
            Self::Expired => "Too late: this request has lapsed.".into(),
            Self::Superseded => "A newer sign-in took over.".into(),
            Self::AlreadyHandled => "Already handled.".into(),
            Self::Blocked => "Your account is protected.".into(),
            Self::Unlinked { organisation, .. } => {
                format!("This phone is no longer registered with {}.", isolated(organisation))
            }
            Self::TooOld => "This app is too old for this request.".into(),
            Self::Refused => "The service refused this answer.".into(),
            Self::NotSent(_) => "Nothing was sent.".into(),
            Self::CodeUsed => "This code was already used.".into(),
            Self::CodeLapsed => "This code has lapsed.".into(),
            Self::NotAdded(_) => "Nothing was added.".into(),
            Self::NoCode(_) => "No code was made.".into(),
            Self::NotRemoved(_) => "Nothing was removed.".into(),
            Self::Removed
            | Self::RemovedCodes
            | Self::RemovedAlsoOnThePage
            | Self::RemovalPending => "Removed here.".into(),
        }
    }

    /// What to do.
    fn text(&self) -> &str {
        match self {
            Self::Approved => "Your browser is signed in.",
            Self::TriedOut => "Your phone is set up. Go on in the browser.",
            Self::WrongNumber => "The request is over. Start again in the browser.",
            Self::Interrupted => "It refused the request. Start again in the browser.",
            Self::Expired => "Start again in the browser.",
            Self::Superseded => "Only the newest request can be approved.",
            Self::AlreadyHandled => "Look at your browser.",
            Self::Blocked => "Sign-ins are blocked until IT has talked to you.",
            Self::Unlinked { .. } => "Set it up again, or remove it.",
            Self::TooOld => "Update Countersign, then open it again.",
            Self::Refused => "The request is over. Start again in the browser.",
            Self::CodeUsed | Self::CodeLapsed => "Get a new one on the page.",
            Self::NotSent(advice)
            | Self::NotAdded(advice)
            | Self::NoCode(advice)
            | Self::NotRemoved(advice) => advice,
            Self::RemovedCodes => "Its codes are no longer on this phone.",
            Self::RemovedAlsoOnThePage => {
                "Also remove this phone on the organisation's account page."
            }
            Self::Removed => "The organisation was told.",
            Self::RemovalPending => "The organisation will be told when you are online.",
        }
    }

    fn mood(&self) -> Mood {
        match self {
            Self::Approved | Self::TriedOut => Mood::Good,
            Self::WrongNumber | Self::Blocked => Mood::Danger,
            Self::Interrupted
            | Self::Expired
            | Self::Superseded
            | Self::AlreadyHandled
            | Self::Unlinked { .. }
            | Self::TooOld
            | Self::Refused
            | Self::NotSent(_)
            | Self::CodeUsed
            | Self::CodeLapsed
            | Self::NotAdded(_)
            | Self::NoCode(_)
            | Self::NotRemoved(_)
            | Self::Removed
            | Self::RemovedCodes
            | Self::RemovedAlsoOnThePage
            | Self::RemovalPending => Mood::Plain,
        }
    }

    /// Whether something better than going back to the list is offered.
    fn offers_more(&self) -> bool {
        self.rescan() || matches!(self, Self::Unlinked { .. })
    }

    /// Whether scanning again is what helps.
    fn rescan(&self) -> bool {
        matches!(self, Self::CodeUsed | Self::CodeLapsed | Self::NotAdded(_))
    }
}
