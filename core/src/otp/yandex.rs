//! Yandex.Key codes: eight letters from a PIN and a secret (PAYLOADS.md section 4).

use ring::{digest, hmac};
use zeroize::Zeroizing;

use super::code::CodeText;

/// Bytes of the secret that enter the code.
const USED: usize = 16;
/// Bytes of the long form of the secret, which carries a check.
const LONG: usize = 26;
/// The check's polynomial, degree 12.
const POLYNOMIAL: u16 = 0x18f3;
/// 26 to the power of 8, the number of codes.
const CODES: u64 = 208_827_064_576;
/// Letters of a code.
const LETTERS: usize = 8;

/// What a Yandex secret looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretForm {
    /// 16 bytes, all of them used.
    Short,
    /// 26 bytes with a right check, of which the first 16 are used.
    Long,
    /// Another length, or a wrong check.
    Wrong,
}

/// Tells which form a Yandex secret has. In the long form the last 12 bits are the remainder of the
/// first 196 bits, read as a big-endian polynomial over GF(2), modulo 0x18F3.
#[must_use]
pub fn secret_form(secret: &[u8]) -> SecretForm {
    match secret.len() {
        USED => SecretForm::Short,
        LONG if remainder(secret) == 0 => SecretForm::Long,
        _ => SecretForm::Wrong,
    }
}

/// The code of one 30-second step, or `None` when the secret has fewer than 16 bytes.
pub(super) fn code(secret: &[u8], pin: &str, step: u64) -> Option<CodeText> {
    let used = secret.get(..USED)?;
    let mut seed = Zeroizing::new(Vec::with_capacity(pin.len() + USED));
    seed.extend_from_slice(pin.as_bytes());
    seed.extend_from_slice(used);
    let hashed = digest::digest(&digest::SHA256, &seed);
    let key = match hashed.as_ref() {
        [0, rest @ ..] => rest,
        whole => whole,
    };
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), &step.to_be_bytes());
    let offset = usize::from(tag.as_ref().last()? & 0x0f);
    let eight = tag.as_ref().get(offset..)?.first_chunk::<8>()?;
    // `h[o] &= 0x7f` clears the top bit of the number.
    let mut value = (u64::from_be_bytes(*eight) & (u64::MAX >> 1)) % CODES;
    let mut letters = [b'a'; LETTERS];
    for letter in letters.iter_mut().rev() {
        *letter += u8::try_from(value % 26).ok()?;
        value /= 26;
    }
    Some(CodeText::new(letters.iter().copied().map(char::from).collect()))
}

fn remainder(bits: &[u8]) -> u16 {
    let (check, body) = match bits {
        [body @ .., high, low] => (u16::from_be_bytes([high & 0x0f, *low]), (body, high >> 4)),
        _ => return u16::MAX,
    };
    let mut rest = 0;
    for byte in body.0 {
        for bit in (0..8).rev() {
            rest = divided(rest, byte >> bit & 1);
        }
    }
    for bit in (0..4).rev() {
        rest = divided(rest, body.1 >> bit & 1);
    }
    rest ^ check
}

/// One step of the long division.
fn divided(rest: u16, bit: u8) -> u16 {
    let shifted = rest << 1 | u16::from(bit);
    if shifted & 0x1000 == 0 { shifted } else { shifted ^ POLYNOMIAL }
}
