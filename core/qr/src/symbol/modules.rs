//! The modules of one symbol with how sure the detector is of each.

use super::layout::Version;

/// Signed confidences: above zero is dark, below is light, 127 is certain, 0 unknown.
pub(crate) struct Modules {
    version: Version,
    pub(super) values: Vec<i8>,
}

impl Modules {
    /// Takes `size` x `size` values, row after row; `None` if their number is another.
    pub(crate) fn new(version: Version, values: Vec<i8>) -> Option<Self> {
        (values.len() == version.size() * version.size()).then_some(Self { version, values })
    }

    pub(crate) fn version(&self) -> Version {
        self.version
    }

    /// The module at column `x`, row `y`; in a mirrored symbol rows and columns are exchanged.
    pub(crate) fn at(&self, x: usize, y: usize, mirrored: bool) -> i8 {
        let (x, y) = if mirrored { (y, x) } else { (x, y) };
        self.values[y * self.version.size() + x]
    }
}
