//! The kinds of line in the log.

use crate::texts::Language;

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

const ALL: [(Event, &str); 35] = [
    (Event::Approved, "approved"),
    (Event::Denied, "denied"),
    (Event::Reported, "reported"),
    (Event::WrongNumber, "wrong_number"),
    (Event::Code, "code"),
    (Event::WrongCode, "wrong_code"),
    (Event::CodeReused, "code_reused"),
    (Event::Expired, "expired"),
    (Event::Superseded, "superseded"),
    (Event::Cancelled, "cancelled"),
    (Event::Mismatch, "mismatch"),
    (Event::Remembered, "remembered"),
    (Event::BrowserKept, "browser_kept"),
    (Event::PasswordOnly, "password_only"),
    (Event::WrongPassword, "wrong_password"),
    (Event::Refused, "refused"),
    (Event::NoPhone, "no_phone"),
    (Event::NotAsked, "not_asked"),
    (Event::CodeClaimed, "code_claimed"),
    (Event::PhoneSetUp, "phone_set_up"),
    (Event::AppSetUp, "app_set_up"),
    (Event::AppRemoved, "app_removed"),
    (Event::SetUpEnded, "set_up_ended"),
    (Event::PhoneRemoved, "phone_removed"),
    (Event::KeyChanged, "key_changed"),
    (Event::PassIssued, "pass_issued"),
    (Event::PassUsed, "pass_used"),
    (Event::WrongPass, "wrong_pass"),
    (Event::TakenBack, "taken_back"),
    (Event::SwitchedOn, "switched_on"),
    (Event::SwitchedOff, "switched_off"),
    (Event::Paused, "paused"),
    (Event::Resumed, "resumed"),
    (Event::Unblocked, "unblocked"),
    (Event::BrowsersForgotten, "browsers_forgotten"),
];

impl Event {
    /// The word in the database and in `--test-control`.
    pub(crate) fn word(self) -> &'static str {
        ALL.iter().find(|(event, _)| *event == self).map_or("", |(_, word)| word)
    }

    /// Reads [`Event::word`].
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        ALL.iter().find(|(_, known)| *known == word).map(|(event, _)| *event)
    }

    /// All of them, in the order in which people choose from them.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        ALL.iter().map(|(event, _)| *event)
    }

    /// As the admin page shows it.
    pub(crate) fn title(self, language: Language) -> String {
        language.text(&format!("event.{}", self.word())).written()
    }
}
