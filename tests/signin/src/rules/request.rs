//! What becomes of a request (PROTOCOL.md sections 4.4 and 4.5).
//!
//! Every status but `Pending` is final: there is no way out of it, so one attempt is all there is.

/// How long a request lives, in seconds.
pub(crate) const LIFE: i64 = 60;

/// How long an answer that was seen is answered alike, in seconds.
pub(crate) const ANSWER_MEMORY: i64 = 600;

/// How far an answer's `iat` may be off, in seconds, and how long it may live.
pub(crate) const ANSWER_WINDOW: i64 = 60;

/// Wrong numbers in a row, over all requests and phones of an account, that pause its requests.
pub(crate) const WRONG_NUMBERS: i64 = 3;

/// Status of a request, as the browser is told it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// Waiting for an answer.
    Pending,
    /// The right number was typed.
    Approved,
    /// "No, it's not me."
    Denied,
    /// Nobody answered in time.
    Expired,
    /// The account was reported.
    LockedOut,
    /// A wrong number was typed.
    WrongNumber,
    /// A newer sign-in took over.
    Superseded,
    /// Given up in the browser, or the answer did not belong to what was shown.
    Cancelled,
}

impl Status {
    /// The word on the wire and in the database.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Approved => "APPROVED",
            Self::Denied => "DENIED",
            Self::Expired => "EXPIRED",
            Self::LockedOut => "USER_LOCKED_OUT",
            Self::WrongNumber => "WRONG_NUMBER",
            Self::Superseded => "SUPERSEDED",
            Self::Cancelled => "CANCELLED",
        }
    }

    /// Reads [`Status::word`]; an unknown word is a request that is over.
    pub(crate) fn from_word(word: &str) -> Self {
        [
            Self::Pending,
            Self::Approved,
            Self::Denied,
            Self::Expired,
            Self::LockedOut,
            Self::WrongNumber,
            Self::Superseded,
        ]
        .into_iter()
        .find(|status| status.word() == word)
        .unwrap_or(Self::Cancelled)
    }
}

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// A sign-in.
    Login,
    /// The try-out at the end of the set-up.
    Tryout,
}

impl Purpose {
    /// The word on the wire and in the database.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Tryout => "tryout",
        }
    }
}

/// A verified answer of a phone.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// YES, with what was typed or scanned.
    Approve {
        /// The number.
        number: String,
    },
    /// No.
    Deny {
        /// Whether the person did not start the sign-in (`unknown_trigger`).
        not_me: bool,
    },
}

/// The status that an answer to a pending request leads to. The number is compared as text, in
/// constant time, without trimming.
pub(crate) fn judge(answer: &Answer, number: &str) -> Status {
    use subtle::ConstantTimeEq;
    match answer {
        Answer::Deny { .. } => Status::Denied,
        Answer::Approve { number: typed } => {
            if bool::from(typed.as_bytes().ct_eq(number.as_bytes())) {
                Status::Approved
            } else {
                Status::WrongNumber
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_exact_digits_approve() {
        let approve = |typed: &str| judge(&Answer::Approve { number: typed.into() }, "42");
        assert_eq!(approve("42"), Status::Approved);
        for wrong in ["43", "042", " 42", "42 ", "4", "", "٤٢"] {
            assert_eq!(approve(wrong), Status::WrongNumber, "{wrong}");
        }
        assert_eq!(judge(&Answer::Deny { not_me: true }, "42"), Status::Denied);
    }

    #[test]
    fn words_survive_the_database_and_unknown_ones_are_over() {
        for status in [Status::Pending, Status::Approved, Status::Superseded, Status::Cancelled] {
            assert_eq!(Status::from_word(status.word()), status);
        }
        assert_eq!(Status::from_word("PAUSED?"), Status::Cancelled);
    }
}
