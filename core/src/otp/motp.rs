//! Mobile-OTP codes: six hex digits of MD5, ten-second steps (PAYLOADS.md section 4).

use md5::{Digest as _, Md5};
use zeroize::Zeroizing;

use super::code::CodeText;
use super::types::MotpForm;

/// Hex digits of a code.
const LENGTH: usize = 6;

/// The code of one ten-second step: the first six hex digits of
/// MD5(decimal step || hex secret || PIN).
pub(super) fn code(secret: &[u8], form: MotpForm, pin: &str, step: u64) -> CodeText {
    let mut hash = Md5::new();
    hash.update(step.to_string());
    match form {
        MotpForm::Bytes => {
            let hex = Zeroizing::new(data_encoding::HEXLOWER.encode(secret));
            hash.update(hex.as_bytes());
        }
        MotpForm::Text => hash.update(secret),
    }
    hash.update(pin);
    let sum = Zeroizing::new(data_encoding::HEXLOWER.encode(&hash.finalize()));
    CodeText::new(sum.chars().take(LENGTH).collect())
}
