//! What bytes without a declared character set are (COMMANDS.md): UTF-8, Shift JIS or ISO/IEC 8859-1.

use super::Charset;

/// The set of pieces that were written in one, or `None` if they are no text. UTF-8 is no guess: text
/// in another set hardly ever is valid by its rules.
pub(in crate::symbol) fn guess<'a>(
    pieces: impl Iterator<Item = &'a [u8]> + Clone,
) -> Option<Charset> {
    if pieces.clone().all(|bytes| std::str::from_utf8(bytes).is_ok()) {
        return Some(Charset::Utf8);
    }
    let latin = pieces.clone().flatten().all(|byte| is_latin(*byte));
    let mut evidence = Evidence::default();
    if pieces.clone().all(|bytes| evidence.add(bytes).is_some()) && evidence.is_japanese(latin) {
        return Some(Charset::ShiftJis);
    }
    latin.then_some(Charset::Latin1)
}

/// Whether the byte is a character of ISO/IEC 8859-1 as text has it.
fn is_latin(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\r' | 0x20..=0x7e | 0xa0..=0xff)
}

/// What speaks for Shift JIS.
#[derive(Default)]
struct Evidence {
    kana: usize,
    kanji: usize,
    /// Two katakana of half width or more in a row; one alone may be a capital with an accent.
    half_width_runs: usize,
    ascii_trails: usize,
}

impl Evidence {
    /// `None` if `bytes` are no Shift JIS, or have a letter where it would be half of a character.
    fn add(&mut self, bytes: &[u8]) -> Option<()> {
        let mut text = zeroize::Zeroizing::new(String::with_capacity(bytes.len() * 3));
        Charset::ShiftJis.decode(bytes, &mut text)?;
        let mut rest = bytes.iter();
        while let Some(lead) = rest.next() {
            if matches!(lead, 0x81..=0x9f | 0xe0..=0xfc) {
                let trail = rest.next()?;
                if trail.is_ascii_alphabetic() {
                    return None;
                }
                self.ascii_trails += usize::from(trail.is_ascii());
            }
        }
        let mut half_width = 0;
        for letter in text.chars() {
            half_width = if matches!(letter, '\u{ff61}'..='\u{ff9f}') { half_width + 1 } else { 0 };
            self.half_width_runs += usize::from(half_width == 2);
            self.kana += usize::from(matches!(letter, '\u{3041}'..='\u{30ff}'));
            self.kanji += usize::from(matches!(letter, '\u{4e00}'..='\u{9fff}' | '々'));
        }
        Some(())
    }

    /// Text that would be good ISO/IEC 8859-1 too must show more than any other: in that set the
    /// lead bytes of rarer kanji are small letters with accents, and "@" may follow them.
    fn is_japanese(&self, latin: bool) -> bool {
        let shown = self.kana > 0 || self.half_width_runs > 0 || self.kanji >= 2;
        shown && !(latin && self.ascii_trails > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(bytes: &[u8]) -> Option<Charset> {
        guess([bytes].into_iter())
    }

    #[test]
    fn text_is_taken_for_what_it_is() {
        for (bytes, charset) in [
            (&b"plain"[..], Some(Charset::Utf8)),
            ("Bäckerei".as_bytes(), Some(Charset::Utf8)),
            // "B\u{e4}ckerei \u{d6}l:zo\u{eb}@post": a letter would be half of a kanji.
            (b"B\xe4ckerei \xd6l:zo\xeb@post", Some(Charset::Latin1)),
            (b"\xd6l", Some(Charset::Latin1)),
            (b"Stra\xdfe", Some(Charset::Latin1)),
            (b"Jos\xe9@a Andr\xe9@b", Some(Charset::Latin1)),
            (b"caf\xe9", Some(Charset::Latin1)),
            (b"\xa330\t\xa9\r\n", Some(Charset::Latin1)),
            (b"\xc3\xde\xbb\xdeQR", Some(Charset::ShiftJis)),
            (b"\x8a\xbf\x8e\x9a", Some(Charset::ShiftJis)),
            (b"\x83\x40", Some(Charset::ShiftJis)),
            // One kanji alone is no evidence, and these are controls in ISO/IEC 8859-1.
            (b"\x8a\xbf", None),
            (b"\x8a\xbf\x8e\x9a\x83A", None),
            (b"\x80abc", None),
            (b"a\0\xff", None),
        ] {
            assert_eq!(guessed(bytes), charset, "{bytes:x?}");
        }
    }

    #[test]
    fn one_piece_decides_for_all() {
        let pieces = [&b"\xe9"[..], b"caf\xc3\xa9"];
        assert_eq!(guess(pieces.into_iter()), Some(Charset::Latin1));
    }
}
