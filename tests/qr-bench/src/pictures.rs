//! Folders of pictures, each with its text in a `.txt` beside it if it holds a code.

use std::fs;
use std::path::{Path, PathBuf};

/// A picture of a folder.
pub(crate) struct Photo {
    pub(crate) path: PathBuf,
    /// `None` where nothing may be found.
    pub(crate) text: Option<Vec<u8>>,
}

/// The pictures below `folder`, sorted by path. Those without a text count only in folders whose
/// name begins with `falsepositives`.
pub(crate) fn below(folder: &Path) -> Vec<Photo> {
    let mut photos = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let name = folder.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let extension = path.extension().map(|e| e.to_string_lossy().to_lowercase());
            if !matches!(extension.as_deref(), Some("png" | "jpg" | "jpeg" | "webp" | "gif")) {
                continue;
            }
            let text = fs::read(path.with_extension("txt")).ok();
            if text.is_some() || name.starts_with("falsepositives") {
                photos.push(Photo { path, text });
            }
        }
    }
    photos.sort_by(|a, b| a.path.cmp(&b.path));
    photos
}

/// Whether a text read is the one expected; line ends and blanks at the end do not count.
pub(crate) fn same(expected: &[u8], got: &[u8]) -> bool {
    let plain = |bytes: &[u8]| -> Vec<u8> {
        let text: Vec<u8> = bytes.iter().copied().filter(|b| *b != b'\r').collect();
        text.trim_ascii_end().to_vec()
    };
    plain(expected) == plain(got)
}
