//! A folder, or a file in it, that others could have a hand in.

use super::vault_id::VaultId;

/// A folder, or a file in it, that is not used because others could have a hand in it.
///
/// ```
/// use countersign_core::app::{Exposed, UnlockError};
/// use countersign_core::device::{Exposure, FolderKind, Place};
///
/// let place = Place::Folder { up: 0 };
/// let why = Exposed { folder: FolderKind::Vault, place, why: Exposure::OthersCanWrite };
/// let error = UnlockError::Exposed(why);
/// assert_eq!(error.to_string(), "the folder of the vault is not used: other users can write to it");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exposed {
    /// In which folder.
    pub folder: FolderKind,
    /// What there.
    pub place: Place,
    /// What is wrong.
    pub why: Exposure,
}

/// The folders of a vault on a plain computer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FolderKind {
    /// That of the vault.
    Vault,
    /// That of the device key and the small values of this vault.
    State(VaultId),
}

/// A folder, or a file in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The folder itself (0), or the one so many steps above it.
    Folder {
        /// Steps up.
        up: u8,
    },
    /// A file in the folder.
    File(FolderFile),
}

/// The files of both folders. Those that are being written have other names, are made exclusively and
/// are never read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FolderFile {
    /// `vault`.
    Vault,
    /// `vault.prev`.
    Previous,
    /// `lock`: who holds it has the vault open.
    Lock,
    /// `device.key`.
    DeviceKey,
    /// `platform`: the small values.
    Platform,
    /// `platform.lock`: who holds it changes `platform` or makes `device.key`.
    PlatformLock,
}

/// What is wrong with a folder or a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Exposure {
    /// Its group or everybody can write to it: `chmod go-w`.
    #[error("other users can write to it")]
    OthersCanWrite,
    /// It belongs to neither this user nor the administrator.
    #[error("it belongs to another user")]
    OfAnotherUser,
    /// A symbolic link: what it points to would be read, and it would be replaced.
    #[error("it is a symbolic link")]
    Link,
    /// A folder, a pipe or a device.
    #[error("it is no file")]
    NotAFile,
}

impl std::fmt::Display for Exposed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let folder = match self.folder {
            FolderKind::Vault => "the vault",
            FolderKind::State(_) => "the device key",
        };
        match self.place {
            Place::Folder { up: 0 } => {
                write!(f, "the folder of {folder} is not used: {}", self.why)
            }
            Place::Folder { up } => {
                write!(f, "the folder {up} above that of {folder} is not used: {}", self.why)
            }
            Place::File(file) => {
                write!(f, "`{}` in the folder of {folder} is not used: {}", file.name(), self.why)
            }
        }
    }
}

impl std::error::Error for Exposed {}

impl FolderKind {
    /// The files that may lie in it.
    pub(crate) fn files(self) -> &'static [FolderFile] {
        match self {
            Self::Vault => &[FolderFile::Vault, FolderFile::Previous, FolderFile::Lock],
            Self::State(_) => {
                &[FolderFile::DeviceKey, FolderFile::Platform, FolderFile::PlatformLock]
            }
        }
    }
}

impl FolderFile {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Vault => "vault",
            Self::Previous => "vault.prev",
            Self::Lock => "lock",
            Self::DeviceKey => "device.key",
            Self::Platform => "platform",
            Self::PlatformLock => "platform.lock",
        }
    }
}
