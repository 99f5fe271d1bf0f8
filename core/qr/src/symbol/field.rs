//! Arithmetic in GF(256) with the polynomial 0x11D, in which the codewords are corrected.

/// Powers of the generator, twice over so that sums of two logarithms need no reduction.
const EXP: [u8; 512] = tables().0;
/// Logarithms; that of 0 is not used.
const LOG: [u8; 256] = tables().1;

#[allow(clippy::as_conversions, reason = "constant evaluation knows no TryFrom")]
const fn tables() -> ([u8; 512], [u8; 256]) {
    let (mut exp, mut log) = ([0; 512], [0; 256]);
    let mut value = 1_usize;
    let mut i = 0;
    while i < 255 {
        exp[i] = value as u8;
        exp[i + 255] = value as u8;
        log[value] = i as u8;
        value <<= 1;
        if value > 255 {
            value ^= 0x11d;
        }
        i += 1;
    }
    (exp, log)
}

/// The generator to the power of `exponent`.
pub(crate) fn power(exponent: usize) -> u8 {
    EXP[exponent % 255]
}

pub(crate) fn product(a: u8, b: u8) -> u8 {
    if a == 0 || b == 0 {
        return 0;
    }
    EXP[usize::from(LOG[usize::from(a)]) + usize::from(LOG[usize::from(b)])]
}

/// `a / b`; `None` for a division by zero.
pub(super) fn quotient(a: u8, b: u8) -> Option<u8> {
    match (a, b) {
        (_, 0) => None,
        (0, _) => Some(0),
        _ => Some(EXP[usize::from(LOG[usize::from(a)]) + 255 - usize::from(LOG[usize::from(b)])]),
    }
}

/// The value at `x` of a polynomial with the lowest coefficient first.
pub(super) fn value_at(coefficients: &[u8], x: u8) -> u8 {
    coefficients.iter().rev().fold(0, |sum, c| product(sum, x) ^ c)
}
