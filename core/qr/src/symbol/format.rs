//! The format information: correction level and mask, written twice beside the finder patterns.
#![allow(clippy::as_conversions, reason = "thousandths")]

use super::layout::{Level, Version};
use crate::rank::sort_by_rank;

/// One reading of the format information.
#[derive(Clone, Copy)]
pub(crate) struct Format {
    pub(super) level: Level,
    pub(super) mask: u16,
    pub(super) mirrored: bool,
}

/// Bits of the format information.
pub(crate) const FORMAT_BITS: usize = 15;

/// Columns and rows of each bit's two places, the lowest bit first.
pub(crate) fn format_places(version: Version) -> [[(usize, usize); FORMAT_BITS]; 2] {
    let size = version.size();
    let first = std::array::from_fn(|bit| match bit {
        0..=5 => (8, bit),
        6 | 7 => (8, bit + 1),
        8 => (7, 8),
        _ => (14 - bit, 8),
    });
    let second = std::array::from_fn(|bit| match bit {
        0..=7 => (size - 1 - bit, 8),
        _ => (8, size - 15 + bit),
    });
    [first, second]
}

/// The likeliest formats, by how dark each place is (above zero for dark): `value` gives it for a
/// column and a row. A score of 1000 is full agreement, noise reaches about 600.
pub(crate) fn formats(version: Version, value: impl Fn(usize, usize) -> i32) -> Vec<(i32, Format)> {
    let places = format_places(version);
    let mut out = Vec::with_capacity(64);
    for mirrored in [false, true] {
        let (mut seen, mut total) = ([0_i32; FORMAT_BITS], 1);
        for (x, y, bit) in
            places.iter().flat_map(|copy| copy.iter().enumerate().map(|(i, (x, y))| (*x, *y, i)))
        {
            let value = if mirrored { value(y, x) } else { value(x, y) };
            seen[bit] += value;
            total += value.abs();
        }
        for data in 0..32_u16 {
            let word = format_word(data);
            let agreement: i32 = seen
                .iter()
                .enumerate()
                .map(|(bit, value)| if word >> bit & 1 == 1 { *value } else { -value })
                .sum();
            let format = Format { level: Level::from_bits(data >> 3), mask: data & 7, mirrored };
            out.push((agreement * 1000 / total, format));
        }
    }
    sort_by_rank(&mut out, |(score, _)| -(*score as f32));
    out.truncate(FORMAT_GUESSES);
    out
}

/// How many of the likeliest formats are given.
const FORMAT_GUESSES: usize = 2;

/// The 15 bits of a format: 5 of data, 10 of a BCH code, masked (ISO/IEC 18004 annex C).
pub(crate) fn format_word(data: u16) -> u16 {
    let mut rest = data << 10;
    for bit in (10..15).rev() {
        if rest >> bit & 1 == 1 {
            rest ^= 0x537 << (bit - 10);
        }
    }
    (data << 10 | rest) ^ 0x5412
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_the_standard() {
        // ISO/IEC 18004 table C.1: data 0, 5 and 31.
        assert_eq!(format_word(0), 0x5412);
        assert_eq!(format_word(5), 0x40ce);
        assert_eq!(format_word(31), 0x2bed);
    }
}
