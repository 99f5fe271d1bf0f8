//! Why a phone is refused: HTTP status, `code` and a sentence (PROTOCOL.md section 4.4).

use serde_json::{Value, json};

use crate::rules::request::Status;

/// Why a phone is refused.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Refusal {
    /// HTTP status.
    pub(crate) status: u16,
    /// The JSON object of the reply.
    pub(crate) body: Value,
    /// Whether the reply asks for a proof with a nonce of ours (RFC 9449 section 8).
    pub(crate) nonce_asked: bool,
    /// After how many seconds to ask again (RFC 9110 section 10.2.3).
    pub(crate) retry_after: Option<i64>,
}

impl Refusal {
    /// A refusal with a code and a sentence.
    pub(crate) fn new(status: u16, code: &str, error: &str) -> Self {
        let body = json!({"error": error, "code": code});
        Self { status, body, nonce_asked: false, retry_after: None }
    }

    /// Adds a member.
    pub(crate) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        if let Some(body) = self.body.as_object_mut() {
            body.insert(name.to_owned(), value.into());
        }
        self
    }

    /// A body or a claim that is missing or not as the protocol wants it.
    pub(crate) fn claim(name: &'static str) -> Self {
        Self::new(400, "missing_claim", "A mandatory member is missing or wrong.")
            .with("member", name)
    }

    /// The phone's clock is off.
    pub(crate) fn clock_skew(now: i64) -> Self {
        Self::new(400, "clock_skew", "The phone's clock is off.").with("serverTime", now)
    }

    /// The proof of possession does not hold.
    pub(crate) fn dpop(error: &str) -> Self {
        Self::new(401, "dpop", error)
    }

    /// A `jti` came twice.
    pub(crate) fn replay(status: u16) -> Self {
        Self::new(status, "replay", "This was sent before.")
    }

    /// There is no such thing for this phone.
    pub(crate) fn unknown() -> Self {
        Self::new(404, "unknown_request", "There is no such request.")
    }

    /// There were too many of these lately.
    pub(crate) fn rate_limited(wait: i64) -> Self {
        let refusal = Self::new(429, "rate_limited", "Too many within a minute. Wait.");
        Self { retry_after: Some(wait), ..refusal }
    }

    /// The phone is not registered (any more).
    pub(crate) fn unlinked() -> Self {
        Self::new(403, "unlinked", "This phone is not registered.")
    }

    /// The account is blocked.
    pub(crate) fn blocked() -> Self {
        Self::new(403, "blocked", "The account is blocked until IT lifts it.")
    }

    /// The phone has not passed its try-out.
    pub(crate) fn not_active() -> Self {
        Self::new(403, "not_active", "This phone has not finished its set-up.")
    }

    /// The app does not speak the profile.
    pub(crate) fn app_too_old(min_core: Option<&str>) -> Self {
        Self::new(426, "app_too_old", "This app is too old.").with("minCore", min_core)
    }

    /// The answer comes to a request that is over.
    pub(crate) fn over(status: Status) -> Self {
        match status {
            Status::Expired => Self::new(400, "expired", "The request has lapsed."),
            Status::Superseded => Self::new(409, "superseded", "A newer sign-in took over."),
            Status::Cancelled => Self::new(400, "cancelled", "The sign-in was given up."),
            Status::LockedOut => Self::blocked(),
            Status::Pending | Status::Approved | Status::Denied | Status::WrongNumber => {
                Self::new(400, "already_resolved", "The request was answered before.")
                    .with("status", status.word())
            }
        }
    }
}
