//! Secrets as services write them: Base32, and hex for mOTP.
//!
//! What is not Base32 is refused: taking its characters for raw bytes would make wrong codes for
//! ever. Importers use the same two functions.

use data_encoding::{BASE32_NOPAD, HEXLOWER_PERMISSIVE};

use super::finding::{Field, Malformed, Reason};
use super::warning::{AccountWarning, warn};
use crate::secret::{SecretBytes, Wiped};

/// The most bytes of a secret.
pub const LONGEST: usize = 256;
/// The most bytes of an mOTP secret.
pub const LONGEST_HEX: usize = 64;
/// From this many bytes on a secret is not weak (128 bits).
const STRONG: usize = 16;

/// Reads a Base32 secret: blanks, dashes, underscores and trailing `=` are dropped, letters may have
/// either case, surplus bits are dropped with a warning.
///
/// # Errors
/// [`Field::Secret`] with `BadCharacter`, `Empty` or `TooLong`.
pub fn from_base32(
    text: &str,
    warnings: &mut Vec<AccountWarning>,
) -> Result<SecretBytes, Malformed> {
    let mut symbols = symbols(text)?;
    let wrong = |reason| Malformed::new(Field::Secret, reason);
    // 1, 3 and 6 symbols hold no byte more than 0, 2 and 5.
    let surplus = match symbols.len() % 8 {
        1 | 3 | 6 => symbols.pop().is_some(),
        _ => false,
    };
    let spare: u8 = match symbols.len() % 8 {
        2 => 0b11,
        4 => 0b1111,
        5 => 0b1,
        7 => 0b111,
        _ => 0,
    };
    let dirty = symbols.last_mut().is_some_and(|last| {
        let value = value_of(*last);
        *last = symbol_of(value & !spare);
        value & spare != 0
    });
    let bytes = BASE32_NOPAD.decode(&symbols).map_err(|_| wrong(Reason::Conflict))?;
    let secret = sized(bytes, LONGEST)?;
    if surplus || dirty {
        warn(warnings, AccountWarning::SurplusBits);
    }
    Ok(secret)
}

/// Reads an mOTP secret: an even number of hex digits, 1 to 64 bytes.
///
/// # Errors
/// [`Field::Secret`] with `BadCharacter`, `BadEncoding` (odd), `Empty` or `TooLong`.
pub fn from_hex(text: &str) -> Result<SecretBytes, Malformed> {
    let wrong = |reason| Malformed::new(Field::Secret, reason);
    let text = text.trim();
    if let Some(at) = text.chars().position(|c| !c.is_ascii_hexdigit()) {
        return Err(wrong(Reason::BadCharacter { at: place(at) }));
    }
    let bytes = HEXLOWER_PERMISSIVE.decode(text.as_bytes());
    sized(bytes.map_err(|_| wrong(Reason::BadEncoding))?, LONGEST_HEX)
}

/// Warns of a secret under 128 bits (RFC 4226 section 4, R6).
pub fn judge(secret: &SecretBytes, warnings: &mut Vec<AccountWarning>) {
    if secret.len() < STRONG {
        let bits = place(secret.len()).saturating_mul(8);
        warn(warnings, AccountWarning::WeakSecret { bits });
    }
}

/// How many Base32 symbols a text has, if it is one.
pub(super) fn base32_length(text: &str) -> Option<usize> {
    let symbols = symbols(text).ok()?;
    (symbols.len() * 5 / 8 <= LONGEST).then_some(symbols.len())
}

/// Checks that a secret has 1 to `max` bytes.
pub(super) fn sized(bytes: Vec<u8>, max: usize) -> Result<SecretBytes, Malformed> {
    let secret = SecretBytes::new(bytes);
    match secret.len() {
        0 => Err(Malformed::new(Field::Secret, Reason::Empty)),
        length if length > max => {
            Err(Malformed::new(Field::Secret, Reason::TooLong { max: place(max) }))
        }
        _ => Ok(secret),
    }
}

/// The symbols of a Base32 text in upper case, without what people put between them.
fn symbols(text: &str) -> Result<Wiped, Malformed> {
    if text.bytes().all(|byte| matches!(byte, b'A'..=b'Z' | b'2'..=b'7')) {
        return Ok(Wiped::new(text.as_bytes().to_vec()));
    }
    let mut symbols = Wiped::new(Vec::with_capacity(text.len()));
    let mut padding = None;
    for (at, c) in text.chars().enumerate() {
        if c.is_ascii_whitespace() || matches!(c, '\u{b}' | '\u{a0}' | '-' | '_') {
            continue;
        }
        let upper = c.to_ascii_uppercase();
        match (upper, padding) {
            ('=', _) => padding = padding.or(Some(at)),
            (_, Some(at)) => {
                return Err(bad_character(at));
            }
            ('A'..='Z' | '2'..='7', None) => symbols.extend(u8::try_from(upper)),
            (_, None) => return Err(bad_character(at)),
        }
    }
    Ok(symbols)
}

fn bad_character(at: usize) -> Malformed {
    Malformed::new(Field::Secret, Reason::BadCharacter { at: place(at) })
}

fn place(at: usize) -> u64 {
    u64::try_from(at).unwrap_or(u64::MAX)
}

fn value_of(symbol: u8) -> u8 {
    match symbol {
        b'2'..=b'7' => symbol - b'2' + 26,
        letter => letter.saturating_sub(b'A'),
    }
}

fn symbol_of(value: u8) -> u8 {
    match value {
        0..=25 => value + b'A',
        digit => (digit - 26).min(5) + b'2',
    }
}
