//! What a scanned code is.

use countersign_core::payload::{AccountWarning, Field, NonAccountKind, Reason, Vendor};

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
pub enum NonAccountKind {
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
    GuessedCharacters,
}
