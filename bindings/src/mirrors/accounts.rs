//! Accounts, passcodes and platforms.

use countersign_core::app::{
    AccountId, AccountState, Choice as AddChoice, Clipboard as ClipboardRule, Conflict,
    ItContact as Contact, Notifications, Platform, PlatformKey, PushTargetError, PushTransport,
    Removal, RollbackStatus, Stays, WeakPasscode as PasscodeRule,
};

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
    Off,
    Blocked,
    Unlinked,
    RemovalPending,
    SetUpAgain,
}

/// Whom to call in IT.
#[uniffi::remote(Record)]
pub struct Contact {
    pub name: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub url: Option<String>,
}

/// What to do about the clipboard: whether the system may neither preview nor share the code, and when to empty
/// it, if it still holds the code, in seconds since 1970.
#[uniffi::remote(Record)]
pub struct ClipboardRule {
    pub sensitive: bool,
    pub clear_at: u64,
}

/// What the person says to notifications, as the system knows it.
#[uniffi::remote(Enum)]
pub enum Notifications {
    NotAsked,
    Allowed,
    Refused,
}

/// How the file compares with what this device saved last: anything but `Current` and `Repaired` is told to the
/// person.
#[uniffi::remote(Enum)]
pub enum RollbackStatus {
    Current,
    Repaired,
    PlatformRestored { file: u64, expected: u64 },
    RolledBack { file: u64, expected: u64 },
    NewPhone,
}

/// What leaving the app did: it is locked, or stays open until then.
#[uniffi::remote(Enum)]
pub enum Stays {
    Locked,
    OpenUntil { at: u64 },
}

/// Whether a key of the platform opens the vault.
#[uniffi::remote(Enum)]
pub enum PlatformKey {
    None,
    Ready,
    Lost,
}

/// What is there already and makes adding an account a question.
#[uniffi::remote(Enum)]
pub enum Conflict {
    Same { of: AccountId },
    SameSecret { of: AccountId },
    SameName { of: AccountId },
    Registered { of: AccountId },
}

/// What the person says to an account that is there already: add only what is new, add it beside what is there, or in its
/// place, and that goes to the bin.
#[uniffi::remote(Enum)]
pub enum AddChoice {
    OnlyNew,
    KeepBoth,
    Replace,
}

/// What carries pushes to this phone.
#[uniffi::remote(Enum)]
pub enum PushTransport {
    Fcm,
    Apns,
    WebPush,
    Log,
}

/// Why a push address was not taken.
#[uniffi::remote(Error)]
pub enum PushTargetError {
    Empty,
    TooLong,
    ControlCharacter,
    NotAnEndpoint,
    NotHttps,
}

/// What removing an account brought.
#[uniffi::remote(Enum)]
pub enum Removal {
    Local,
    Forgotten,
    Queued,
    AlsoOnThePage,
}

/// Which shell this is.
#[uniffi::remote(Enum)]
pub enum Platform {
    Ios,
    Android,
    Test,
}

/// Why a passcode is refused.
#[uniffi::remote(Enum)]
pub enum PasscodeRule {
    TooShort,
    TooLong,
    ControlCharacter,
    Common,
    Repeated,
    Run,
    Name,
}
