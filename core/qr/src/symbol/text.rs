//! The bit stream of a symbol to what it holds (ISO/IEC 18004 clause 7.4, GB/T 18284 for hanzi).

use zeroize::Zeroizing;

use super::content::{Content, Place, Writing};
use super::layout::Version;

/// Decodes the data codewords. `None` if they contradict the standard.
pub(super) fn decode(data: &[u8], version: Version) -> Option<Content> {
    let mut bits = Bits { data, at: 0 };
    let mut content = Content::default();
    let class = match version.number() {
        0..=9 => 0,
        10..=26 => 1,
        _ => 2,
    };
    let (mut bytes_as, mut gs1, mut first) = (Writing::Undeclared, false, true);
    while bits.left() >= 4 {
        let (writing, bytes) = match bits.take(4)? {
            0 => break,
            1 => (Writing::Letters, numeric(&mut bits, [10, 12, 14][class])?),
            2 => (Writing::Letters, alphanumeric(&mut bits, [9, 11, 13][class], gs1)?),
            4 => (bytes_as, plain(&mut bits, [8, 16, 16][class])?),
            8 => (Writing::Kanji, pairs(&mut bits, [8, 10, 12][class], kanji)?),
            13 => {
                // The only subset that there is: GB 2312.
                bits.take(4).filter(|subset| *subset == 1)?;
                (Writing::Hanzi, pairs(&mut bits, [8, 10, 12][class], hanzi)?)
            }
            7 => {
                bytes_as = Writing::Declared(assignment(&mut bits)?);
                first = false;
                continue;
            }
            // Before all else, or it is none.
            3 if first => {
                content.place = place(&mut bits)?;
                first = false;
                continue;
            }
            // FNC1: the data that follows is plain text with a meaning by GS1 or an industry.
            5 => {
                gs1 = true;
                continue;
            }
            9 => {
                gs1 = true;
                bits.take(8)?;
                continue;
            }
            _ => return None,
        };
        first = false;
        content.push(writing, &bytes);
    }
    Some(content)
}

/// Position, number of symbols less one, parity. A row of one is no row.
fn place(bits: &mut Bits<'_>) -> Option<Option<Place>> {
    let (index, count) = (bits.take_byte(4)?, bits.take_byte(4)? + 1);
    let parity = bits.take_byte(8)?;
    if index >= count {
        return None;
    }
    Some((count > 1).then_some(Place { index, count, parity }))
}

struct Bits<'a> {
    data: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    fn left(&self) -> usize {
        self.data.len() * 8 - self.at
    }

    fn take(&mut self, count: usize) -> Option<usize> {
        if self.left() < count {
            return None;
        }
        let mut value = 0;
        for _ in 0..count {
            let byte = self.data[self.at / 8];
            value = value << 1 | usize::from(byte >> (7 - self.at % 8) & 1);
            self.at += 1;
        }
        Some(value)
    }

    fn take_byte(&mut self, count: usize) -> Option<u8> {
        self.take(count).and_then(|value| u8::try_from(value).ok())
    }
}

type Bytes = Zeroizing<Vec<u8>>;

fn room(length: usize) -> Bytes {
    Zeroizing::new(Vec::with_capacity(length))
}

fn numeric(bits: &mut Bits<'_>, length: usize) -> Option<Bytes> {
    let mut left = bits.take(length)?;
    let mut out = room(left);
    while left > 0 {
        let digits = left.min(3);
        let value = bits.take(digits * 3 + 1)?;
        if value >= [1, 10, 100, 1000][digits] {
            return None;
        }
        for power in [100, 10, 1].into_iter().skip(3 - digits) {
            out.push(b'0' + u8::try_from(value / power % 10).ok()?);
        }
        left -= digits;
    }
    Some(out)
}

/// In data of GS1, "%" stands for the separator of fields, and twice for itself.
fn alphanumeric(bits: &mut Bits<'_>, length: usize, gs1: bool) -> Option<Bytes> {
    const LETTERS: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    const SEPARATOR: u8 = 0x1d;
    let mut left = bits.take(length)?;
    let mut out = room(left);
    while left >= 2 {
        let pair = bits.take(11)?;
        out.push(*LETTERS.get(pair / 45)?);
        out.push(LETTERS[pair % 45]);
        left -= 2;
    }
    if left == 1 {
        out.push(*LETTERS.get(bits.take(6)?)?);
    }
    if !gs1 {
        return Some(out);
    }
    let mut plain = room(out.len());
    let mut letters = out.iter().copied().peekable();
    while let Some(letter) = letters.next() {
        let doubled = letter == b'%' && letters.next_if_eq(&b'%').is_some();
        plain.push(if letter == b'%' && !doubled { SEPARATOR } else { letter });
    }
    Some(plain)
}

