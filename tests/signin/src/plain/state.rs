//! What a plain realm remembers until it stops, as a real one does with a cache of its own: browsers,
//! set-ups and requests. Phones are in the database (`store::plain_devices`).

use std::collections::HashMap;

use serde_json::{Value, json};

use super::PlainVerification;
use crate::flow::first_factor::FirstFactor;

/// How long a browser is known without coming back, in seconds.
const BROWSER_LIFE: i64 = 1800;

/// What was heard and is kept.
const HEARD: usize = 1000;

/// Everything.
#[derive(Default)]
pub(crate) struct State {
    /// Browsers on their way, by the digest of their cookie.
    pub(crate) browsers: HashMap<String, Browser>,
    /// Set-ups, by their id.
    pub(crate) set_ups: HashMap<String, SetUp>,
    /// Requests, by their id.
    pub(crate) requests: HashMap<String, Request>,
    /// What phones sent and what rang, for tests: the newest [`HEARD`].
    pub(crate) heard: Vec<Value>,
}

/// A browser after the right password.
pub(crate) struct Browser {
    /// Who typed it.
    pub(crate) typed: FirstFactor,
    /// The token of its forms.
    pub(crate) csrf: String,
    /// Where it stands.
    pub(crate) at: At,
    /// Until when it is known.
    pub(crate) until: i64,
}

impl Browser {
    /// One that stands nowhere yet.
    pub(crate) fn new(typed: FirstFactor, csrf: String, now: i64) -> Self {
        Self { typed, csrf, at: At::Cancelled, until: now + BROWSER_LIFE }
    }
}

/// Where a browser stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum At {
    /// A phone is being set up: this set-up.
    SetUp(String),
    /// A phone is asked: this request.
    Waiting(String),
    /// Another browser's request is open: none was made.
    TooMany,
    /// The user is disabled.
    Disabled,
    /// The phone said no.
    Denied,
    /// Nobody answered in time.
    Expired,
    /// Given up.
    Cancelled,
    /// Signed in.
    SignedIn,
}

impl At {
    /// The word of `--test-control`.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::SetUp(_) => "scan",
            Self::Waiting(_) => "number",
            Self::TooMany => "too_many",
            Self::Disabled => "disabled",
            Self::Denied => "denied",
            Self::Expired => "expired",
            Self::Cancelled => "cancelled",
            Self::SignedIn => "signed_in",
        }
    }
}

impl At {
    /// The set-up that it waits for.
    pub(crate) fn set_up(&self) -> Option<&String> {
        if let Self::SetUp(id) = self { Some(id) } else { None }
    }

    /// The request that it waits for.
    pub(crate) fn request(&self) -> Option<&String> {
        if let Self::Waiting(cid) = self { Some(cid) } else { None }
    }
}

/// What became of a set-up or a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// Nothing yet.
    Pending,
    /// The phone is set up, or has approved.
    Approved,
    /// The phone has denied.
    Denied,
    /// The phone has locked the user out.
    LockedOut,
}

impl Status {
    /// The word that pages are told.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Approved => "APPROVED",
            Self::Denied => "DENIED",
            Self::LockedOut => "USER_LOCKED_OUT",
        }
    }
}

/// A set-up of a phone.
pub(crate) struct SetUp {
    /// What its offer is fetched by.
    pub(crate) handle: String,
    /// Whose.
    pub(crate) user: String,
    /// To be echoed.
    pub(crate) nonce: String,
    /// The page's proof that it may listen.
    pub(crate) secret: String,
    /// What became of it.
    pub(crate) status: Status,
    /// Name of the phone.
    pub(crate) label: Option<String>,
    /// When it ends.
    pub(crate) expires: i64,
}

/// A request.
pub(crate) struct Request {
    /// Whose.
    pub(crate) user: String,
    /// Credential id of the phone that is asked.
    pub(crate) credential: String,
    /// What the page shows, where it shows anything.
    pub(crate) number: Option<String>,
    /// What the phone is told of it.
    pub(crate) verification: Option<Value>,
    /// The page's proof that it may listen.
    pub(crate) secret: String,
    /// What became of it.
    pub(crate) status: Status,
    /// When it was made.
    pub(crate) created: i64,
    /// When it ends.
    pub(crate) expires: i64,
}

impl PlainVerification {
    /// What the list says of a request with this number and these others to choose from.
    pub(crate) fn told(self, number: &str, others: [&str; 2]) -> Option<Value> {
        match self {
            Self::None => None,
            Self::Pin(_) => Some(json!({"type": "pin", "pinLength": number.len()})),
            Self::NumberMatch => {
                let mut numbers = [number, others[0], others[1]];
                // Where the right one stands says nothing.
                numbers.sort_unstable();
                Some(json!({"type": "number-match", "numbers": numbers}))
            }
        }
    }
}

impl State {
    /// Forgets what has had its time.
    pub(crate) fn sweep(&mut self, now: i64) {
        self.browsers.retain(|_, browser| browser.until > now);
        self.set_ups.retain(|_, set_up| set_up.expires > now);
        self.requests.retain(|_, request| request.expires > now);
    }

    /// Keeps what a phone sent, or what rang.
    pub(crate) fn hear(&mut self, heard: Value) {
        if self.heard.len() >= HEARD {
            self.heard.remove(0);
        }
        self.heard.push(heard);
    }

    /// Forgets what a browser waits for.
    pub(crate) fn forget(&mut self, at: &At) {
        if let Some(id) = at.set_up() {
            self.set_ups.remove(id);
        }
        if let Some(cid) = at.request() {
            self.requests.remove(cid);
        }
    }

    /// Ids of the open requests of a user.
    pub(crate) fn open_of(&self, user: &str) -> Vec<String> {
        let open = |request: &Request| request.user == user && request.status == Status::Pending;
        self.requests
            .iter()
            .filter(|(_, request)| open(request))
            .map(|(id, _)| id.clone())
            .collect()
    }
}
