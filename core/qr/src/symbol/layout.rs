//! Where things lie in a symbol, by its version (ISO/IEC 18004 clauses 6.3 and 7.5).
#![allow(clippy::as_conversions, reason = "module counts are below 178")]

/// A version from 1 to 40.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Version(u8);

/// How many codewords are for correction, and in how many blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Blocks {
    /// Number of blocks.
    pub(crate) count: usize,
    /// Correction codewords of each block.
    pub(crate) correction: usize,
    /// Codewords of the symbol.
    pub(crate) total: usize,
}

/// Correction levels in the order of the tables below.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    L,
    M,
    Q,
    H,
}

impl Level {
    /// From the two bits of the format information.
    pub(crate) fn from_bits(bits: u16) -> Self {
        match bits & 3 {
            0 => Self::M,
            1 => Self::L,
            2 => Self::H,
            _ => Self::Q,
        }
    }
}

impl Version {
    /// The version with that number.
    pub(crate) fn new(number: usize) -> Option<Self> {
        u8::try_from(number).ok().filter(|n| (1..=40).contains(n)).map(Self)
    }

    pub(crate) fn number(self) -> usize {
        usize::from(self.0)
    }

    /// Modules on a side.
    pub(crate) fn size(self) -> usize {
        self.number() * 4 + 17
    }

    /// Row and column numbers of the alignment patterns' centres; empty for version 1.
    pub(crate) fn alignment_centres(self) -> Vec<usize> {
        let number = self.number();
        if number == 1 {
            return Vec::new();
        }
        let count = number / 7 + 2;
        let last = self.size() - 7;
        // The gaps are even and equal but for the first, which takes up the rest.
        let step = match number {
            32 => 26,
            _ => (last - 6).div_ceil(2 * (count - 1)) * 2,
        };
        let mut centres: Vec<usize> = (0..count - 1).map(|i| last - i * step).collect();
        centres.push(6);
        centres.reverse();
        centres
    }

    /// Whether a module belongs to a pattern, the format or the version instead of the data.
    pub(crate) fn is_function(self, centres: &[usize], x: usize, y: usize) -> bool {
        let size = self.size();
        let far = size - 8;
        if x == 6 || y == 6 || (x < 9 && y < 9) || (x >= far && y < 9) || (x < 9 && y >= far) {
            return true;
        }
        let version_info = |a: usize, b: usize| a < 6 && (size - 11..size - 8).contains(&b);
        if self.number() >= 7 && (version_info(x, y) || version_info(y, x)) {
            return true;
        }
        let near = |value: usize| centres.iter().copied().find(|c| c.abs_diff(value) <= 2);
        match (near(x), near(y)) {
            (Some(cx), Some(cy)) => self.has_alignment(cx, cy),
            _ => false,
        }
    }

    /// Whether an alignment pattern is centred there: three places belong to finder patterns.
    pub(crate) fn has_alignment(self, cx: usize, cy: usize) -> bool {
        let last = self.size() - 7;
        !matches!((cx, cy), (6, 6)) && (cx, cy) != (6, last) && (cx, cy) != (last, 6)
    }

    /// The division into blocks.
    pub(crate) fn blocks(self, level: Level) -> Blocks {
        let index = self.number() - 1;
        let row = level as usize;
        Blocks {
            count: usize::from(BLOCK_COUNT[row][index]),
            correction: usize::from(CORRECTION_LENGTH[row][index]),
            total: self.data_modules() / 8,
        }
    }

    /// Modules that carry codewords and remainder bits.
    fn data_modules(self) -> usize {
        let n = self.number();
        let mut modules = (16 * n + 128) * n + 64;
        if n >= 2 {
            let count = n / 7 + 2;
            modules -= (25 * count - 10) * count - 55;
            if n >= 7 {
                modules -= 36;
            }
        }
        modules
    }
}

/// Correction codewords a block (ISO/IEC 18004 table 9), rows L, M, Q, H.
const CORRECTION_LENGTH: [[u8; 40]; 4] = [
    [
        7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30,
        30, 26, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
    ],
    [
        10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28,
        28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28,
    ],
    [
        13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30, 28, 30, 30,
        30, 30, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
    ],
    [
        17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28, 30, 24, 30,
        30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
    ],
];

/// Number of blocks (the same table).
const BLOCK_COUNT: [[u8; 40]; 4] = [
    [
        1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13,
        14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25,
    ],
    [
        1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23,
        25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49,
    ],
    [
        1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20, 23, 23, 25, 27, 29,
        34, 34, 35, 38, 40, 43, 45, 48, 51, 53, 56, 59, 62, 65, 68,
    ],
    [
        1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25, 25, 34, 30, 32, 35,
        37, 40, 42, 45, 48, 51, 54, 57, 60, 63, 66, 70, 74, 77, 81,
    ],
];
