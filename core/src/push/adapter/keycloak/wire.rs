//! Bodies on the wire.

use serde::Deserialize;
use serde_json::Value;

use crate::account::ItContact;
use crate::clock::UnixSeconds;
use crate::net::Response;
use crate::push::error::{PushError, Version};
use crate::text;

/// The codes of section 4.4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Code {
    WrongNumber,
    Expired,
    AlreadyResolved,
    Cancelled,
    Superseded,
    Unlinked,
    Blocked,
    NotActive,
    AppTooOld,
    ClockSkew,
    AlreadyUsed,
    OfferExpired,
    /// Known words that all mean [`PushError::Refused`].
    Refusal(&'static str),
}

impl Code {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::WrongNumber => "wrong_number",
            Self::Expired => "expired",
            Self::AlreadyResolved => "already_resolved",
            Self::Cancelled => "cancelled",
            Self::Superseded => "superseded",
            Self::Unlinked => "unlinked",
            Self::Blocked => "blocked",
            Self::NotActive => "not_active",
            Self::AppTooOld => "app_too_old",
            Self::ClockSkew => "clock_skew",
            Self::AlreadyUsed => "already_used",
            Self::OfferExpired => "code_expired",
            Self::Refusal(word) => word,
        }
    }

    fn parse(word: &str) -> Option<Self> {
        const ALL: [Code; 12] = [
            Code::WrongNumber,
            Code::Expired,
            Code::AlreadyResolved,
            Code::Cancelled,
            Code::Superseded,
            Code::Unlinked,
            Code::Blocked,
            Code::NotActive,
            Code::AppTooOld,
            Code::ClockSkew,
            Code::AlreadyUsed,
            Code::OfferExpired,
        ];
        const REFUSALS: [&str; 6] = [
            "missing_claim",
            "context_mismatch",
            "replay",
            "dpop",
            "unknown_request",
            "rate_limited",
        ];
        ALL.into_iter()
            .find(|code| code.name() == word)
            .or_else(|| REFUSALS.into_iter().find(|name| *name == word).map(Self::Refusal))
    }
}

/// An error body of a countersign+ server.
#[derive(Debug)]
pub(super) struct Coded {
    pub(super) code: Option<Code>,
    pub(super) min_core: Option<Version>,
    pub(super) server_time: Option<UnixSeconds>,
}

impl Coded {
    pub(super) fn read(response: &Response) -> Self {
        let body: Value = serde_json::from_slice(&response.body).unwrap_or_default();
        Self {
            code: body.get("code").and_then(Value::as_str).and_then(Code::parse),
            min_core: body.get("minCore").and_then(Value::as_str).and_then(Version::parse),
            server_time: body.get("serverTime").and_then(Value::as_u64),
        }
    }

    /// The code as an error of a call that is no answer to a request.
    pub(super) fn into_error(self, status: u16, offset: Option<i64>) -> PushError {
        match self.code {
            Some(Code::Unlinked) => PushError::Unlinked { certain: true },
            Some(Code::Blocked) => PushError::Blocked,
            Some(Code::AppTooOld) => PushError::AppTooOld { needed: self.min_core },
            Some(Code::ClockSkew) => PushError::ClockWrong { seconds: offset, certain: true },
            Some(_) | None => PushError::Refused { status: Some(status) },
        }
    }
}

/// A reply with a status word.
#[derive(Deserialize)]
pub(super) struct Status {
    pub(super) status: String,
}

impl Status {
    /// The status word, if the body has one.
    pub(super) fn read(response: &Response) -> Option<String> {
        serde_json::from_slice::<Self>(&response.body).ok().map(|body| body.status)
    }
}

/// `itContact` as the wire has it; texts are cleaned for display.
#[derive(Deserialize)]
pub(super) struct WireContact {
    name: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    url: Option<String>,
}

impl From<WireContact> for ItContact {
    fn from(wire: WireContact) -> Self {
        let clean = |value: Option<String>| {
            value.map(|value| text::shown(&value)).filter(|value| !value.trim().is_empty())
        };
        Self {
            name: clean(wire.name),
            phone: clean(wire.phone),
            email: clean(wire.email),
            url: clean(wire.url),
        }
    }
}
