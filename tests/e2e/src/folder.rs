//! Folders that go away with their test.

use std::fs;
use std::path::{Path, PathBuf};

use countersign_core::random::{Random, SystemRandom};

/// A fresh folder, removed when this is dropped.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// An empty folder under the system's one for such things.
    #[must_use]
    pub fn new() -> Self {
        let random: &dyn Random = &SystemRandom::new();
        let name = random.uuid().expect("the system gives random bytes");
        let path = std::env::temp_dir().join(format!("countersign-e2e-{name}"));
        make_own(&path);
        Self(path)
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// A copy of it and of all that is in it.
    #[must_use]
    pub fn copy(&self) -> Self {
        let copy = Self::new();
        copy_all(&self.0, &copy.0);
        copy
    }

    /// All files in it, at any depth.
    #[must_use]
    pub fn files(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        list(&self.0, &mut found);
        found
    }
}

impl Default for Folder {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A browser that is just closing may still write: what is left over is the system's to tidy.
        let _left = fs::remove_dir_all(&self.0);
    }
}

fn copy_all(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("the folder can be read").flatten() {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            make_own(&to);
            copy_all(&from, &to);
        } else {
            fs::copy(&from, &to).expect("the copy can be written");
        }
    }
}

/// A folder that nobody else can write to, whatever the rights of this process.
fn make_own(folder: &Path) {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).expect("the folder can be made");
}

fn list(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder can be read").flatten() {
        let path = entry.path();
        if path.is_dir() {
            list(&path, found);
        } else {
            found.push(path);
        }
    }
}
