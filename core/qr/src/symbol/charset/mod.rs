//! Character sets of a symbol's bytes, by the numbers of the extended channel interpretations (AIM ITS/04-023).
//!
//! Own tables: `encoding_rs` for the East Asian sets alone adds 157 KB to a library, these add 43 KB, and
//! the first of the standard's sets, code page 437, is not in it. Big5 (28) and EUC-KR (30) are left out for their size.

mod cells;
mod gb_18030;
mod guess;
mod shift_jis;
mod single_byte;
mod unicode;

pub(super) use guess::guess;

/// How bytes become characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Charset {
    Ascii,
    Latin1,
    /// A row of the single-byte table.
    SingleByte(usize),
    ShiftJis,
    /// GB 2312 and GBK are parts of it.
    Gb18030,
    Utf8,
    Utf16(ByteOrder),
    Utf32(ByteOrder),
}

/// Which byte of a wider unit comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ByteOrder {
    Big,
    Little,
}

impl Charset {
    /// The set with that number, or `None` if it is not known here.
    pub(super) fn from_number(number: u32) -> Option<Self> {
        Some(match number {
            1 | 3 => Self::Latin1,
            20 => Self::ShiftJis,
            25 => Self::Utf16(ByteOrder::Big),
            26 => Self::Utf8,
            27 | 170 => Self::Ascii,
            29 | 31 | 32 => Self::Gb18030,
            33 => Self::Utf16(ByteOrder::Little),
            34 => Self::Utf32(ByteOrder::Big),
            35 => Self::Utf32(ByteOrder::Little),
            _ => Self::SingleByte(single_byte::row(number)?),
        })
    }

    /// Appends all of `bytes` as text, or returns `None` if any of them is no character of this set.
    pub(super) fn decode(self, bytes: &[u8], out: &mut String) -> Option<()> {
        match self {
            Self::Ascii if bytes.is_ascii() => out.push_str(std::str::from_utf8(bytes).ok()?),
            Self::Ascii => return None,
            Self::Latin1 => out.extend(bytes.iter().copied().map(char::from)),
            Self::SingleByte(row) => single_byte::decode(row, bytes, out)?,
            Self::ShiftJis => shift_jis::decode(bytes, out)?,
            Self::Gb18030 => gb_18030::decode(bytes, out)?,
            Self::Utf8 => out.push_str(std::str::from_utf8(bytes).ok()?),
            Self::Utf16(order) => unicode::utf16(bytes, order, out)?,
            Self::Utf32(order) => unicode::utf32(bytes, order, out)?,
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(number: u32, bytes: &[u8]) -> Option<String> {
        let mut out = String::new();
        Charset::from_number(number)?.decode(bytes, &mut out).map(|()| out)
    }

    #[test]
    fn every_set_of_the_contract_is_known_and_has_ascii() {
        for number in
            (0..=13).chain(15..=18).chain((20..=32).filter(|number| ![28, 30].contains(number)))
        {
            let bytes: &[u8] = if number == 25 { b"\0o\0t\0p" } else { b"otp" };
            assert_eq!(read(number, bytes).as_deref(), Some("otp"), "{number}");
        }
        for number in [14, 19, 28, 30, 36, 169, 898, 899, 900, 811_799, 999_999] {
            assert!(Charset::from_number(number).is_none(), "{number}");
        }
    }

    #[test]
    fn letters_of_each_set_are_where_they_should_be() {
        for (number, bytes, text) in [
            (0, &b"caf\x82"[..], "café"),
            (2, b"\xe1", "ß"),
            (1, b"\xe9", "é"),
            (3, b"\xe9", "é"),
            (4, b"\xb3\xf3d\xbc", "łódź"),
            (5, b"\xa6", "Ĥ"),
            (6, b"\xb3", "ŗ"),
            (7, b"\xb1\xd0\xdd\xda", "Банк"),
            (8, b"\xc8\xe6\xe3", "بنك"),
            (9, b"\xf4\xf1\xdc\xf0\xe5\xe6\xe1", "τράπεζα"),
            (10, b"\xe1\xf0\xf7", "בנק"),
            (11, b"\xfe\xfd", "şı"),
            (12, b"\xbd", "―"),
            (13, b"\xb8\xb9\xd2", "ธนา"),
            (15, b"\xe0\xf0", "ąš"),
            (16, b"\xd0", "Ŵ"),
            (17, b"\xa4", "€"),
            (18, b"\xaa", "Ș"),
            (20, b"\x8b\xe2\x8ds\xb1", "銀行ｱ"),
            (21, b"\x80\x9c", "€ś"),
            (22, b"\xc1\xe0\xed\xea\xb8", "Банкё"),
            (23, b"\x80\x92", "€’"),
            (24, b"\x81", "پ"),
            (25, b"\x92\x80\x88\x4c\xd8\x3d\xde\x00", "銀行😀"),
            (26, "銀行".as_bytes(), "銀行"),
            (29, b"\xd2\xf8\xd0\xd0", "银行"),
            (31, b"\xd2\xf8\xd0\xd0", "银行"),
            (32, b"\xd2\xf8\x81\x30\x81\x30\x90\x30\x81\x30", "银\u{80}\u{10000}"),
        ] {
            assert_eq!(read(number, bytes).as_deref(), Some(text), "{number}");
        }
    }

    #[test]
    fn bytes_that_a_set_does_not_have_are_no_text() {
        for (number, bytes) in [
            (5, &b"\xa5"[..]),
            (4, b"\x85"),
            (20, b"\x81"),
            (20, b"\x81\x20"),
            (20, b"\xf0\x40"),
            (20, b"\xfd"),
            (25, b"\0o\0"),
            (25, b"\xd8\x00\0o"),
            (26, b"\xff"),
            (27, b"\x80"),
            (32, b"\x81"),
            (32, b"\x81\x30\x81"),
            (32, b"\x81\x30\x81\x40"),
            (32, b"\xff\xa1"),
            (32, b"\x85\x30\x81\x30"),
            (32, b"\xfe\x39\xfe\x39"),
            (34, b"\0\x11\0\0"),
            (35, b"\0\0\0"),
        ] {
            assert_eq!(read(number, bytes), None, "{number} {bytes:x?}");
        }
    }

    #[test]
    fn a_mark_of_the_byte_order_is_obeyed_and_left_out() {
        assert_eq!(read(25, b"\xfe\xff\0o").as_deref(), Some("o"));
        assert_eq!(read(25, b"\xff\xfeo\0").as_deref(), Some("o"));
        assert_eq!(read(33, b"o\0").as_deref(), Some("o"));
        assert_eq!(read(34, b"\0\0\0o").as_deref(), Some("o"));
        assert_eq!(read(35, b"o\0\0\0").as_deref(), Some("o"));
    }

    #[test]
    fn no_pair_of_bytes_breaks_any_set() {
        let odd = |c: char| c == char::REPLACEMENT_CHARACTER || c == '\0';
        for number in [0, 4, 7, 20, 25, 32] {
            let charset = Charset::from_number(number).unwrap();
            let mut out = String::new();
            for pair in 0..=u16::MAX {
                let pair = pair.to_be_bytes();
                let _answered = charset.decode(&pair, &mut out);
                assert!(
                    number == 25 || pair.contains(&0) || !out.contains(odd),
                    "{number} {pair:x?}"
                );
                out.clear();
            }
        }
    }
}
