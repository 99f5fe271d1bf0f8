//! Codes that people type: Crockford's base 32, without I, L, O and U.

use crate::outside::{NoRandom, Random};

/// The characters, by value.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Characters of a set-up code.
pub(crate) const SET_UP: usize = 10;

/// Characters of a one-time pass.
pub(crate) const PASS: usize = 16;

/// Longest text that is read as a code.
const LONGEST: usize = 64;

/// A code of so many random characters.
///
/// # Errors
/// As [`Random::fill`].
pub(crate) fn draw(random: &dyn Random, length: usize) -> Result<String, NoRandom> {
    let mut raw = vec![0; length];
    random.fill(&mut raw)?;
    // 256 is a multiple of 32: each character is as likely as any other.
    let character = |byte: u8| ALPHABET.get(usize::from(byte % 32)).copied().map(char::from);
    Ok(raw.into_iter().filter_map(character).collect())
}

/// What was typed as the code was drawn; `None` when it is no code of this length. Case, blanks and
/// dashes do not matter, O counts as 0, and I and L count as 1.
pub(crate) fn read(typed: &str, length: usize) -> Option<String> {
    if typed.len() > LONGEST {
        return None;
    }
    let mut code = String::with_capacity(length);
    for character in typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '–')) {
        let character = match character.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        if !character.is_ascii() || !ALPHABET.iter().any(|known| char::from(*known) == character) {
            return None;
        }
        code.push(character);
    }
    (code.len() == length).then_some(code)
}

/// A code in groups that people can keep in mind: `1A2B3-C4D5E`, `1A2B-3C4D-5E6F-7G8H`.
pub(crate) fn grouped(code: &str) -> String {
    let group = if code.len().is_multiple_of(4) { 4 } else { 5 };
    let mut out = String::with_capacity(code.len() + code.len() / group);
    for (at, character) in code.chars().enumerate() {
        if at > 0 && at.is_multiple_of(group) {
            out.push('-');
        }
        out.push(character);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_drawn_is_read_however_it_is_typed() {
        let random = |out: &mut [u8]| -> Result<(), NoRandom> {
            for (byte, value) in out.iter_mut().zip(248..) {
                *byte = value;
            }
            Ok(())
        };
        let code = draw(&random, 4).unwrap();
        assert_eq!(code, "RSTV");
        assert_eq!(grouped("1A2B3C4D5E"), "1A2B3-C4D5E");
        assert_eq!(grouped("1A2B3C4D5E6F7G8H"), "1A2B-3C4D-5E6F-7G8H");
        for typed in ["0123456789", "oi23 456-789", " OL23456789\t", "0-1-2-3-4-5-6-7-8-9"] {
            assert_eq!(read(typed, SET_UP).as_deref(), Some("0123456789"), "{typed}");
        }
        for other in ["", "012345678", "01234567890", "u123456789", "٠123456789", "01234.6789"] {
            assert_eq!(read(other, SET_UP), None, "{other}");
        }
        assert_eq!(read(&" ".repeat(65), 0), None);
    }
}
