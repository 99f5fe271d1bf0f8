//! The data folder: for its owner only. What is in it (the signing key, password hashes, remembered
//! browsers) is worth as much as the accounts.
//!
//! Folder and files are made with their modes, never tightened after something was in them. An empty
//! folder of one's own is closed; one with something in it is refused while others can look, because
//! nobody knows who has looked.

use std::fs::{self, DirBuilder, File, Metadata, OpenOptions};
use std::io::{ErrorKind, Read};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::OFlags;

use crate::StartError;
use crate::rules::mark::MarkError;

/// The database.
pub(crate) const DATABASE: &str = "signin.sqlite";

/// What the organisation says about itself.
pub(crate) const REALM: &str = "realm.toml";

/// All files of ours: the database's own (SQLite gives them the database's mode) and the realm's.
const FILES: [&str; 5] =
    [DATABASE, "signin.sqlite-wal", "signin.sqlite-shm", "signin.sqlite-journal", REALM];

/// Everybody but the owner.
const OTHERS: u32 = 0o077;

/// A data folder that only its owner can use.
pub(crate) struct DataFolder {
    path: PathBuf,
}

impl DataFolder {
    /// Opens a folder; one that is not there is made.
    ///
    /// # Errors
    /// [`StartError::FolderOpen`] with the command that closes what others can look at,
    /// [`StartError::Link`] and [`StartError::Owner`] for what may be somebody else's, and
    /// [`StartError::Folder`] when it cannot be used.
    pub(crate) fn open(path: &Path) -> Result<Self, StartError> {
        // By its parts, so that a slash at the end does not lead through a link.
        let path: PathBuf = path.components().collect();
        let made = DirBuilder::new().recursive(true).mode(0o700).create(&path);
        let found = fs::symlink_metadata(&path).map_err(|_| StartError::Folder)?;
        if found.is_symlink() {
            return Err(StartError::Link { path });
        }
        if made.is_err() || !found.is_dir() {
            return Err(StartError::Folder);
        }
        let folder = File::options()
            .read(true)
            .custom_flags(flags(OFlags::DIRECTORY | OFlags::NOFOLLOW))
            .open(&path)
            .map_err(|_| StartError::Folder)?;
        let about = folder.metadata().map_err(|_| StartError::Folder)?;
        is_ours(&path, &about)?;
        let mut loose = Vec::new();
        if about.mode() & OTHERS != 0 {
            let empty = fs::read_dir(&path).map_err(|_| StartError::Folder)?.next().is_none();
            if empty {
                let closed = fs::Permissions::from_mode(0o700);
                folder.set_permissions(closed).map_err(|_| StartError::Folder)?;
            } else {
                loose.push(format!("chmod 700 {}", quoted(&path)));
            }
        }
        loose.extend(loose_files(&path)?);
        if !loose.is_empty() {
            return Err(StartError::FolderOpen { command: loose.join(" && ") });
        }
        // SQLite refuses a link anywhere in a path; those above the folder are the owner's affair.
        let path = fs::canonicalize(&path).map_err(|_| StartError::Folder)?;
        Ok(Self { path })
    }

    /// Where a file of the folder is.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Makes a file unless it is there; the file if it was made.
    pub(crate) fn create(&self, name: &str) -> Result<Option<File>, StartError> {
        match OpenOptions::new().write(true).create_new(true).mode(0o600).open(self.path(name)) {
            Ok(file) => Ok(Some(file)),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(None),
            Err(_) => Err(StartError::Folder),
        }
    }

    /// The text of a file.
    pub(crate) fn read(&self, name: &str) -> Result<String, StartError> {
        let mut text = String::new();
        let nofollow = flags(OFlags::NOFOLLOW);
        let file = OpenOptions::new().read(true).custom_flags(nofollow).open(self.path(name));
        file.and_then(|mut file| file.read_to_string(&mut text)).map_err(|_| StartError::Folder)?;
        Ok(text)
    }

    /// The bytes of a picture that was put into the folder, if there are not more than `most`.
    pub(crate) fn picture(&self, name: &str, most: usize) -> Result<Vec<u8>, MarkError> {
        let path = self.path(name);
        is_plain_file(&path)?;
        let nofollow = flags(OFlags::NOFOLLOW);
        let file = OpenOptions::new().read(true).custom_flags(nofollow).open(path);
        let mut bytes = Vec::new();
        // One more than it may have shows that it has too many.
        let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
        file.and_then(|file| file.take(limit).read_to_end(&mut bytes))
            .map_err(|_| MarkError::Missing)?;
        Ok(bytes)
    }
}

/// What is at the place of a mark, before it is opened: a link or a device is not.
fn is_plain_file(path: &Path) -> Result<(), MarkError> {
    let about = fs::symlink_metadata(path).map_err(|_| MarkError::Missing)?;
    if about.is_symlink() {
        return Err(MarkError::Link);
    }
    if about.is_file() { Ok(()) } else { Err(MarkError::Missing) }
}

/// The command that closes the files of ours that others can look at.
fn loose_files(folder: &Path) -> Result<Option<String>, StartError> {
    let mut loose = Vec::new();
    for name in FILES {
        let path = folder.join(name);
        let about = match fs::symlink_metadata(&path) {
            Ok(about) => about,
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(_) => return Err(StartError::Folder),
        };
        if about.is_symlink() {
            return Err(StartError::Link { path });
        }
        if !about.is_file() {
            return Err(StartError::Folder);
        }
        is_ours(&path, &about)?;
        if about.mode() & OTHERS != 0 {
            loose.push(quoted(&path));
        }
    }
    Ok((!loose.is_empty()).then(|| format!("chmod 600 {}", loose.join(" "))))
}

fn is_ours(path: &Path, about: &Metadata) -> Result<(), StartError> {
    if about.uid() == rustix::process::geteuid().as_raw() {
        Ok(())
    } else {
        Err(StartError::Owner { path: path.to_path_buf() })
    }
}

fn flags(flags: OFlags) -> i32 {
    i32::try_from(flags.bits()).unwrap_or_default()
}

/// A path as a shell takes it.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let text = if text.starts_with('-') { format!("./{text}") } else { text };
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | '+');
    if text.chars().all(plain) { text } else { format!("'{}'", text.replace('\'', "'\\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_one_word_for_a_shell() {
        let quoted = |text: &str| quoted(Path::new(text));
        assert_eq!(quoted("/srv/sign-in_1.d"), "/srv/sign-in_1.d");
        assert_eq!(quoted("/srv/my data"), "'/srv/my data'");
        assert_eq!(quoted("/srv/$(x)'s"), "'/srv/$(x)'\\''s'");
        assert_eq!(quoted("-rf"), "./-rf");
    }
}
