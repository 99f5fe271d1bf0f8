//! Arithmetic in the fields of 2 to 256 elements in which QR codes are corrected (ISO/IEC 18004
//! annex B and C).
//!
//! It has the part of the interface of g2p 1.2 that rqrr's decoder uses, and takes its place: there, a field
//! of any size is a table of all products (64 KiB each, of which two are linked), made by a procedural macro.
//! Here it is logarithms, computed by the compiler. The core's own decoder uses the same.
#![no_std]
#![forbid(unsafe_code)]

use core::ops::{Add, AddAssign, Div, Mul, MulAssign};

/// What rqrr's decoder does with the elements of a field.
pub trait GaloisField:
    Add<Output = Self>
    + AddAssign
    + Mul<Output = Self>
    + MulAssign
    + Div<Output = Self>
    + Copy
    + PartialEq
{
    /// Adds to anything without a change.
    const ZERO: Self;
    /// Multiplies anything without a change.
    const ONE: Self;
    /// Its powers are all elements but zero.
    const GENERATOR: Self;

    /// The element times itself `exponent` times; one for none.
    #[must_use]
    fn pow(self, exponent: usize) -> Self;
}

/// Powers and logarithms of a field whose generator is the polynomial x.
pub struct Tables {
    /// Elements but zero, after which the powers begin again.
    order: usize,
    /// Twice over, so that the sum of two logarithms needs no reduction; as long as no sum of two bytes is
    /// beyond its end.
    powers: [u8; 511],
    /// That of zero is not used.
    logarithms: [u8; 256],
}

impl Tables {
    /// The field of 2^`bits` elements with products modulo the polynomial `modulus`.
    ///
    /// # Panics
    /// If there is no such field, or x does not generate it; in a constant, the compiler says so.
    #[must_use]
    #[allow(clippy::as_conversions, reason = "constant evaluation knows no TryFrom")]
    pub const fn new(bits: u32, modulus: usize) -> Self {
        assert!(bits >= 1 && bits <= 8, "an element is a byte");
        let order = (1 << bits) - 1;
        let mut tables = Self { order, powers: [0; 511], logarithms: [0; 256] };
        let mut value = 1_usize;
        let mut i = 0;
        while i < order {
            assert!(i == 0 || value != 1, "x does not generate the field");
            tables.powers[i] = value as u8;
            tables.powers[i + order] = value as u8;
            tables.logarithms[value] = i as u8;
            value <<= 1;
            if value > order {
                value ^= modulus;
            }
            assert!(value <= order, "the modulus has another degree");
            i += 1;
        }
        assert!(value == 1, "x does not generate the field");
        tables
    }

    /// The generator to the power of `exponent`.
    #[must_use]
    #[inline]
    pub fn power(&self, exponent: usize) -> u8 {
        self.powers[exponent % self.order]
    }

    /// `a` times `b`.
    #[must_use]
    #[inline]
    pub fn product(&self, a: u8, b: u8) -> u8 {
        if a == 0 || b == 0 {
            return 0;
        }
        self.powers[self.logarithm(a) + self.logarithm(b)]
    }

    /// `a` by `b`; `None` for a division by zero.
    #[must_use]
    #[inline]
    pub fn quotient(&self, a: u8, b: u8) -> Option<u8> {
        match (a, b) {
            (_, 0) => None,
            (0, _) => Some(0),
            _ => Some(self.powers[self.logarithm(a) + self.order - self.logarithm(b)]),
        }
    }

    /// `a` to the power of `exponent`.
    #[must_use]
    #[inline]
    pub fn power_of(&self, a: u8, exponent: usize) -> u8 {
        match (a, exponent) {
            (_, 0) => 1,
            (0, _) => 0,
            _ => self.power(self.logarithm(a) * (exponent % self.order)),
        }
    }

    fn logarithm(&self, a: u8) -> usize {
        usize::from(self.logarithms[usize::from(a)])
    }
}

