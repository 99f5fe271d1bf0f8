//! The number of a sign-in (PROTOCOL.md section 4.5).

use crate::outside::{NoRandom, Random};

/// The lengths that a policy may ask for.
pub(crate) const LENGTHS: std::ops::RangeInclusive<u8> = 2..=6;

/// A number of `digits` digits, each equally likely: 2 to 5 digits without a leading zero, 6 digits
/// from the full 000000 to 999999. Values that would bias the remainder are drawn again.
///
/// # Errors
/// [`NoRandom`] when the source fails.
pub(crate) fn draw(random: &dyn Random, digits: u8) -> Result<String, NoRandom> {
    let (low, count) = match digits {
        6.. => (0, 1_000_000),
        _ => {
            let low = 10_u32.pow(u32::from(digits.max(2)) - 1);
            (low, low * 9)
        }
    };
    let limit = u32::MAX - u32::MAX % count;
    loop {
        let mut raw = [0; 4];
        random.fill(&mut raw)?;
        let drawn = u32::from_be_bytes(raw);
        if drawn < limit {
            let value = low + drawn % count;
            return Ok(if digits >= 6 { format!("{value:06}") } else { value.to_string() });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    fn script(values: &[u32]) -> impl Fn(&mut [u8]) -> Result<(), NoRandom> + Send + Sync + use<> {
        let left = Mutex::new(values.to_vec());
        move |out: &mut [u8]| {
            let mut left = left.lock().map_err(|_| NoRandom)?;
            if left.is_empty() {
                return Err(NoRandom);
            }
            out.copy_from_slice(&left.remove(0).to_be_bytes());
            Ok(())
        }
    }

    #[test]
    fn two_digits_run_from_10_to_99() {
        let seen: Vec<String> = (0..90).map(|n| draw(&script(&[n]), 2).unwrap()).collect();
        let all: Vec<String> = (10..100).map(|n: u32| n.to_string()).collect();
        assert_eq!(seen, all);
        assert_eq!(draw(&script(&[90]), 2).unwrap(), "10");
    }

    #[test]
    fn six_digits_keep_leading_zeros() {
        assert_eq!(draw(&script(&[7]), 6).unwrap(), "000007");
        assert_eq!(draw(&script(&[999_999]), 6).unwrap(), "999999");
    }

    #[test]
    fn values_that_would_bias_are_drawn_again() {
        assert_eq!(draw(&script(&[u32::MAX, 5]), 2).unwrap(), "15");
    }

    #[test]
    fn a_dry_source_gives_no_number() {
        assert_eq!(draw(&script(&[]), 2), Err(NoRandom));
    }
}
