//! Sign-in requests.

use countersign_core::account::DenyReason;
use countersign_core::app::{AccountTrouble, Asked, Phase, RequestWarning};
use countersign_core::net::UnreachableCause;
use countersign_core::push::request::{CountryMismatch, Outcome, Prompt, Purpose};

/// Who wants the services to be asked: the app as its time comes, a push, or the person.
#[uniffi::remote(Enum)]
pub enum Asked {
    ByItself,
    ByAPush,
    ByThePerson,
}

/// What a request is for.
#[uniffi::remote(Enum)]
pub enum Purpose {
    Login,
    Tryout,
}

/// What the person is asked to do.
#[uniffi::remote(Enum)]
pub enum Prompt {
    NumberEntry { digits: u8 },
    NumberChoice { options: Vec<String> },
    Confirm,
    ShowCode { code: String },
}

/// The phone's country against the request's.
#[uniffi::remote(Enum)]
pub enum CountryMismatch {
    Same,
    Different,
    Unknown,
}

/// What to warn of above the number field.
#[uniffi::remote(Enum)]
pub enum RequestWarning {
    OtherCountry,
    RequestsThisHour(u32),
    WrongInRow(u32),
    PickedIsWeaker,
    NoNumber,
    AlmostOver,
}

/// What of a request stands on the screen.
#[uniffi::remote(Enum)]
pub enum Phase {
    Waiting,
    Open,
    Sending,
    DeliveryFailed,
    AskReport,
    Reporting,
    Ended,
}

/// Why an account could not be refreshed, by what the person can do about it.
#[uniffi::remote(Enum)]
pub enum AccountTrouble {
    Unreachable { why: UnreachableCause },
    ClockWrong { seconds: Option<i64>, certain: bool },
    Refused,
    AppTooOld,
    Device,
}

/// Why a request is denied.
#[uniffi::remote(Enum)]
pub enum DenyReason {
    UnknownTrigger,
    Cancelled,
}

/// Why a service was not reached.
#[uniffi::remote(Enum)]
pub enum UnreachableCause {
    Offline,
    NoSuchHost,
    Refused,
    TimedOut,
    Certificate,
    NotHttps,
    ServerError,
    TooManyRequests,
}

/// What became of an answer.
#[uniffi::remote(Enum)]
pub enum Outcome {
    Approved,
    Denied { interrupted: bool },
    WrongNumber,
    Expired,
    Superseded,
    AlreadyHandled,
    AccountUnlinked { certain: bool },
    AppTooOld { needed: Option<String> },
    Unreachable { why: UnreachableCause, retry_after: Option<u64> },
    AccountBlocked,
    ClockWrong { seconds: Option<i64>, certain: bool },
    Refused { status: Option<u16> },
}
