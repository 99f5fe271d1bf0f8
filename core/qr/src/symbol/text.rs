//! The bit stream of a symbol to its text (ISO/IEC 18004 clause 7.4).

use super::layout::Version;
use super::shift_jis;

/// Decodes the data codewords. `None` if they contradict the standard.
///
/// Bytes with a declared character set (ECI) that is known here become UTF-8. Undeclared bytes stay
/// as they are if they are UTF-8; else they become UTF-8 if they are Japanese text in Shift JIS,
/// which was the standard's first character set; else they stay as they are.
pub(super) fn decode(data: &[u8], version: Version) -> Option<Vec<u8>> {
    let mut bits = Bits { data, at: 0 };
    let mut out = Text { done: Vec::new(), pending: Vec::new(), charset: Charset::Undeclared };
    let class = match version.number() {
        0..=9 => 0,
        10..=26 => 1,
        _ => 2,
    };
    while bits.left() >= 4 {
        match bits.take(4)? {
            0 => break,
            1 => numeric(&mut bits, [10, 12, 14][class], &mut out.pending)?,
            2 => alphanumeric(&mut bits, [9, 11, 13][class], &mut out.pending)?,
            4 => {
                for _ in 0..bits.take([8, 16, 16][class])? {
                    out.pending.push(bits.take_byte(8)?);
                }
            }
            8 => {
                out.close();
                for _ in 0..bits.take([8, 10, 12][class])? {
                    let pair = bits.take(13)?;
                    out.push_char(shift_jis::kanji(pair / 0xc0, pair % 0xc0)?);
                }
            }
            7 => {
                out.close();
                out.charset = Charset::from_number(assignment(&mut bits)?);
            }
            // One part of several: position and parity are of no use without the other parts.
            3 => drop(bits.take(16)?),
            // FNC1: the data that follows is plain text with a meaning by GS1 or an industry.
            5 => {}
            9 => drop(bits.take(8)?),
            _ => return None,
        }
    }
    out.close();
    Some(out.done)
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

fn numeric(bits: &mut Bits<'_>, length: usize, out: &mut Vec<u8>) -> Option<()> {
    let mut left = bits.take(length)?;
    while left > 0 {
        let digits = left.min(3);
        let value = bits.take(digits * 3 + 1)?;
        if value >= [1, 10, 100, 1000][digits] {
            return None;
        }
        let text = format!("{value:0digits$}");
        out.extend_from_slice(text.as_bytes());
        left -= digits;
    }
    Some(())
}

fn alphanumeric(bits: &mut Bits<'_>, length: usize, out: &mut Vec<u8>) -> Option<()> {
    const LETTERS: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    let mut left = bits.take(length)?;
    while left >= 2 {
        let pair = bits.take(11)?;
        out.push(*LETTERS.get(pair / 45)?);
        out.push(LETTERS[pair % 45]);
        left -= 2;
    }
    if left == 1 {
        out.push(*LETTERS.get(bits.take(6)?)?);
    }
    Some(())
}

/// The number of an extended channel interpretation, in one to three bytes.
fn assignment(bits: &mut Bits<'_>) -> Option<usize> {
    let first = bits.take(8)?;
    match first {
        0x00..=0x7f => Some(first),
        0x80..=0xbf => Some((first & 0x3f) << 8 | bits.take(8)?),
        0xc0..=0xdf => Some((first & 0x1f) << 16 | bits.take(16)?),
        _ => None,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Charset {
    Undeclared,
    Latin1,
    ShiftJis,
    /// UTF-8, ASCII, binary, and those that are not known here.
    AsItStands,
}

impl Charset {
    fn from_number(number: usize) -> Self {
        match number {
            1 | 3 => Self::Latin1,
            20 => Self::ShiftJis,
            _ => Self::AsItStands,
        }
    }
}

struct Text {
    done: Vec<u8>,
    /// Bytes since the last change of character set.
    pending: Vec<u8>,
    charset: Charset,
}

impl Text {
    fn push_char(&mut self, letter: char) {
        let mut buffer = [0; 4];
        self.done.extend_from_slice(letter.encode_utf8(&mut buffer).as_bytes());
    }

    /// Turns the pending bytes into text.
    fn close(&mut self) {
        let pending = std::mem::take(&mut self.pending);
        let japanese = match self.charset {
            Charset::Undeclared if std::str::from_utf8(&pending).is_err() => {
                shift_jis::decode(&pending).filter(|text| shift_jis::is_plausible(text))
            }
            Charset::ShiftJis => shift_jis::decode(&pending),
            Charset::Latin1 => Some(pending.iter().copied().map(char::from).collect()),
            Charset::Undeclared | Charset::AsItStands => None,
        };
        match japanese {
            Some(text) => self.done.extend_from_slice(text.as_bytes()),
            None => self.done.extend_from_slice(&pending),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bits(parts: &[(usize, usize)]) -> Vec<u8> {
        let bits: String = parts.iter().map(|(value, width)| format!("{value:0width$b}")).collect();
        bits.as_bytes()
            .chunks(8)
            .map(|c| c.iter().enumerate().fold(0, |b, (i, bit)| b | (bit - b'0') << (7 - i)))
            .collect()
    }

    fn read(parts: &[(usize, usize)]) -> Option<Vec<u8>> {
        decode(&bits(parts), Version::new(1).unwrap())
    }

    fn byte_mode(bytes: &[u8]) -> Vec<(usize, usize)> {
        let mut parts = vec![(4, 4), (bytes.len(), 8)];
        parts.extend(bytes.iter().map(|b| (usize::from(*b), 8)));
        parts
    }

    #[test]
    fn digits_letters_and_bytes_follow_each_other() {
        let mut parts = vec![(1, 4), (5, 10), (12, 10), (34, 7)];
        parts.extend([(2, 4), (3, 9), (10 * 45 + 11, 11), (44, 6)]);
        parts.extend(byte_mode("é".as_bytes()));
        assert_eq!(read(&parts).unwrap(), "01234AB:é".as_bytes());
    }

    #[test]
    fn declared_and_guessed_character_sets_become_utf8() {
        let mut latin = vec![(7, 4), (3, 8)];
        latin.extend(byte_mode(b"caf\xe9"));
        assert_eq!(read(&latin).unwrap(), "café".as_bytes());
        // Katakana "QR" of halves and kanji in undeclared Shift JIS.
        assert_eq!(read(&byte_mode(b"\xc3\xde\xbb\xdeQR")).unwrap(), "ﾃﾞｻﾞQR".as_bytes());
        assert_eq!(read(&byte_mode(b"\x8a\xbf\x8e\x9a")).unwrap(), "漢字".as_bytes());
        assert_eq!(read(&byte_mode(b"caf\xe9")).unwrap(), b"caf\xe9");
        let kanji = [(8, 4), (1, 8), (((0x8abf - 0x8140) >> 8) * 0xc0 + (0xbf - 0x40), 13)];
        assert_eq!(read(&kanji).unwrap(), "漢".as_bytes());
    }

    #[test]
    fn streams_against_the_standard_are_refused() {
        assert_eq!(read(&[(4, 4), (200, 8), (65, 8)]), None, "shorter than it says");
        assert_eq!(read(&[(1, 4), (3, 10), (1000, 10)]), None, "1000 in three digits");
        assert_eq!(read(&[(2, 4), (2, 9), (2047, 11)]), None, "no such letters");
        assert_eq!(read(&[(15, 4), (0, 4)]), None, "no such mode");
        assert_eq!(read(&[(7, 4), (0xff, 8)]), None, "no such assignment");
        assert_eq!(read(&[]).unwrap(), b"");
    }
}
