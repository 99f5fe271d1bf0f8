//! A folder of this computer for automatic backups.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use countersign_core::device::{BackupFolder, FolderError};

/// The folder.
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// The folder of this name.
    pub(crate) fn of(name: &str) -> Self {
        Self(PathBuf::from(name))
    }

    /// A name of a file and of nothing else.
    fn path(&self, name: &str) -> Result<PathBuf, FolderError> {
        if name.is_empty() || name.contains('/') || name.starts_with('.') {
            return Err(FolderError::Failed);
        }
        Ok(self.0.join(name))
    }
}

impl BackupFolder for Folder {
    fn names(&self) -> Result<Vec<String>, FolderError> {
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.0).map_err(failed)? {
            names.extend(entry.map_err(failed)?.file_name().into_string());
        }
        Ok(names)
    }

    fn read(&self, name: &str, limit: usize) -> Result<Vec<u8>, FolderError> {
        let limit = u64::try_from(limit).unwrap_or(u64::MAX);
        let mut bytes = Vec::new();
        let file = File::open(self.path(name)?).map_err(failed)?;
        file.take(limit).read_to_end(&mut bytes).map_err(failed)?;
        Ok(bytes)
    }

    fn write_new(&self, name: &str, bytes: &[u8]) -> Result<(), FolderError> {
        write_new(&self.path(name)?, bytes).map_err(failed)
    }

    fn delete(&self, name: &str) -> Result<(), FolderError> {
        fs::remove_file(self.path(name)?).map_err(failed)
    }
}

/// Writes a file that is not there yet, for its owner only, durably. It gets its name when it is whole: a
/// computer that is switched off meanwhile leaves at most a file that begins with a dot.
pub(crate) fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        Some(_) | None => Path::new("."),
    };
    let mut file = tempfile::Builder::new().prefix(".countersign-").tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist_noclobber(path)?;
    File::open(folder)?.sync_all()
}

#[allow(clippy::wildcard_enum_match_arm, reason = "there are more kinds than can be told apart")]
fn failed(error: io::Error) -> FolderError {
    match error.kind() {
        io::ErrorKind::NotFound
        | io::ErrorKind::PermissionDenied
        | io::ErrorKind::NotADirectory
        | io::ErrorKind::ReadOnlyFilesystem => FolderError::Missing,
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => FolderError::Full,
        _ => FolderError::Failed,
    }
}
