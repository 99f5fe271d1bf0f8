//! Moving in and out, and backups.

use countersign_core::app::{
    AccountId, AutoBackupDone, AutoBackupView as AutoBackup, BackupTrouble, CommitId, Container,
    Cost, EntryChoice, Field, FileKind, Format, ImportStatus, ImportTotals, ImportWarning, Left,
    LeftOut, Refusal, SaveError, SlotType as WayToOpen, Target, TransferError, Undone, UnlockError,
    WeakPassphrase as PassphraseRule,
};

uniffi::custom_type!(CommitId, String, {
    remote,
    lower: |id| id.to_string(),
    try_lift: |text| CommitId::parse(&text).ok_or_else(|| uniffi::deps::anyhow::anyhow!("no import id")),
});

/// Another app's export.
#[uniffi::remote(Enum)]
pub enum Format {
    Countersign,
    Aegis,
    TwoFas,
    Google,
    Ente,
    Proton,
    Cxf,
    Bitwarden,
    Stratum,
    AndOtp,
    AndOtpOld,
    FreeOtpPlus,
    FreeOtp1,
    FreeOtp2,
    KeePass,
    OnePassword,
    LastPass,
    Raivo,
    Authy,
    Microsoft,
    WinAuth,
    Otpauth,
    Csv,
}

/// What opening a file costs, on a desktop core: a phone takes two to four times as long.
#[uniffi::remote(Record)]
pub struct Cost {
    pub memory_kib: u64,
    pub milliseconds: u64,
}

/// What a file is. `guessed`: it has no mark of its format, and this is the likeliest one.
#[uniffi::remote(Record)]
pub struct FileKind {
    pub format: Format,
    pub version: Option<u64>,
    pub encrypted: bool,
    pub cost: Option<Cost>,
    pub guessed: bool,
}

/// What a file is packed in that cannot be read.
#[uniffi::remote(Enum)]
pub enum Container {
    Zip,
    Kdbx,
    Sqlite,
    Duo,
    MicrosoftCloud,
}

/// Why an entry of a file is not added.
#[uniffi::remote(Enum)]
pub enum Refusal {
    UnsupportedType,
    UnsupportedAlgorithm,
    BadSecret,
    OutOfRange { field: Field },
    MissingField { field: Field },
    NotRepresentable,
    EncryptedEntry,
    Duplicate { of: Option<AccountId> },
    NotSelected,
    Conflict { with: AccountId },
    PushAccount,
    Damaged,
}

/// What becomes of an entry; in a plan it has no id yet.
#[uniffi::remote(Enum)]
pub enum ImportStatus {
    Imported { id: Option<AccountId> },
    Refused(Refusal),
}

/// What the person should know of an entry that is added.
#[uniffi::remote(Enum)]
pub enum ImportWarning {
    Account(countersign_core::app::AccountWarning),
    SourceTrash,
    NoteCut,
    SetUpAgain,
}

/// Receipts, counted: `found` is the sum of the three that follow it; `not_otp` are no entries.
#[uniffi::remote(Record)]
pub struct ImportTotals {
    pub found: u32,
    pub imported: u32,
    pub with_warning: u32,
    pub refused: u32,
    pub not_otp: u32,
}

/// What the person says to an entry. The very same account is never added twice.
#[uniffi::remote(Enum)]
pub enum EntryChoice {
    OnlyNew,
    KeepBoth,
    Replace,
    Skip,
}

/// What undoing an import did: accounts that went to the bin, came back from it, were edited since and stay.
#[uniffi::remote(Record)]
pub struct Undone {
    pub binned: Vec<AccountId>,
    pub restored: Vec<AccountId>,
    pub kept: Vec<AccountId>,
}

/// What is exported; all but `Aegis` are in clear.
#[uniffi::remote(Enum)]
pub enum Target {
    Aegis,
    Otpauth,
    Google,
    Cxf,
}

/// Why an account is not in a file.
#[uniffi::remote(Enum)]
pub enum Left {
    PushAccount,
    Protected,
    NotRepresentable,
}

/// An account that a file does not hold, or holds by name only.
#[uniffi::remote(Record)]
pub struct LeftOut {
    pub id: AccountId,
    pub issuer: String,
    pub label: String,
    pub reason: Left,
}

/// Why an automatic backup failed.
#[uniffi::remote(Enum)]
pub enum BackupTrouble {
    NoFolder,
    Full,
    ReadBack,
    Failed,
}

/// How automatic backups stand: the folder as the shell named it, when the last one was made (seconds since 1970), and
/// what went wrong with the last try, which is told on the list until one succeeds.
#[uniffi::remote(Record)]
pub struct AutoBackup {
    pub folder: String,
    pub last: Option<u64>,
    pub failed: Option<BackupTrouble>,
}

/// A backup that was made by itself.
#[uniffi::remote(Record)]
pub struct AutoBackupDone {
    pub name: String,
    pub accounts: u32,
}

/// Why a passphrase is refused.
#[uniffi::remote(Enum)]
pub enum PassphraseRule {
    TooShort,
    TooLong,
    ControlCharacter,
    Guessable,
    Name,
}

/// A way to open the vault.
#[uniffi::remote(Enum)]
pub enum WayToOpen {
    Platform { key_id: String, user_presence: bool },
    Passcode,
    Recovery,
}

/// Moving in and out, and backups.
#[uniffi::remote(Error)]
pub enum TransferError {
    Locked,
    UnknownFormat,
    UnsupportedVersion,
    UnsupportedContainer { container: Container },
    PasswordNeeded,
    WrongPassword,
    KdfTooCostly { needed: Cost },
    AccountRestricted,
    DeviceBound,
    TooLarge,
    Damaged { at: Option<u64> },
    NothingUsable,
    PartsMissing { missing: u32, count: u32 },
    NoSuchImport,
    NotUnlocked { why: UnlockError },
    NotConfirmed { accounts: u32 },
    WeakPassphrase { rule: PassphraseRule },
    NoPassphrase,
    NothingToExport,
    NotWritten,
    BackupFailed { why: BackupTrouble },
    NotStored { why: SaveError },
    Failed,
}
