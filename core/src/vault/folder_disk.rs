//! The few operations of a disk, on a real folder. Every file is made exclusively, for its owner only,
//! and no link is followed to a file.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::PathBuf;

use super::disk::Disk;
use super::folder_safety;
use super::seal::MAX_FILE;
use crate::device::{FolderFile, FolderKind, StoreError};

/// A real folder.
#[derive(Debug)]
pub(super) struct FolderDisk {
    kind: FolderKind,
    folder: PathBuf,
}

impl FolderDisk {
    pub(super) fn new(kind: FolderKind, folder: PathBuf) -> Self {
        Self { kind, folder }
    }

    /// Whether there is such a folder.
    pub(super) fn exists(&self) -> bool {
        self.folder.is_dir()
    }

    /// Whether there is such a file, or anything else of that name.
    pub(super) fn holds(&self, file: FolderFile) -> bool {
        fs::symlink_metadata(self.path(file.name())).is_ok()
    }

    /// Refuses a folder that others could have a hand in.
    pub(super) fn inspect(&self) -> Result<(), StoreError> {
        folder_safety::inspect(self.kind, &self.folder)
    }

    /// Makes the folder, for its owner only, if it is not there, and looks at it.
    pub(super) fn make_folder(&self) -> Result<(), StoreError> {
        self.inspect()?;
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&self.folder).map_err(store_error)?;
        self.inspect()
    }

    /// Opens a file whose lock somebody is to hold, and makes it if it is not there.
    pub(super) fn open_lock(&self, file: FolderFile) -> Result<File, StoreError> {
        let path = self.path(file.name());
        match new_file().open(&path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                options().write(true).open(&path).map_err(store_error)
            }
            opened => opened.map_err(store_error),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

impl Disk for FolderDisk {
    fn read(&self, name: &str, limit: usize) -> Result<Option<Vec<u8>>, StoreError> {
        let file = match options().read(true).open(self.path(name)) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(store_error(error)),
        };
        let found = file.metadata().map_err(store_error)?;
        if !found.is_file() {
            return Err(StoreError::Io);
        }
        let too_large = StoreError::TooLarge { limit };
        let len = usize::try_from(found.len()).map_err(|_| too_large)?;
        if len > limit {
            return Err(too_large);
        }
        let mut bytes = Vec::with_capacity(len);
        // The file may grow between the two calls.
        let stop = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
        file.take(stop).read_to_end(&mut bytes).map_err(store_error)?;
        if bytes.len() > limit { Err(too_large) } else { Ok(Some(bytes)) }
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        // What a crash left under this name, or somebody put there, is no file of ours.
        self.remove(name)?;
        let mut file = new_file().open(self.path(name)).map_err(store_error)?;
        file.write_all(bytes).map_err(store_error)
    }

    fn sync(&self, name: &str) -> Result<(), StoreError> {
        let file = options().write(true).open(self.path(name)).map_err(store_error)?;
        file.sync_all().map_err(store_error)
    }

    fn link(&self, from: &str, to: &str) -> Result<bool, StoreError> {
        match fs::hard_link(self.path(from), self.path(to)) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
            Err(_) => {
                // A file system without links.
                let Some(bytes) = self.read(from, MAX_FILE)? else { return Ok(false) };
                self.write(to, &bytes)?;
                self.sync(to).map(|()| true)
            }
        }
    }

    fn rename(&self, from: &str, to: &str) -> Result<(), StoreError> {
        fs::rename(self.path(from), self.path(to)).map_err(store_error)
    }

    fn remove(&self, name: &str) -> Result<(), StoreError> {
        match fs::remove_file(self.path(name)) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(store_error(error)),
        }
    }

    fn sync_folder(&self) -> Result<(), StoreError> {
        // Only Unix lets a folder be opened and synced.
        if cfg!(unix) {
            File::open(&self.folder).and_then(|folder| folder.sync_all()).map_err(store_error)?;
        }
        Ok(())
    }
}

/// For files that are there: a link is refused, and a pipe does not block.
fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
        std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, flags.bits().cast_signed());
    }
    options
}

/// For files that are not there: whatever stands in the place is refused, a link too.
fn new_file() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

pub(super) fn store_error(error: io::Error) -> StoreError {
    let full = [ErrorKind::StorageFull, ErrorKind::QuotaExceeded, ErrorKind::FileTooLarge];
    if full.contains(&error.kind()) { StoreError::Full } else { StoreError::Io }
}
