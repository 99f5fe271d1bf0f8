//! What the person said that outlives the phone's process and is no secret, beside the vault.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The words of the file.
const ALLOWED: &str = "allowed";
const REFUSED: &str = "refused";

/// Whether the app may notify, in a file.
pub(super) struct Kept {
    file: PathBuf,
}

impl Kept {
    /// In the phone's folder.
    pub(super) fn under(folder: &Path) -> Self {
        Self { file: folder.join("notifications") }
    }

    /// What was said last; `None` when it was never asked, or nobody can read the answer.
    pub(super) fn notifications(&self) -> Option<bool> {
        match fs::read_to_string(&self.file).ok()?.trim() {
            ALLOWED => Some(true),
            REFUSED => Some(false),
            _ => None,
        }
    }

    /// Keeps an answer.
    ///
    /// # Errors
    /// What the system says about the file.
    pub(super) fn set_notifications(&self, allowed: bool) -> io::Result<()> {
        if let Some(folder) = self.file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&self.file, if allowed { ALLOWED } else { REFUSED })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_again_and_what_is_no_answer_is_none() {
        let folder = std::env::temp_dir().join(format!("countersign-kept-{}", std::process::id()));
        let kept = Kept::under(&folder);
        assert_eq!(kept.notifications(), None);
        for answer in [true, false] {
            kept.set_notifications(answer).unwrap();
            assert_eq!(Kept::under(&folder).notifications(), Some(answer));
        }
        fs::write(&kept.file, "perhaps").unwrap();
        assert_eq!(kept.notifications(), None);
        fs::remove_dir_all(&folder).unwrap();
    }
}
