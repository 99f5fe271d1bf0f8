//! GB 18030, of which GB 2312 and GBK are parts: one, two and four bytes, with ASCII in the lower half.

use super::cells::{cells, character};

/// All pairs: rows of 63 and 127, of which the first is 0x81. Only the compiler reads this table; in the
/// library is what follows from no rule.
static PAIRS: [u16; 126 * ROW] = cells(include_str!("gb_18030.txt"));
const ROW: usize = 190;

/// Columns before 0xA1, at which GB 2312 begins, and its first row.
const BEFORE: usize = 96;
const FIRST: usize = 0xa1 - 0x81;

/// The rows and columns of GB 2312.
static GB_2312: [u16; 87 * 94] = rows(FIRST, BEFORE, 94);

/// The symbols that GBK has before the rows 0xA8 and 0xA9.
static SYMBOLS: [u16; 2 * BEFORE] = rows(0xa8 - 0x81, 0, BEFORE);

/// GBK's characters from its last row that are in no order.
static LAST: [u16; 101] = last();

/// The characters from U+4E00 to U+9FA5 that GB 2312 has. GBK has all others in the order of Unicode, in
/// the rows before GB 2312 and then in the columns before it.
static HAN: [u64; 327] = han();

/// Characters of that block, and how many of them GB 2312 does not have.
const HAN_COUNT: usize = 0x9fa6 - HAN_FIRST;
const HAN_FIRST: usize = 0x4e00;
const OTHERS: usize = 14_139;

/// Some columns of some rows.
const fn rows<const COUNT: usize>(first: usize, column: usize, width: usize) -> [u16; COUNT] {
    let mut out = [0; COUNT];
    let mut at = 0;
    while at < COUNT {
        out[at] = PAIRS[(first + at / width) * ROW + column + at % width];
        at += 1;
    }
    out
}

const fn last() -> [u16; 101] {
    let mut out = [0; 101];
    let mut at = 0;
    while at < out.len() {
        let beside = OTHERS + at - FIRST * ROW;
        out[at] = PAIRS[(0xaa - 0x81 + beside / BEFORE) * ROW + beside % BEFORE];
        at += 1;
    }
    out
}

#[allow(clippy::as_conversions, reason = "constant evaluation knows no TryFrom")]
const fn han() -> [u64; 327] {
    let mut out = [0; 327];
    let (mut at, mut common) = (0, 0);
    while at < GB_2312.len() {
        let place = (GB_2312[at] as usize).wrapping_sub(HAN_FIRST);
        if place < HAN_COUNT {
            out[place / 64] |= 1 << (place % 64);
            common += 1;
        }
        at += 1;
    }
    assert!(HAN_COUNT - common == OTHERS, "another table");
    // What is beyond the block is not one of the others.
    out[326] |= u64::MAX << (HAN_COUNT % 64);
    out
}

/// The character of a row and a column, both from 0.
fn pair(row: usize, column: usize) -> Option<u16> {
    const WITH_SYMBOLS: usize = 0xa8 - 0x81;
    const AFTER_SYMBOLS: usize = WITH_SYMBOLS + 2;
    let other = match row {
        0..FIRST => row * ROW + column,
        _ if column >= BEFORE => return GB_2312.get((row - FIRST) * 94 + column - BEFORE).copied(),
        FIRST..WITH_SYMBOLS => return None,
        WITH_SYMBOLS..AFTER_SYMBOLS => {
            return SYMBOLS.get((row - WITH_SYMBOLS) * BEFORE + column).copied();
        }
        _ => FIRST * ROW + (row - AFTER_SYMBOLS) * BEFORE + column,
    };
    match other.checked_sub(OTHERS) {
        Some(last) => LAST.get(last).copied(),
        None => other_han(other),
    }
}

/// The character of the block with that number among those that GB 2312 does not have.
fn other_han(number: usize) -> Option<u16> {
    let mut left = u32::try_from(number).ok()?;
    for (word, common) in (0_u16..).zip(&HAN) {
        let others = common.count_zeros();
        if left < others {
            let bit =
                (0_u16..64).filter(|bit| common >> bit & 1 == 0).nth(usize::try_from(left).ok()?);
            return Some(u16::try_from(HAN_FIRST).ok()? + word * 64 + bit?);
        }
        left -= others;
    }
    None
}

/// Where runs of groups of four bytes begin, by their number and their character.
static RUNS: [(u16, u16); 206] = runs(include_str!("gb_18030_ranges.txt"));

/// The number of the last group of the basic plane, and of the first beyond it.
const LAST_BASIC: u32 = 39_419;
const FIRST_BEYOND: u32 = 189_000;

pub(super) fn decode(bytes: &[u8], out: &mut String) -> Option<()> {
    let mut rest = bytes.iter().copied();
    while let Some(lead) = rest.next() {
        if lead.is_ascii() {
            out.push(char::from(lead));
            continue;
        }
        let row = lead.checked_sub(0x81)?;
        let trail = rest.next()?;
        let column = match trail {
            0x30..=0x39 => {
                let (third, fourth) = (rest.next()?, rest.next()?);
                out.push(group([
                    row,
                    trail.checked_sub(0x30)?,
                    third.checked_sub(0x81)?,
                    fourth.checked_sub(0x30)?,
                ])?);
                continue;
            }
            0x40..=0x7e => trail - 0x40,
            0x80..=0xfe => trail - 0x41,
            _ => return None,
        };
        out.push(character(pair(usize::from(row), usize::from(column))?)?);
    }
    Some(())
}

/// The character of a group of four bytes, each from the first that its place may have.
fn group(places: [u8; 4]) -> Option<char> {
    let [first, second, third, fourth] = places.map(u32::from);
    if first > 125 || second > 9 || third > 125 || fourth > 9 {
        return None;
    }
    let number = ((first * 10 + second) * 126 + third) * 10 + fourth;
    if number >= FIRST_BEYOND {
        return char::from_u32(0x1_0000 + number - FIRST_BEYOND);
    }
    let number = u16::try_from(number).ok().filter(|n| u32::from(*n) <= LAST_BASIC)?;
    let run = RUNS.partition_point(|(begin, _)| *begin <= number).checked_sub(1)?;
    let (begin, letter) = RUNS.get(run)?;
    char::from_u32(u32::from(*letter) + u32::from(number - begin))
}

/// Lines of a decimal and a hexadecimal number.
#[allow(clippy::as_conversions, reason = "constant evaluation knows no TryFrom")]
const fn runs<const COUNT: usize>(text: &str) -> [(u16, u16); COUNT] {
    let bytes = text.as_bytes();
    let mut out = [(0, 0); COUNT];
    let (mut at, mut line, mut value, mut radix) = (0, 0, 0, 10);
    while at < bytes.len() {
        match bytes[at] {
            b' ' => {
                out[line].0 = value;
                (value, radix) = (0, 16);
            }
            b'\n' => {
                out[line].1 = value;
                (value, radix) = (0, 10);
                line += 1;
            }
            digit @ b'0'..=b'9' => value = value * radix + (digit - b'0') as u16,
            letter => value = value * radix + (letter - b'A' + 10) as u16,
        }
        at += 1;
    }
    assert!(line == COUNT, "the table is of another size");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_is_that_of_the_table() {
        for (at, cell) in PAIRS.iter().enumerate() {
            let found = pair(at / ROW, at % ROW).unwrap_or(0);
            assert_eq!(found, *cell, "row {} column {}", at / ROW, at % ROW);
        }
        assert_eq!(pair(126, 0), None);
    }
}
