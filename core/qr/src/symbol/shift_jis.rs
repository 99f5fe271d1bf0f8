//! Shift JIS, the character set of the standard's kanji mode and of old Japanese symbols.

use std::sync::LazyLock;

/// JIS X 0208: a line for each row, a character for each cell, U+FFFD where there is none.
const TABLE: &str = include_str!("jis_x_0208.txt");

static CELLS: LazyLock<Vec<Vec<char>>> =
    LazyLock::new(|| TABLE.lines().map(|line| line.chars().collect()).collect());

/// The character of a kanji mode value, split by 0xC0 into its halves.
pub(super) fn kanji(high: usize, low: usize) -> Option<char> {
    let lead = if high < 0x1f { high + 0x81 } else { high + 0xc1 };
    double(lead, low + 0x40)
}

/// All of `bytes` as Shift JIS, or `None` if any of them is not.
pub(super) fn decode(bytes: &[u8]) -> Option<String> {
    let mut out = String::with_capacity(bytes.len() * 3 / 2);
    let mut rest = bytes.iter().map(|byte| usize::from(*byte));
    while let Some(lead) = rest.next() {
        out.push(match lead {
            0x00..=0x7f => char::from_u32(u32::try_from(lead).ok()?)?,
            // Katakana of half width stand in the order of Unicode's.
            0xa1..=0xdf => char::from_u32(0xff61 + u32::try_from(lead - 0xa1).ok()?)?,
            _ => double(lead, rest.next()?)?,
        });
    }
    Some(out)
}

/// Whether a guess at Shift JIS looks like Japanese: half of it or more is, by letters, or it holds
/// a run of two.
pub(super) fn is_plausible(text: &str) -> bool {
    let japanese = |c: char| matches!(c, '\u{3000}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}');
    let runs = text.chars().zip(text.chars().skip(1)).any(|(a, b)| japanese(a) && japanese(b));
    let controls = text.chars().any(|c| c.is_control() && !"\r\n\t".contains(c) && c > '\u{1f}');
    let count = text.chars().filter(|c| japanese(*c)).count();
    !controls && (runs || count * 2 >= text.chars().count())
}

fn double(lead: usize, trail: usize) -> Option<char> {
    let pair = match lead {
        0x81..=0x9f => lead - 0x81,
        0xe0..=0xef => lead - 0xc1,
        _ => return None,
    };
    let (row, cell) = match trail {
        0x40..=0x7e => (pair * 2, trail - 0x40),
        0x80..=0x9e => (pair * 2, trail - 0x41),
        0x9f..=0xfc => (pair * 2 + 1, trail - 0x9f),
        _ => return None,
    };
    CELLS.get(row)?.get(cell).copied().filter(|c| *c != char::REPLACEMENT_CHARACTER)
}
