//! One error a flow, by what the person can do next: the core's own, variant by variant.

use countersign_core::app::{
    AccountError, AddError, Conflict, Exposed as ExposedFile, Malformed, NonAccountKind,
    RequestError, SaveError, ServiceError, SettingsError, TokenFault, UnlockError,
    UnreachableCause, VaultId, Vendor, Version, WeakPasscode as PasscodeRule,
};

uniffi::custom_type!(ExposedFile, String, {
    remote,
    lower: |exposed| exposed.to_string(),
    try_lift: |_text| Err(uniffi::deps::anyhow::anyhow!("it only leaves the library")),
});
uniffi::custom_type!(VaultId, String, {
    remote,
    lower: |id| id.to_string(),
    try_lift: |_text| Err(uniffi::deps::anyhow::anyhow!("it only leaves the library")),
});
uniffi::custom_type!(Version, String, {
    remote,
    lower: |version| version.to_string(),
    try_lift: |text| Version::parse(&text).ok_or_else(|| uniffi::deps::anyhow::anyhow!("no version")),
});

/// Why a change could not be stored; nothing was changed.
#[uniffi::remote(Enum)]
pub enum SaveError {
    DiskFull,
    ReadOnly,
    VaultFull,
    Busy,
    Exposed(ExposedFile),
    Failed,
}

/// What is wrong with a signed token.
#[uniffi::remote(Enum)]
pub enum TokenFault {
    Malformed,
    Algorithm,
    UnknownKey,
    Signature,
    Purpose,
    Times,
    Client,
}

/// Making, opening and changing the vault.
#[uniffi::remote(Error)]
pub enum UnlockError {
    Locked,
    WrongPasscode { tries_left: u8 },
    WrongRecoveryCode,
    Wait { seconds: u64 },
    WeakPasscode { rule: PasscodeRule },
    PasscodeOff,
    NoSuchWay,
    Cancelled,
    LockedOut,
    KeyLost,
    KeyFailed,
    DeviceKeyMissing { vault: VaultId },
    NoVault,
    VaultExists,
    Damaged,
    Tampered,
    NewerVersion { found: u16, supported: u16 },
    OlderCopy { file: u64, expected: u64 },
    OutOfMemory,
    LastWay,
    PasscodeAlone,
    TooManyWays,
    WaysChanged,
    NotStored { why: SaveError },
    Exposed(ExposedFile),
    Busy,
    NoSuchRequest,
    Failed,
}

/// The account list and its codes.
#[uniffi::remote(Error)]
pub enum AccountError {
    Locked,
    NoSuchAccount,
    BadName { finding: Malformed },
    NotCounterBased,
    CounterBased,
    NoCodes,
    UnlockNeeded,
    CounterExhausted,
    PinNeeded,
    BadPin { min: u8, max: u8 },
    BadSecret,
    GoesOn,
    NotStored { why: SaveError },
    Failed,
}

/// Adding an account.
#[uniffi::remote(Error)]
pub enum AddError {
    Locked,
    OtherApp { vendor: Vendor },
    NotAnAccount { kind: NonAccountKind },
    BadCode { finding: Malformed },
    Export { count: u32 },
    UnknownProtocol,
    There { conflict: Conflict },
    Used,
    Expired,
    UsedOrExpired,
    NoSuchCode,
    NotHttps,
    WrongIssuer,
    Redirected,
    BadToken { fault: TokenFault },
    ClientMissing,
    NameTaken,
    Unreachable { why: UnreachableCause, retry_after: Option<u64> },
    ClockWrong { seconds: Option<i64>, certain: bool },
    AppTooOld { needed: Option<Version> },
    Refused { status: Option<u16> },
    GoesOn,
    Removed,
    NotStored { why: SaveError },
    Failed,
}

/// Sign-in requests.
#[uniffi::remote(Error)]
pub enum RequestError {
    Locked,
    NoSuchRequest,
    Ended,
    NotInFront,
    BadNumber { digits: u8 },
    NothingPicked,
    OtherSignIn,
    NotTheCode,
    NeedsUnlock,
    NotConfirmed,
    OutOfOrder,
    NotSupported,
    NotStored { why: SaveError },
    Failed,
}

/// The bin, and what is set for one account.
#[uniffi::remote(Error)]
pub enum SettingsError {
    Locked,
    NoSuchAccount,
    BadText { finding: Malformed },
    NotForThisAccount,
    Protected,
    CounterBased,
    UnlockNeeded,
    PinNeeded,
    BadPin { min: u8, max: u8 },
    BadSecret,
    NotUnlocked { why: UnlockError },
    NotStored { why: SaveError },
    Failed,
}

/// What services do besides requests.
#[uniffi::remote(Error)]
pub enum ServiceError {
    Locked,
    NoSuchAccount,
    NoSuchRequest,
    NotOffered,
    Unreachable { why: UnreachableCause, retry_after: Option<u64> },
    ClockWrong { seconds: Option<i64>, certain: bool },
    Unlinked,
    Blocked,
    AppTooOld { needed: Option<Version> },
    Refused { status: Option<u16> },
    GoesOn,
    NotStored { why: SaveError },
    Failed,
}
