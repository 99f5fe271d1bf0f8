//! Arithmetic in GF(256) with the polynomial 0x11D, in which the codewords are corrected.

use g2p::Tables;

static TABLES: Tables = Tables::new(8, 0x11d);

/// The generator to the power of `exponent`.
pub(crate) fn power(exponent: usize) -> u8 {
    TABLES.power(exponent)
}

pub(crate) fn product(a: u8, b: u8) -> u8 {
    TABLES.product(a, b)
}

/// `a / b`; `None` for a division by zero.
pub(super) fn quotient(a: u8, b: u8) -> Option<u8> {
    TABLES.quotient(a, b)
}

/// The value at `x` of a polynomial with the lowest coefficient first.
pub(super) fn value_at(coefficients: &[u8], x: u8) -> u8 {
    coefficients.iter().rev().fold(0, |sum, c| product(sum, x) ^ c)
}
