//! Why a file was not imported, or an import not undone: one variant for each thing that a person can do.

use super::super::fault::Fault;
use super::{SaveError, UnlockError};
use crate::random::RandomError;
use crate::vault::backup::WeakPassphrase;
use crate::vault::import::{Container, Cost, ImportError};
use crate::vault::{BackupTrouble, VaultError};

/// Why a transfer was refused. Fields are numbers and enums, never text of a file.
///
/// ```
/// use countersign_core::app::{ExportRequest, TransferError, Unlock};
/// use countersign_core::vault::export::Target;
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
///
/// let request = ExportRequest { target: Target::Otpauth, password: None, plain_agreed: false };
/// let error = app.transfer().export(Unlock::Platform, &request).unwrap_err();
/// assert!(matches!(error, TransferError::NotConfirmed { .. }), "warn first: {error}");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TransferError {
    /// The vault is not open.
    #[error("unlock the app first")]
    Locked,
    /// The file is of no app that is known.
    #[error("this file is not an export that can be read; choose the export file of the other app")]
    UnknownFormat,
    /// The file is of an app that is known, in a version that is not.
    #[error(
        "this export has a version that this app does not know; update the app, or export in another way"
    )]
    UnsupportedVersion,
    /// The file is packed in a way that is not read.
    #[error("{}", .container.advice())]
    UnsupportedContainer {
        /// How, with advice.
        container: Container,
    },
    /// The file has a password.
    #[error("this file has a password; type the one that it was exported with")]
    PasswordNeeded,
    /// The password does not open the file.
    #[error("that password does not open this file; type the one that it was exported with")]
    WrongPassword,
    /// Opening it would take more memory or time than is allowed, or than the device has.
    #[error(
        "opening this file would take {} KiB of memory and {} ms, too much here; use a device with more memory, or export without a password", .needed.memory_kib, .needed.milliseconds
    )]
    KdfTooCostly {
        /// The memory and the time.
        needed: Cost,
    },
    /// The export can be opened by the account that made it only.
    #[error(
        "this export can be opened by the account that made it only; export again with 'password protected'"
    )]
    AccountRestricted,
    /// The export can be opened by the device that made it only.
    #[error(
        "this export can be opened by the device that made it only; export again with a password"
    )]
    DeviceBound,
    /// More than a file, or than the vault, can hold.
    #[error(
        "this is too much: a file has at most 16 MiB, and the vault holds at most 10,000 accounts; import a part of it"
    )]
    TooLarge,
    /// The file is broken.
    #[error("this file is damaged or cut off; export it again")]
    Damaged {
        /// The byte at which it is broken, where that is known.
        at: Option<u64>,
    },
    /// Nothing in the file can be used.
    #[error(
        "there is no account in this file that can be used; nothing was added. Choose another file, or look at the reasons"
    )]
    NothingUsable,
    /// Parts of the export are missing, and the person has not said to go on without them.
    #[error(
        "{missing} of the {count} parts of this export are missing; nothing was added. Read all of them, or say that these are enough"
    )]
    PartsMissing {
        /// How many.
        missing: u32,
        /// Of how many.
        count: u32,
    },
    /// There is no such import, or its thirty days are over.
    #[error("there is no such import any more: it can be undone once, for thirty days")]
    NoSuchImport,
    /// The person did not prove to be there.
    #[error("{why}")]
    NotUnlocked {
        /// Why.
        why: UnlockError,
    },
    /// Warn the person, and let them type that they want it: anyone who has this file has the codes.
    #[error(
        "this file would hold the keys of {accounts} accounts in clear: whoever has it can make their codes. Confirm that you want it"
    )]
    NotConfirmed {
        /// How many accounts there are.
        accounts: u32,
    },
    /// Choose another passphrase or password.
    #[error("choose another one: {rule}")]
    WeakPassphrase {
        /// Which rule it breaks.
        rule: WeakPassphrase,
    },
    /// Set a backup passphrase first.
    #[error("there is no backup passphrase yet; set one")]
    NoPassphrase,
    /// Nothing can be exported to that app.
    #[error("none of the accounts can be exported in this format; choose another one")]
    NothingToExport,
    /// What was read back is not what was written: there is no export.
    #[error(
        "what was written could not be read back; there is no usable file. Write it somewhere else"
    )]
    NotWritten,
    /// An automatic backup failed; it is tried again.
    #[error("the automatic backup failed: {}", sentence(*.why))]
    BackupFailed {
        /// Why.
        why: BackupTrouble,
    },
    /// It could not be stored; nothing was changed.
    #[error("{why}; nothing was changed")]
    NotStored {
        /// Why.
        why: SaveError,
    },
    /// Try again: the device could not do it.
    #[error("the device could not do that; try again")]
    Failed,
}

fn sentence(why: BackupTrouble) -> &'static str {
    match why {
        BackupTrouble::NoFolder => {
            "its folder is not there or cannot be written to; choose it again"
        }
        BackupTrouble::Full => "no space is left in its folder; free some",
        BackupTrouble::ReadBack => {
            "what was written could not be read back; look at the folder's storage"
        }
        BackupTrouble::Failed => "the folder could not be used; look at its storage",
    }
}

impl From<UnlockError> for TransferError {
    fn from(why: UnlockError) -> Self {
        Self::NotUnlocked { why }
    }
}

impl From<Fault> for TransferError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Locked => Self::Locked,
            Fault::Vault(error) => error.into(),
            Fault::Otp(_)
            | Fault::CounterExhausted
            | Fault::Foreign { .. }
            | Fault::NotAnAccount { .. }
            | Fault::Malformed(_)
            | Fault::NotCounterBased
            | Fault::NoCodes
            | Fault::Export { .. }
            | Fault::UnknownProtocol
            | Fault::Conflict(_)
            | Fault::Enrol(_)
            | Fault::Push(_)
            | Fault::NoSuchAccount
            | Fault::NoSuchRequest
            | Fault::NeedsReauth
            | Fault::Protected
            | Fault::Poisoned => Self::Failed,
        }
    }
}

impl From<ImportError> for TransferError {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::UnknownFormat => Self::UnknownFormat,
            ImportError::UnsupportedVersion => Self::UnsupportedVersion,
            ImportError::UnsupportedContainer { container } => {
                Self::UnsupportedContainer { container }
            }
            ImportError::PasswordNeeded => Self::PasswordNeeded,
            ImportError::WrongPassword => Self::WrongPassword,
            ImportError::KdfTooCostly { needed } => Self::KdfTooCostly { needed },
            ImportError::AccountRestricted => Self::AccountRestricted,
            ImportError::DeviceBound => Self::DeviceBound,
            ImportError::TooLarge => Self::TooLarge,
            ImportError::Damaged { at } => Self::Damaged { at },
        }
    }
}

impl From<RandomError> for TransferError {
    fn from(_: RandomError) -> Self {
        Self::Failed
    }
}

impl From<VaultError> for TransferError {
    fn from(error: VaultError) -> Self {
        let why = SaveError::from(error);
        if why == SaveError::VaultFull { Self::TooLarge } else { Self::NotStored { why } }
    }
}
