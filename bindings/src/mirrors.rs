//! The core's plain enums, told to uniffi variant by variant: one that is added or renamed in the core
//! does not compile here.

use countersign_core::app::{AccountState, Phase, Platform, Removal, Warning as RequestWarning};
use countersign_core::payload::{
    Field, Kind as CodeKind, Reason, Vendor, Warning as AccountWarning,
};
use countersign_core::push::request::{CountryMismatch, DenyReason, Outcome, Prompt, Purpose};
use countersign_core::vault::{AccountId, WeakPasscode};

uniffi::custom_type!(AccountId, String, {
    remote,
    lower: |id| id.to_string(),
    try_lift: |text| AccountId::parse(&text).ok_or_else(|| uniffi::deps::anyhow::anyhow!("no account id")),
});

/// How far an account is usable.
#[uniffi::remote(Enum)]
pub enum AccountState {
    Active,
    TryoutPending,
    Paused,
    Blocked,
    Unlinked,
    RemovalPending,
    SetUpAgain,
}

/// What of a request stands on the screen.
#[uniffi::remote(Enum)]
pub enum Phase {
    Waiting,
    Open,
    Sending,
    Unsent,
    AskReport,
    Reporting,
    Over,
}

/// Which shell this is.
#[uniffi::remote(Enum)]
pub enum Platform {
    Ios,
    Android,
    Test,
}

/// What a request is for.
#[uniffi::remote(Enum)]
pub enum Purpose {
    Login,
    Tryout,
}

/// The phone's country against the request's.
#[uniffi::remote(Enum)]
pub enum CountryMismatch {
    Same,
    Different,
    Unknown,
}

/// Why a request is denied.
#[uniffi::remote(Enum)]
pub enum DenyReason {
    UnknownTrigger,
    Cancelled,
}

/// Why a passcode is refused.
#[uniffi::remote(Enum)]
pub enum WeakPasscode {
    TooShort,
    TooLong,
    ControlCharacter,
    Common,
    Repeated,
    Run,
    Name,
}

/// Another vendor's set-up code.
#[uniffi::remote(Enum)]
pub enum Vendor {
    MicrosoftWork,
    MicrosoftLink,
    Duo,
    Okta,
    Guardian,
    ForgeRockPing,
    KeycloakAppAuthenticator,
    Tiqr,
    LinOtp,
    PrivacyIdeaSpecial,
    Passkey,
}

/// What a code is that sets nothing up.
#[uniffi::remote(Enum)]
pub enum CodeKind {
    Url,
    StoreLink,
    Wifi,
    Contact,
    Calendar,
    Mail,
    Phone,
    Sms,
    Geo,
    Payment,
    SignInRequest,
    RawBase32,
    Digits,
    UnknownScheme,
    PlainText,
    Binary,
    Empty,
}

/// Which part of a code is wrong.
#[uniffi::remote(Enum)]
pub enum Field {
    Payload,
    Type,
    Label,
    Issuer,
    Secret,
    Algorithm,
    Digits,
    Period,
    Counter,
    Pin,
    Data,
    Batch,
    Url,
    Token,
    Serial,
    Credential,
}

/// What is wrong with it.
#[uniffi::remote(Enum)]
pub enum Reason {
    TooLong { max: u64 },
    Missing,
    Empty,
    BadEncoding,
    ControlCharacter,
    BadCharacter { at: u64 },
    NotANumber,
    OutOfRange { min: u64, max: u64 },
    Unknown,
    Conflict,
    BadBase64,
    BadProtobuf,
    IndexOutsideBatch,
    NotHttps,
    Unsupported,
}

/// What the person should know before an account is added.
#[uniffi::remote(Enum)]
pub enum AccountWarning {
    WeakSecret { bits: u64 },
    SurplusBits,
    UnusualDigits,
    LongPeriod,
    CounterMissing,
    IssuerDiffers,
    NameMissing,
    HiddenCharacters,
    RepeatedParameter,
    HtmlEscaped,
    FragmentDropped,
    AlgorithmSpelling,
    AssumedSteam,
    MaybeSteam,
    UnspecifiedEnum,
    MigrationVersion,
    PinNeeded,
    LockRequested,
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

/// What the person is asked to do.
#[uniffi::remote(Enum)]
pub enum Prompt {
    NumberEntry { digits: u8 },
    NumberChoice { options: Vec<String> },
    Confirm,
    ShowCode { code: String },
}

/// What became of an answer.
#[uniffi::remote(Enum)]
pub enum Outcome {
    Approved,
    Denied,
    WrongNumber,
    Expired,
    Superseded,
    AlreadyHandled,
    AccountUnlinked { certain: bool },
    AppTooOld { needed: Option<String> },
    Unreachable { retry_after: Option<u64> },
    AccountBlocked,
    ClockWrong { seconds: Option<i64> },
    Refused { status: Option<u16> },
}

/// What removing an account brought.
#[uniffi::remote(Enum)]
pub enum Removal {
    Local,
    Forgotten,
    Queued,
    AlsoOnThePage,
}
