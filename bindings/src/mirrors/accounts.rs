//! Accounts, passcodes and platforms.

use countersign_core::account::AccountId;
use countersign_core::app::{
    AccountState, Conflict, Platform, PlatformKey, PushTargetError, PushTransport, Removal,
};
use countersign_core::vault::WeakPasscode;

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
pub enum WeakPasscode {
    TooShort,
    TooLong,
    ControlCharacter,
    Common,
    Repeated,
    Run,
    Name,
}
