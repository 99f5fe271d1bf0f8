//! Why a file as a whole was not imported. Numbers and enums, never text of the file.

use super::kdf::Cost;

/// What a file is packed in.
///
/// ```
/// use countersign_core::app::{Container, TransferError};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
///
/// let refused = app.transfer().inspect(b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", None).unwrap_err();
/// assert_eq!(refused, TransferError::UnsupportedContainer { container: Container::Zip });
/// println!("{}", Container::Zip.advice());
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Container {
    /// A zip archive.
    Zip,
    /// A KeePass database.
    Kdbx,
    /// An SQLite database.
    Sqlite,
    /// Duo Mobile's accounts, which only its own cloud restores.
    Duo,
    /// A backup in Microsoft's cloud, whose key Microsoft holds.
    MicrosoftCloud,
}

impl Container {
    /// What to do instead.
    #[must_use]
    pub fn advice(self) -> &'static str {
        match self {
            Self::Zip => "This is a zip archive. Unpack it first and choose the file inside.",
            Self::Kdbx => {
                "This is a KeePass database. Add the accounts by their own set-up codes, which KeePassXC shows as QR codes."
            }
            Self::Sqlite => {
                "This is an app's database. Export from that app's own menu and choose that file."
            }
            Self::Duo => {
                "These are accounts of Duo Mobile. Add them by their own set-up codes, which each site shows again."
            }
            Self::MicrosoftCloud => {
                "This is a backup in Microsoft's cloud, and only Microsoft has its key. At each site choose to set up another authenticator app."
            }
        }
    }
}

/// Why a file was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// It is of no app that is known.
    #[error("this file is not an export that can be read; choose the export file of the other app")]
    UnknownFormat,
    /// It is of an app that is known, in a version that is not.
    #[error(
        "this export has a version that this app does not know; update the app, or export in another way"
    )]
    UnsupportedVersion,
    /// It is packed in a way that is not read.
    #[error("this file is packed in a way that cannot be read")]
    UnsupportedContainer {
        /// How.
        container: Container,
    },
    /// It is encrypted and no password was given.
    #[error("this file has a password; type the one that it was exported with")]
    PasswordNeeded,
    /// The password does not open it.
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
    /// Only the account that exported it can open it.
    #[error(
        "this export can be opened by the account that made it only; export again with 'password protected'"
    )]
    AccountRestricted,
    /// Only the device that exported it can open it.
    #[error(
        "this export can be opened by the device that made it only; export again with a password"
    )]
    DeviceBound,
    /// It is larger than an export can be.
    #[error("this file is too large: at most 16 MiB and 10,000 accounts are read")]
    TooLarge,
    /// It is broken.
    #[error("this file is damaged or cut off; export it again")]
    Damaged {
        /// The byte at which it is broken, where that is known.
        at: Option<u64>,
    },
}

impl ImportError {
    /// Damage at no place in particular.
    pub(super) const DAMAGED: Self = Self::Damaged { at: None };
}