/// Makes a private type for the elements of a field: its name, its bits, and the polynomial that reduces products.
#[macro_export]
macro_rules! g2p {
    ($name:ident, $bits:literal, modulus: $modulus:literal) => {
        /// An element, as the bits of its polynomial.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        struct $name(u8);

        const _: () = {
            static TABLES: $crate::Tables = $crate::Tables::new($bits, $modulus);

            impl ::core::ops::Add for $name {
                type Output = Self;
                #[allow(clippy::suspicious_arithmetic_impl, reason = "a sum without carry")]
                fn add(self, other: Self) -> Self {
                    Self(self.0 ^ other.0)
                }
            }
            impl ::core::ops::AddAssign for $name {
                fn add_assign(&mut self, other: Self) {
                    *self = *self + other;
                }
            }
            impl ::core::ops::Mul for $name {
                type Output = Self;
                fn mul(self, other: Self) -> Self {
                    Self(TABLES.product(self.0, other.0))
                }
            }
            impl ::core::ops::MulAssign for $name {
                fn mul_assign(&mut self, other: Self) {
                    *self = *self * other;
                }
            }
            impl ::core::ops::Div for $name {
                type Output = Self;
                fn div(self, other: Self) -> Self {
                    let quotient = TABLES.quotient(self.0, other.0);
                    assert!(quotient.is_some(), "division by zero");
                    Self(quotient.unwrap_or_default())
                }
            }
            impl $crate::GaloisField for $name {
                const ZERO: Self = Self(0);
                const ONE: Self = Self(1);
                const GENERATOR: Self = Self(2);
                fn pow(self, exponent: usize) -> Self {
                    Self(TABLES.power_of(self.0, exponent))
                }
            }
        };
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    g2p!(GF16, 4, modulus: 0b1_0011);
    g2p!(GF256, 8, modulus: 0b1_0001_1101);

    /// By the definition: the polynomials multiplied without carry, and the remainder of the division by
    /// the modulus, whose degree is `bits`.
    fn defined(a: u8, b: u8, bits: u32, modulus: u32) -> u8 {
        let (a, b) = (u32::from(a), u32::from(b));
        let product = (0..8).filter(|i| b >> i & 1 == 1).fold(0, |sum, i| sum ^ a << i);
        let rest = (bits..16).rev().fold(product, |rest, degree| {
            if rest >> degree & 1 == 1 { rest ^ modulus << (degree - bits) } else { rest }
        });
        u8::try_from(rest).unwrap()
    }

    macro_rules! agrees {
        ($name:ident, $bits:literal, $modulus:literal) => {
            let last = u8::try_from((1_u32 << $bits) - 1).unwrap();
            for a in 0..=last {
                for b in 0..=last {
                    let product = defined(a, b, $bits, $modulus);
                    assert_eq!($name(a) * $name(b), $name(product), "{a} {b}");
                    assert_eq!($name(a) + $name(b), $name(a ^ b), "{a} {b}");
                    let mut changed = $name(a);
                    changed *= $name(b);
                    assert_eq!(changed, $name(product), "{a} {b}");
                    changed += $name(a);
                    assert_eq!(changed, $name(product ^ a), "{a} {b}");
                    if b != 0 {
                        assert_eq!($name(product) / $name(b), $name(a), "{a} {b}");
                    }
                }
                let mut power = 1;
                for exponent in 0..600 {
                    assert_eq!($name(a).pow(exponent), $name(power), "{a} {exponent}");
                    power = defined(power, a, $bits, $modulus);
                }
                // Powers of anything but zero begin again after `last`, those of zero after the first.
                let (most, order) = (usize::MAX, usize::from(last));
                assert_eq!($name(a).pow(most), $name(a).pow(most % order + order));
            }
            let mut seen = [false; 256];
            for exponent in 0..usize::from(last) {
                seen[usize::from($name::GENERATOR.pow(exponent).0)] = true;
            }
            assert_eq!(seen.iter().filter(|seen| **seen).count(), usize::from(last));
            assert_eq!(($name::ZERO, $name::ONE), ($name(0), $name(1)));
        };
    }

    #[test]
    fn every_pair_agrees_with_the_definition_in_both_fields_of_a_qr_code() {
        agrees!(GF16, 4, 0b1_0011);
        agrees!(GF256, 8, 0b1_0001_1101);
    }

    #[test]
    #[should_panic(expected = "division by zero")]
    fn nothing_is_divided_by_zero() {
        let _ = GF256::ONE / GF256::ZERO;
    }

    #[test]
    #[should_panic(expected = "generate")]
    fn a_polynomial_that_x_does_not_generate_is_no_field_here() {
        // Irreducible, that of the AES; x has the order 51 in it.
        let _ = Tables::new(8, 0b1_0001_1011);
    }

    #[test]
    #[should_panic(expected = "degree")]
    fn a_polynomial_of_another_degree_is_no_field_here() {
        let _ = Tables::new(4, 0b1_0001_1101);
    }
}
