//! Sign-in requests.

use countersign_core::app::{
    AddError, Asked, CountryMismatch, DenyReason, KeyRenewal, Note, NumberField, Origin, Outcome,
    PastOutcome, Phase, Prompt, Purpose, PushHint, RefusedSetup, RequestWarning, SaveError,
    UnreachableCause,
};

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

/// What the number field holds, compared with what is asked for.
#[uniffi::remote(Enum)]
pub enum NumberField {
    Empty,
    TooShort,
    Complete,
    TooLong,
    NotDigits,
}

/// Where a sign-in comes from, in parts; what is missing was not given. The country is an ISO 3166-1 code.
#[uniffi::remote(Record)]
pub struct Origin {
    pub browser: Option<String>,
    pub system: Option<String>,
    pub town: Option<String>,
    pub country: Option<String>,
    pub address: Option<String>,
}

/// An account that could not be set up, with its service's and the user's names.
#[uniffi::remote(Record)]
pub struct RefusedSetup {
    pub service: String,
    pub user: String,
    pub error: AddError,
}

/// A sentence above the list.
#[uniffi::remote(Enum)]
pub enum Note {
    SetupRefused { setup: RefusedSetup },
    Unreadable { count: u32 },
    DeviceRestored,
    Offline,
    Unreachable { organisation: String, why: UnreachableCause },
    AppTooOld,
    ClockRefused,
    ServiceRefused,
    DeviceFailed,
    ClockOff { seconds: i64 },
    NotStored { why: SaveError },
    NotificationsRefused,
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

/// How a request ended that a service remembers.
#[uniffi::remote(Enum)]
pub enum PastOutcome {
    Approved,
    Denied,
    WrongNumber,
    Expired,
    Superseded,
    Cancelled,
    AccountBlocked,
    Other,
}

/// What became of a new device key: made, or to be made by a later refresh.
#[uniffi::remote(Enum)]
pub enum KeyRenewal {
    Renewed,
    Queued,
}

/// What a push asks for: to ask the services and to ring when there is a request, or nothing.
#[uniffi::remote(Enum)]
pub enum PushHint {
    Ask,
    Nothing,
}
