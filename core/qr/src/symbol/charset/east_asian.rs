//! Sets of one and more bytes of China and Korea, each with ASCII in its lower half.

use super::cells::{cells, character};

/// Appends bytes of which a pair above ASCII is one character, in a table of its own.
fn pairs(bytes: &[u8], out: &mut String, cell: impl Fn(u8, u8) -> Option<u16>) -> Option<()> {
    let mut rest = bytes.iter().copied();
    while let Some(lead) = rest.next() {
        out.push(match lead {
            0x00..=0x7f => char::from(lead),
            _ => character(cell(lead, rest.next()?)?)?,
        });
    }
    Some(())
}

/// EUC-KR: rows of 94, of which the first is 0xA1.
static KS_X_1001: [u16; 93 * 94] = cells(include_str!("ks_x_1001.txt"));

pub(super) fn euc_kr(bytes: &[u8], out: &mut String) -> Option<()> {
    pairs(bytes, out, |lead, trail| {
        let row = usize::from(lead.checked_sub(0xa1)?);
        let column = usize::from(trail.checked_sub(0xa1).filter(|column| *column < 94)?);
        KS_X_1001.get(row * 94 + column).copied()
    })
}

/// GB 18030's pairs: rows of 63 and 127, of which the first is 0x81.
static GB_18030: [u16; 126 * 190] = cells(include_str!("gb_18030.txt"));

/// Where runs of GB 18030's groups of four bytes begin, by their number and their character.
static GB_18030_RUNS: [(u16, u16); 206] = runs(include_str!("gb_18030_ranges.txt"));

/// The number of the last group of the basic plane, and of the first beyond it.
const LAST_BASIC: u32 = 39_419;
const FIRST_BEYOND: u32 = 189_000;

pub(super) fn gb_18030(bytes: &[u8], out: &mut String) -> Option<()> {
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
        out.push(character(*GB_18030.get(usize::from(row) * 190 + usize::from(column))?)?);
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
    let run = GB_18030_RUNS.partition_point(|(begin, _)| *begin <= number).checked_sub(1)?;
    let (begin, letter) = GB_18030_RUNS.get(run)?;
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
