//! Sets of one byte a character that have ASCII in their lower half: ISO/IEC 8859 and code pages.

use super::cells::{cells, character};

/// The upper halves: ISO/IEC 8859-2 to -11 and -13 to -16, then code pages 437, 1250, 1251, 1252 and 1256.
static UPPER: [u16; 19 * HALF] = cells(include_str!("single_byte.txt"));

/// Characters of half a set.
const HALF: usize = 128;

/// The row of the set with that number.
pub(super) fn row(number: u32) -> Option<usize> {
    Some(match number {
        4..=13 => usize::try_from(number).ok()? - 4,
        15..=18 => usize::try_from(number).ok()? - 5,
        0 | 2 => 14,
        21..=24 => usize::try_from(number).ok()? - 6,
        _ => return None,
    })
}

/// Appends all of `bytes`, or returns `None` if one of them stands for nothing.
pub(super) fn decode(row: usize, bytes: &[u8], out: &mut String) -> Option<()> {
    let upper = UPPER.as_chunks::<HALF>().0.get(row)?;
    for &byte in bytes {
        out.push(match usize::from(byte).checked_sub(HALF) {
            None => char::from(byte),
            Some(at) => character(*upper.get(at)?)?,
        });
    }
    Some(())
}
