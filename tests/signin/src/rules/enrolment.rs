//! How a phone becomes one of the account's (PROTOCOL.md section 4.6).

/// How long a set-up code lives, in seconds.
pub(crate) const LIFE: i64 = 600;

/// How long an ended code still says why, in seconds.
pub(crate) const MEMORY: i64 = 24 * 3600;

/// How often the code may be fetched before it is claimed.
pub(crate) const FETCHES: i64 = 5;

/// How many try-outs may fail.
pub(crate) const TRIES: i64 = 3;

/// How far an enrolment has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// The code is on the page.
    Issued,
    /// A phone took it.
    Claimed,
    /// Next was pressed; the number is on the page.
    TryoutPending,
    /// The right number was typed: the phone is in use.
    Active,
    /// The code lapsed.
    Expired,
    /// Started again.
    Cancelled,
    /// Too many try-outs failed.
    Failed,
}

impl State {
    /// The word in the database.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Issued => "issued",
            Self::Claimed => "claimed",
            Self::TryoutPending => "tryout_pending",
            Self::Active => "active",
            Self::Expired => "expired",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
        }
    }

    /// Reads [`State::word`]; an unknown word is an enrolment that failed.
    pub(crate) fn from_word(word: &str) -> Self {
        [
            Self::Issued,
            Self::Claimed,
            Self::TryoutPending,
            Self::Active,
            Self::Expired,
            Self::Cancelled,
        ]
        .into_iter()
        .find(|state| state.word() == word)
        .unwrap_or(Self::Failed)
    }

    /// The status that the waiting page is told.
    pub(crate) fn event(self) -> &'static str {
        match self {
            Self::Issued => "PENDING",
            Self::Claimed => "CLAIMED",
            Self::TryoutPending => "TRYOUT",
            Self::Active => "APPROVED",
            Self::Expired | Self::Cancelled => "EXPIRED",
            Self::Failed => "FAILED",
        }
    }

    /// Whether it can still go on.
    pub(crate) fn is_open(self) -> bool {
        matches!(self, Self::Issued | Self::Claimed | Self::TryoutPending)
    }
}

/// What a fetch or a completion of a code meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Code {
    /// It can be used.
    Fresh,
    /// A phone has taken it.
    AlreadyUsed,
    /// It lapsed, was replaced, or was fetched too often.
    Lapsed,
    /// Nobody remembers it.
    Unknown,
}

/// What a code is worth at `now`.
pub(crate) fn code(state: State, claimed: bool, expires: i64, now: i64) -> Code {
    if now >= expires.saturating_add(MEMORY) {
        Code::Unknown
    } else if claimed {
        Code::AlreadyUsed
    } else if state != State::Issued || now >= expires {
        Code::Lapsed
    } else {
        Code::Fresh
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_fresh_once_and_only_in_time() {
        assert_eq!(code(State::Issued, false, 600, 599), Code::Fresh);
        assert_eq!(code(State::Issued, false, 600, 600), Code::Lapsed);
        assert_eq!(code(State::Cancelled, false, 600, 10), Code::Lapsed);
        assert_eq!(code(State::Claimed, true, 600, 10), Code::AlreadyUsed);
        assert_eq!(code(State::Failed, true, 600, 10), Code::AlreadyUsed);
        assert_eq!(code(State::Active, true, 600, 600 + MEMORY), Code::Unknown);
    }
}
