//! Where a browser stands between the first page and being signed in.

use super::request::Status;

/// How long a typed password carries the sign-in, in seconds.
pub(crate) const FIRST_FACTOR: i64 = 1800;

/// How long a signed-in session lives, in seconds.
pub(crate) const SESSION: i64 = 12 * 3600;

/// The page that a browser is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// User and password.
    SignIn,
    /// The one-time pass of IT.
    Pass,
    /// "More information required".
    MoreInfo,
    /// Where to get the app.
    GetApp,
    /// The key of another authenticator app.
    OtherApp,
    /// What to do in the app.
    SetUp,
    /// The code to scan.
    Scan,
    /// The number of the try-out.
    TryOut,
    /// The phone is set up.
    Success,
    /// The number of a sign-in.
    Number,
    /// The next request cannot be sent yet.
    Waiting,
    /// Requests are paused after wrong numbers in a row.
    Paused,
    /// A one-time code in place of the number.
    Code,
    /// "Stay signed in?"
    Stay,
    /// Refused by the person.
    Denied,
    /// A wrong number was typed.
    WrongNumber,
    /// Nobody answered.
    Expired,
    /// A newer sign-in took over.
    Superseded,
    /// The account is blocked.
    Blocked,
    /// Given up in the browser.
    Cancelled,
    /// The set-up code was used already.
    CodeUsed,
    /// The set-up code lapsed.
    CodeLapsed,
    /// Signed in.
    SignedIn,
}

const ALL: [Stage; 23] = [
    Stage::SignIn,
    Stage::Pass,
    Stage::MoreInfo,
    Stage::GetApp,
    Stage::OtherApp,
    Stage::SetUp,
    Stage::Scan,
    Stage::TryOut,
    Stage::Success,
    Stage::Number,
    Stage::Waiting,
    Stage::Paused,
    Stage::Code,
    Stage::Stay,
    Stage::Denied,
    Stage::WrongNumber,
    Stage::Expired,
    Stage::Superseded,
    Stage::Blocked,
    Stage::Cancelled,
    Stage::CodeUsed,
    Stage::CodeLapsed,
    Stage::SignedIn,
];

impl Stage {
    /// The word in the database and in `--test-control`.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::Pass => "pass",
            Self::MoreInfo => "more_info",
            Self::GetApp => "get_app",
            Self::OtherApp => "other_app",
            Self::SetUp => "set_up",
            Self::Scan => "scan",
            Self::TryOut => "try_out",
            Self::Success => "success",
            Self::Number => "number",
            Self::Waiting => "waiting",
            Self::Paused => "paused",
            Self::Code => "code",
            Self::Stay => "stay",
            Self::Denied => "denied",
            Self::WrongNumber => "wrong_number",
            Self::Expired => "expired",
            Self::Superseded => "superseded",
            Self::Blocked => "blocked",
            Self::Cancelled => "cancelled",
            Self::CodeUsed => "code_used",
            Self::CodeLapsed => "code_lapsed",
            Self::SignedIn => "signed_in",
        }
    }

    /// Reads [`Stage::word`]; an unknown word is the first page.
    pub(crate) fn from_word(word: &str) -> Self {
        ALL.into_iter().find(|stage| stage.word() == word).unwrap_or(Self::SignIn)
    }

    /// Whether the person is choosing and setting up a phone and may go back and forth.
    pub(crate) fn is_set_up(self) -> bool {
        matches!(self, Self::MoreInfo | Self::GetApp | Self::OtherApp | Self::SetUp | Self::Scan)
    }

    /// Whether it belongs to the set-up of a phone, from its first page to its end.
    pub(crate) fn is_about_a_phone(self) -> bool {
        self.is_set_up()
            || matches!(self, Self::TryOut | Self::Success | Self::CodeUsed | Self::CodeLapsed)
    }

    /// Where a request that ended leads; `None` while it is pending.
    pub(crate) fn after(status: Status) -> Option<Self> {
        match status {
            Status::Pending => None,
            Status::Approved => Some(Self::Stay),
            Status::Denied => Some(Self::Denied),
            Status::Expired => Some(Self::Expired),
            Status::LockedOut => Some(Self::Blocked),
            Status::WrongNumber => Some(Self::WrongNumber),
            Status::Superseded => Some(Self::Superseded),
            Status::Cancelled => Some(Self::Cancelled),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_survive_the_database_and_unknown_ones_sign_nobody_in() {
        for stage in ALL {
            assert_eq!(Stage::from_word(stage.word()), stage);
        }
        assert_eq!(Stage::from_word("admin"), Stage::SignIn);
    }

    #[test]
    fn only_an_approval_leads_on() {
        for status in [
            Status::Pending,
            Status::Denied,
            Status::Expired,
            Status::LockedOut,
            Status::WrongNumber,
            Status::Superseded,
            Status::Cancelled,
        ] {
            let stage = Stage::after(status);
            assert!(stage != Some(Stage::Stay) && stage != Some(Stage::SignedIn), "{status:?}");
        }
    }
}
