//! EUC-KR: one byte of ASCII, or two of KS X 1001.

use super::cells::{cells, character};

/// Rows of 94, of which the first is 0xA1.
static KS_X_1001: [u16; 93 * 94] = cells(include_str!("ks_x_1001.txt"));

pub(super) fn decode(bytes: &[u8], out: &mut String) -> Option<()> {
    let mut rest = bytes.iter().copied();
    while let Some(lead) = rest.next() {
        out.push(match lead {
            0x00..=0x7f => char::from(lead),
            _ => {
                let row = usize::from(lead.checked_sub(0xa1)?);
                let trail = rest.next()?.checked_sub(0xa1);
                let column = usize::from(trail.filter(|column| *column < 94)?);
                character(*KS_X_1001.get(row * 94 + column)?)?
            }
        });
    }
    Some(())
}
