//! Shift JIS, the character set of the standard's kanji mode and of old Japanese symbols, with the
//! rows that Windows added to it.

use super::cells::{cells, character};

/// JIS X 0208 with NEC's row 13, then rows 89 to 92 (NEC's selection) and 115 to 119 (IBM's).
static ROWS: [u16; 93 * ROW] = cells(include_str!("jis_x_0208.txt"));

/// Cells of a row.
const ROW: usize = 94;

/// Appends all of `bytes`, or returns `None` if any of them is none.
pub(super) fn decode(bytes: &[u8], out: &mut String) -> Option<()> {
    let mut rest = bytes.iter().copied();
    while let Some(lead) = rest.next() {
        out.push(match lead {
            0x00..=0x7f => char::from(lead),
            // Katakana of half width stand in the order of Unicode's.
            0xa1..=0xdf => char::from_u32(0xff61 + u32::from(lead - 0xa1))?,
            _ => double(usize::from(lead), usize::from(rest.next()?))?,
        });
    }
    Some(())
}

fn double(lead: usize, trail: usize) -> Option<char> {
    let pair = match lead {
        0x81..=0x9f => lead - 0x81,
        0xe0..=0xfc => lead - 0xc1,
        _ => return None,
    };
    let (row, cell) = match trail {
        0x40..=0x7e => (pair * 2, trail - 0x40),
        0x80..=0x9e => (pair * 2, trail - 0x41),
        0x9f..=0xfc => (pair * 2 + 1, trail - 0x9f),
        _ => return None,
    };
    let row = match row {
        0..=83 => row,
        88..=91 => row - 4,
        114..=118 => row - 26,
        _ => return None,
    };
    character(*ROWS.get(row * ROW + cell)?)
}
