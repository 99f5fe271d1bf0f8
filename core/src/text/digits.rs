//! Digits of any script: what people type as a number is a number, whatever their keyboard writes.
//!
//! Unicode's decimal digits (general category `Nd`) come in runs of ten from zero to nine, so the zeros
//! are the whole table. Nothing else is mapped: not superscripts, circled or Roman numerals (`No`,
//! `Nl`), no letters that look like digits. Text from servers and codes is never mapped.

use crate::secret::SecretString;

/// The ASCII digit that a decimal digit stands for; any other character as it is.
#[must_use]
pub fn ascii(c: char) -> char {
    let place = ZEROS.partition_point(|zero| *zero <= c);
    let zero = place.checked_sub(1).and_then(|place| ZEROS.get(place));
    let value = zero.and_then(|zero| u32::from(c).checked_sub(u32::from(*zero)));
    value.and_then(|value| char::from_digit(value, 10)).unwrap_or(c)
}

/// The same for a text that was typed.
#[must_use]
pub fn ascii_text(typed: &str) -> SecretString {
    // No digit grows: the text is not copied again on the way.
    let mut text = String::with_capacity(typed.len());
    text.extend(typed.chars().map(ascii));
    SecretString::new(text)
}

/// The zeros, in order (Unicode 17.0).
const ZEROS: [char; 77] = [
    '\u{30}',
    '\u{660}',
    '\u{6f0}',
    '\u{7c0}',
    '\u{966}',
    '\u{9e6}',
    '\u{a66}',
    '\u{ae6}',
    '\u{b66}',
    '\u{be6}',
    '\u{c66}',
    '\u{ce6}',
    '\u{d66}',
    '\u{de6}',
    '\u{e50}',
    '\u{ed0}',
    '\u{f20}',
    '\u{1040}',
    '\u{1090}',
    '\u{17e0}',
    '\u{1810}',
    '\u{1946}',
    '\u{19d0}',
    '\u{1a80}',
    '\u{1a90}',
    '\u{1b50}',
    '\u{1bb0}',
    '\u{1c40}',
    '\u{1c50}',
    '\u{a620}',
    '\u{a8d0}',
    '\u{a900}',
    '\u{a9d0}',
    '\u{a9f0}',
    '\u{aa50}',
    '\u{abf0}',
    '\u{ff10}',
    '\u{104a0}',
    '\u{10d30}',
    '\u{10d40}',
    '\u{11066}',
    '\u{110f0}',
    '\u{11136}',
    '\u{111d0}',
    '\u{112f0}',
    '\u{11450}',
    '\u{114d0}',
    '\u{11650}',
    '\u{116c0}',
    '\u{116d0}',
    '\u{116da}',
    '\u{11730}',
    '\u{118e0}',
    '\u{11950}',
    '\u{11bf0}',
    '\u{11c50}',
    '\u{11d50}',
    '\u{11da0}',
    '\u{11de0}',
    '\u{11f50}',
    '\u{16130}',
    '\u{16a60}',
    '\u{16ac0}',
    '\u{16b50}',
    '\u{16d70}',
    '\u{1ccf0}',
    '\u{1d7ce}',
    '\u{1d7d8}',
    '\u{1d7e2}',
    '\u{1d7ec}',
    '\u{1d7f6}',
    '\u{1e140}',
    '\u{1e2f0}',
    '\u{1e4f0}',
    '\u{1e5f1}',
    '\u{1e950}',
    '\u{1fbf0}',
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_decimal_digit_and_nothing_else_is_mapped() {
        let class = regex_syntax::parse(r"\p{Nd}").unwrap();
        let regex_syntax::hir::HirKind::Class(regex_syntax::hir::Class::Unicode(class)) =
            class.into_kind()
        else {
            panic!("a class of characters");
        };
        // Younger than the table that it is compared with: Tolong Siki.
        let young = '\u{11de0}'..='\u{11de9}';
        let known: std::collections::HashSet<char> =
            class.iter().flat_map(|range| range.start()..=range.end()).chain(young).collect();
        for c in '\0'..=char::MAX {
            let mapped = ascii(c);
            if known.contains(&c) {
                assert!(mapped.is_ascii_digit() && c.is_numeric(), "{c:?}");
            } else {
                assert_eq!(mapped, c);
            }
        }
        assert_eq!(known.len(), 10 * ZEROS.len());
    }

    #[test]
    fn each_run_counts_from_zero() {
        for zero in ZEROS {
            let run: String =
                (0..10).filter_map(|n| char::from_u32(u32::from(zero) + n)).map(ascii).collect();
            assert_eq!(run, "0123456789", "{zero:?}");
        }
        for (typed, meant) in [
            ("٤٢", "42"),
            ("۴۲", "42"),
            ("४२", "42"),
            ("４２", "42"),
            ("๔๒", "42"),
            ("𝟜𝟚", "42"),
            ("4٢", "42"),
        ] {
            assert_eq!(ascii_text(typed).expose(), meant);
        }
        for other in ["²", "④", "Ⅳ", "四", "፬", "½", "l", "O", "٫", "۔", "-", " "] {
            assert_eq!(ascii_text(other).expose(), other);
        }
    }
}
