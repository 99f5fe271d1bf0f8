//! The kinds of line in the log.

/// What a line of the log says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Event {
    /// A sign-in was approved with the number.
    Approved,
    /// A request was refused on the phone.
    Denied,
    /// The account was reported and is blocked.
    Reported,
    /// A wrong number was typed.
    WrongNumber,
    /// A sign-in was confirmed with a one-time code.
    Code,
    /// A wrong one-time code was typed.
    WrongCode,
    /// A one-time code was typed again.
    CodeReused,
    /// Nobody answered.
    Expired,
    /// A newer sign-in took over.
    Superseded,
    /// Given up in the browser.
    Cancelled,
    /// An answer did not belong to what was shown.
    Mismatch,
    /// Signed in on a remembered browser.
    Remembered,
    /// This browser is now remembered.
    BrowserKept,
    /// Signed in by password alone.
    PasswordOnly,
    /// A wrong password was typed.
    WrongPassword,
    /// The right password was typed while the account is blocked.
    Refused,
    /// The right password was typed, and no phone is set up any more.
    NoPhone,
    /// A phone was to be asked while requests are paused.
    NotAsked,
    /// A phone took a set-up code.
    CodeClaimed,
    /// A phone was set up.
    PhoneSetUp,
    /// Another authenticator app was set up.
    AppSetUp,
    /// It was forgotten.
    AppRemoved,
    /// A set-up ended without a phone.
    SetUpEnded,
    /// A phone was removed.
    PhoneRemoved,
    /// A phone changed its key.
    KeyChanged,
    /// IT issued a one-time pass.
    PassIssued,
    /// A one-time pass was used.
    PassUsed,
    /// Something else was typed in place of a one-time pass.
    WrongPass,
    /// The owner of an account took an approval back.
    TakenBack,
    /// An administrator switched confirmation on.
    SwitchedOn,
    /// An administrator switched confirmation off.
    SwitchedOff,
    /// Requests are paused after wrong numbers in a row.
    Paused,
    /// That pause ended: an administrator, or a sign-in with a code.
    Resumed,
    /// An administrator lifted a block.
    Unblocked,
    /// An administrator made the service forget a user's browsers.
    BrowsersForgotten,
}

const ALL: [(Event, &str, &str); 35] = [
    (Event::Approved, "approved", "Approved"),
    (Event::Denied, "denied", "Denied"),
    (Event::Reported, "reported", "Reported"),
    (Event::WrongNumber, "wrong_number", "Wrong number"),
    (Event::Code, "code", "Code accepted"),
    (Event::WrongCode, "wrong_code", "Wrong code"),
    (Event::CodeReused, "code_reused", "Code reused"),
    (Event::Expired, "expired", "Expired"),
    (Event::Superseded, "superseded", "Superseded"),
    (Event::Cancelled, "cancelled", "Cancelled"),
    (Event::Mismatch, "mismatch", "Answer did not fit"),
    (Event::Remembered, "remembered", "Remembered"),
    (Event::BrowserKept, "browser_kept", "Browser will be remembered"),
    (Event::PasswordOnly, "password_only", "Password only"),
    (Event::WrongPassword, "wrong_password", "Wrong password"),
    (Event::Refused, "refused", "Refused: blocked"),
    (Event::NoPhone, "no_phone", "Refused: no phone"),
    (Event::NotAsked, "not_asked", "Refused: requests paused"),
    (Event::CodeClaimed, "code_claimed", "Code scanned"),
    (Event::PhoneSetUp, "phone_set_up", "Phone set up"),
    (Event::AppSetUp, "app_set_up", "Authenticator app set up"),
    (Event::AppRemoved, "app_removed", "Authenticator app removed"),
    (Event::SetUpEnded, "set_up_ended", "Set-up ended"),
    (Event::PhoneRemoved, "phone_removed", "Phone removed"),
    (Event::KeyChanged, "key_changed", "Phone changed its key"),
    (Event::PassIssued, "pass_issued", "One-time pass issued"),
    (Event::PassUsed, "pass_used", "One-time pass used"),
    (Event::WrongPass, "wrong_pass", "Wrong one-time pass"),
    (Event::TakenBack, "taken_back", "Approval taken back"),
    (Event::SwitchedOn, "switched_on", "Switched on"),
    (Event::SwitchedOff, "switched_off", "Switched off"),
    (Event::Paused, "paused", "Requests paused"),
    (Event::Resumed, "resumed", "Requests resumed"),
    (Event::Unblocked, "unblocked", "Unblocked"),
    (Event::BrowsersForgotten, "browsers_forgotten", "Browsers forgotten"),
];

impl Event {
    /// The word in the database and in `--test-control`.
    pub(crate) fn word(self) -> &'static str {
        ALL.iter().find(|(event, _, _)| *event == self).map_or("", |(_, word, _)| word)
    }

    /// Reads [`Event::word`].
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        ALL.iter().find(|(_, known, _)| *known == word).map(|(event, _, _)| *event)
    }

    /// All of them, in the order in which people choose from them.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        ALL.iter().map(|(event, _, _)| *event)
    }

    /// As the admin page shows it.
    pub(crate) fn title(self) -> &'static str {
        ALL.iter().find(|(event, _, _)| *event == self).map_or("", |(_, _, title)| title)
    }
}