fn plain(bits: &mut Bits<'_>, length: usize) -> Option<Bytes> {
    let count = bits.take(length)?;
    let mut out = room(count);
    for _ in 0..count {
        out.push(bits.take_byte(8)?);
    }
    Some(out)
}

/// Characters of 13 bits to two bytes each.
fn pairs(bits: &mut Bits<'_>, length: usize, pair: impl Fn(usize) -> usize) -> Option<Bytes> {
    let count = bits.take(length)?;
    let mut out = room(count * 2);
    for _ in 0..count {
        out.extend_from_slice(&u16::try_from(pair(bits.take(13)?)).ok()?.to_be_bytes());
    }
    Some(out)
}

fn kanji(value: usize) -> usize {
    let pair = ((value / 0xc0) << 8) | (value % 0xc0);
    pair + if pair < 0x1f00 { 0x8140 } else { 0xc140 }
}

fn hanzi(value: usize) -> usize {
    let pair = ((value / 0x60) << 8) | (value % 0x60);
    pair + if pair < 0xa00 { 0xa1a1 } else { 0xa6a1 }
}

/// The number of an extended channel interpretation, in one to three bytes.
fn assignment(bits: &mut Bits<'_>) -> Option<u32> {
    let first = bits.take(8)?;
    match first {
        0x00..=0x7f => Some(first),
        0x80..=0xbf => Some((first & 0x3f) << 8 | bits.take(8)?),
        0xc0..=0xdf => Some((first & 0x1f) << 16 | bits.take(16)?),
        _ => None,
    }
    .and_then(|number| u32::try_from(number).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::symbol::Characters;

    fn bits(parts: &[(usize, usize)]) -> Vec<u8> {
        let bits: String = parts.iter().map(|(value, width)| format!("{value:0width$b}")).collect();
        bits.as_bytes()
            .chunks(8)
            .map(|c| c.iter().enumerate().fold(0, |b, (i, bit)| b | (bit - b'0') << (7 - i)))
            .collect()
    }

    fn content(parts: &[(usize, usize)]) -> Option<Content> {
        decode(&bits(parts), Version::new(1).unwrap())
    }

    fn read(parts: &[(usize, usize)]) -> Option<(Vec<u8>, Characters)> {
        content(parts).map(|content| content.text())
    }

    fn known(text: &str) -> Option<(Vec<u8>, Characters)> {
        Some((text.as_bytes().to_vec(), Characters::Known))
    }

    fn guessed(text: &str) -> Option<(Vec<u8>, Characters)> {
        Some((text.as_bytes().to_vec(), Characters::Guessed))
    }

    fn byte_mode(bytes: &[u8]) -> Vec<(usize, usize)> {
        let mut parts = vec![(4, 4), (bytes.len(), 8)];
        parts.extend(bytes.iter().map(|b| (usize::from(*b), 8)));
        parts
    }

    fn after(parts: &[(usize, usize)], bytes: &[u8]) -> Vec<(usize, usize)> {
        [parts, &byte_mode(bytes)].concat()
    }

    #[test]
    fn digits_letters_and_bytes_follow_each_other() {
        let mut parts = vec![(1, 4), (5, 10), (12, 10), (34, 7)];
        parts.extend([(2, 4), (3, 9), (10 * 45 + 11, 11), (44, 6)]);
        parts.extend(byte_mode("é".as_bytes()));
        assert_eq!(read(&parts), known("01234AB:é"));
    }

    #[test]
    fn declared_and_guessed_character_sets_become_utf8() {
        assert_eq!(read(&after(&[(7, 4), (3, 8)], b"caf\xe9")), known("café"));
        assert_eq!(read(&after(&[(7, 4), (0x8000 | 7, 16)], b"\xb1\xd0")), known("Ба"));
        // Katakana "QR" of halves and kanji in undeclared Shift JIS.
        assert_eq!(read(&byte_mode(b"\xc3\xde\xbb\xdeQR")), guessed("ﾃﾞｻﾞQR"));
        assert_eq!(read(&byte_mode(b"\x8a\xbf\x8e\x9a")), guessed("漢字"));
        assert_eq!(read(&byte_mode(b"caf\xe9")), guessed("café"));
    }

    #[test]
    fn bytes_that_are_no_text_stand_as_they_are() {
        let odd = b"A\xff\x00\x80";
        assert_eq!(read(&byte_mode(odd)), Some((odd.to_vec(), Characters::Bytes)));
        let binary = after(&[(7, 4), (0x8000 | 899, 16)], b"otp");
        assert_eq!(read(&binary), Some((b"otp".to_vec(), Characters::Bytes)));
        let unknown = after(&[(7, 4), (14, 8)], b"otp");
        assert_eq!(read(&unknown), Some((b"otp".to_vec(), Characters::Unsupported(14))));
        let wrong = after(&[(7, 4), (26, 8)], b"\xff");
        assert_eq!(read(&wrong), Some((b"\xff".to_vec(), Characters::Bytes)));
        // One piece in an unknown set: no text at all, rather than one with a hole.
        let both = after(&after(&[(7, 4), (14, 8)], b"a"), b"b");
        assert_eq!(read(&both), Some((b"ab".to_vec(), Characters::Unsupported(14))));
    }

    #[test]
    fn kanji_and_hanzi_have_modes_of_their_own() {
        let kanji = [(8, 4), (1, 8), (((0x8abf - 0x8140) >> 8) * 0xc0 + (0xbf - 0x40), 13)];
        assert_eq!(read(&kanji), known("漢"));
        // One of the first block of rows, one of the second.
        let later = [(8, 4), (1, 8), ((0xea - 0xc1) * 0xc0 + (0x54 - 0x40), 13)];
        assert_eq!(read(&later), known("鶺"));
        let cell = |pair: usize| match pair {
            0..0xab00 => (((pair - 0xa1a1) >> 8) * 0x60 + ((pair - 0xa1a1) & 0xff), 13),
            _ => (((pair - 0xa6a1) >> 8) * 0x60 + ((pair - 0xa6a1) & 0xff), 13),
        };
        let hanzi = [(13, 4), (1, 4), (3, 8), cell(0xcae9), cell(0xb6c1), cell(0xa1a3)];
        assert_eq!(read(&hanzi), known("书读。"));
        assert_eq!(read(&[(13, 4), (2, 4), (0, 8)]), None, "no such subset");
    }

    #[test]
    fn digits_between_bytes_of_a_wide_set_are_digits() {
        let mut parts = after(&[(7, 4), (25, 8)], b"\x92\x80");
        parts.extend([(1, 4), (2, 10), (42, 7)]);
        parts.extend(byte_mode(b"\x88\x4c"));
        assert_eq!(read(&parts), known("銀42行"));
    }

    #[test]
    fn separators_of_gs1_are_told_from_percent_signs() {
        let percent = 38;
        let mut parts = vec![(5, 4), (2, 4), (4, 9)];
        parts.extend([(percent * 45 + percent, 11), (percent * 45 + 10, 11)]);
        assert_eq!(read(&parts), known("%\u{1d}A"));
        assert_eq!(read(&parts[1..]), known("%%%A"));
    }

    #[test]
    fn a_part_says_where_it_belongs() {
        let part = content(&after(&[(3, 4), (1, 4), (2, 4), (0x5a, 8)], b"x")).unwrap();
        assert_eq!(part.place, Some(Place { index: 1, count: 3, parity: 0x5a }));
        assert!(part.has_parity(b'x') && !part.has_parity(b'y'));
        let alone = content(&after(&[(3, 4), (0, 4), (0, 4), (0x5a, 8)], b"x")).unwrap();
        assert_eq!(alone.place, None, "the only one of one");
        assert!(content(&[(3, 4), (3, 4), (2, 4), (0, 8)]).is_none(), "the fourth of three");
        let late = [byte_mode(b"x"), vec![(3, 4), (1, 4), (2, 4), (0, 8)]].concat();
        assert!(content(&late).is_none(), "not at the start");
    }

    #[test]
    fn parts_are_one_text_even_where_a_character_is_cut() {
        let mut whole = content(&after(&[(7, 4), (20, 8)], b"a\x8b")).unwrap();
        whole.append(&content(&byte_mode(b"\xe2\x8ds")).unwrap());
        assert_eq!(whole.text(), known("a銀行").unwrap());
        let mut whole = content(&byte_mode(b"\xc3")).unwrap();
        whole.append(&content(&byte_mode(b"\xa9")).unwrap());
        assert_eq!(whole.text(), known("é").unwrap());
        let mut whole = content(&after(&[(7, 4), (7, 8)], b"\xb1")).unwrap();
        whole.append(&content(&after(&[(7, 4), (9, 8)], b"\xe1")).unwrap());
        assert_eq!(whole.text(), known("Бα").unwrap());
    }

    #[test]
    fn streams_against_the_standard_are_refused() {
        assert_eq!(read(&[(4, 4), (200, 8), (65, 8)]), None, "shorter than it says");
        assert_eq!(read(&[(1, 4), (3, 10), (1000, 10)]), None, "1000 in three digits");
        assert_eq!(read(&[(2, 4), (2, 9), (2047, 11)]), None, "no such letters");
        assert_eq!(read(&[(15, 4), (0, 4)]), None, "no such mode");
        assert_eq!(read(&[(7, 4), (0xff, 8)]), None, "no such assignment");
        assert_eq!(read(&[]), known(""));
    }
}
