//! A sign-in request, and what follows a "No".

use askama::Template;

use super::passcode::UnlockProblem;
use super::phone::Waiting;
use super::{Phone, assets, paths};
use countersign_signin::pages::assets as service_assets;

/// "Are you signing in?"
#[derive(Template)]
#[template(path = "request.html")]
pub struct RequestScreen {
    /// What stands around it.
    pub phone: Phone,
    /// The request's id.
    pub id: String,
    /// Who asks: "Harbour Bank".
    pub organisation: String,
    /// What for: "Mail".
    pub service: Option<String>,
    /// Who signs in.
    pub user: String,
    /// "Firefox on Windows"; `None` is drawn as "not given".
    pub browser: Option<String>,
    /// "near Utrecht (NL)"; `None` is drawn as "not given".
    pub place: Option<String>,
    /// "just now", "1 minute ago".
    pub age: String,
    /// Until it lapses.
    pub seconds_left: u32,
    /// Length of the number.
    pub digits: u8,
    /// The countries, if they differ.
    pub other_country: Option<OtherCountry>,
    /// Requests of this account in the last hour; drawn from the second on.
    pub requests_last_hour: Option<u32>,
    /// Other requests that wait.
    pub more_waiting: u32,
    /// An answer was given and did not arrive: it can be sent again, as it is.
    pub unsent: bool,
    /// Whether YES needs the passcode. "No" never does.
    pub needs_passcode: bool,
    /// The number that was typed before the passcode was not right.
    pub typed: String,
    /// Why the last answer was not sent or did not arrive.
    pub problem: Option<RequestProblem>,
}

impl RequestScreen {
    /// "digit", "digits".
    fn digits_word(&self) -> &'static str {
        if self.digits == 1 { "digit" } else { "digits" }
    }
}

/// Browser and phone are in different countries.
pub struct OtherCountry {
    /// The browser's, "Brazil".
    pub browser: String,
    /// The phone's, as it stands in a sentence: "the Netherlands".
    pub phone: String,
}

/// Why an answer was not sent or did not arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RequestProblem {
    /// The number has another length.
    Length,
    /// The passcode is not right, or there was none.
    Passcode(UnlockProblem),
    /// The answer was not delivered, and why; the request is not over.
    Unreachable(&'static str),
    /// The phone's clock is off by this many seconds; the request is not over.
    Clock(u64),
}

/// After "No, it's not me".
#[derive(Template)]
#[template(path = "denied.html")]
pub struct Denied {
    /// What stands around it.
    pub phone: Phone,
    /// The request's id.
    pub id: String,
    /// Whether the service takes a report.
    pub can_report: bool,
    /// Whether the refusal still waits for a connection.
    pub pending: bool,
    /// Whether a report was tried and did not arrive.
    pub report_failed: bool,
}

/// After a report.
#[derive(Template)]
#[template(path = "reported.html")]
pub struct Reported {
    /// What stands around it.
    pub phone: Phone,
    /// Whom to call, "IT desk".
    pub contact_name: Option<String>,
    /// Their number as text.
    pub contact_phone: Option<String>,
}
