//! What a realm of pipush remembers until it stops.

use std::collections::HashMap;

/// Everything.
#[derive(Default)]
pub(super) struct State {
    /// Tokens, by serial.
    pub(super) tokens: HashMap<String, Token>,
    /// Requests in the order in which they were made.
    pub(super) requests: Vec<Request>,
    /// Browsers, by their id.
    pub(super) browsers: HashMap<String, At>,
}

/// The token of a person.
pub(super) struct Token {
    /// Whose.
    pub(super) user: String,
    /// What registers it.
    pub(super) credential: String,
    /// The phone's key as it was sent, once it is registered.
    pub(super) key: Option<Vec<u8>>,
}

/// A request.
pub(super) struct Request {
    /// Its name: 20 bytes in Base32.
    pub(super) nonce: String,
    /// The token that is asked.
    pub(super) serial: String,
    /// What is asked with an approval.
    pub(super) asked: Asked,
    /// What became of it.
    pub(super) status: Status,
    /// When it ends.
    pub(super) expires: i64,
}

/// What is asked with an approval.
pub(super) enum Asked {
    /// Nothing: the person confirms.
    Confirm,
    /// The number on the page, among others: `require_presence`.
    Number {
        /// Which is on the page.
        right: String,
        /// All of them, as the phone shows them.
        options: Vec<String>,
    },
    /// Nothing, and the phone is given a code for the page: `code_to_phone`.
    Code(String),
}

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    /// Nothing yet.
    Open,
    /// The phone has approved.
    Accepted,
    /// The phone has refused: it was somebody else.
    Declined,
    /// The phone has refused, and says so: `decline_reason` is `cancelled`.
    Cancelled,
}

/// Where a browser stands.
#[derive(Clone)]
pub(super) enum At {
    /// The code of this token is on the page.
    Code(String),
    /// This request was made.
    Asked(String),
    /// Signed in.
    SignedIn,
}

impl State {
    /// The request of this name, while it can be answered.
    pub(super) fn open(&mut self, nonce: &str, now: i64) -> Option<&mut Request> {
        let open = |request: &&mut Request| {
            request.nonce == nonce && request.status == Status::Open && request.expires > now
        };
        self.requests.iter_mut().find(open)
    }

    /// The request of this name.
    pub(super) fn request(&self, nonce: &str) -> Option<&Request> {
        self.requests.iter().find(|request| request.nonce == nonce)
    }
}
