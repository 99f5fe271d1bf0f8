//! The one sort of this crate. Every call of the library's sorts with a type of its own is 5 to 12 KB of
//! code; here all of them sort the same numbers.
#![allow(clippy::as_conversions, reason = "bits of numbers, and fewer places than fit 32 bits")]

/// Sorts by rising rank; what has the same rank stays in its order.
pub(crate) fn sort_by_rank<T>(items: &mut [T], rank: impl Fn(&T) -> f32) {
    let mut order = order(items.iter().map(rank).collect());
    for start in 0..items.len() {
        // Around the ring of those that take each other's places.
        let mut at = start;
        loop {
            let from = std::mem::replace(&mut order[at], at as u64) as usize;
            if from == start {
                break;
            }
            items.swap(at, from);
            at = from;
        }
    }
}

/// The places of the ranks in the order in which they rise.
fn order(ranks: Vec<f32>) -> Vec<u64> {
    let mut keys: Vec<u64> = ranks
        .into_iter()
        .zip(0_u64..)
        .map(|(rank, place)| u64::from(rising(rank)) << 32 | place)
        .collect();
    keys.sort_unstable();
    keys.iter_mut().for_each(|key| *key &= u64::from(u32::MAX));
    keys
}

/// A number that rises as `total_cmp` of ranks does.
fn rising(rank: f32) -> u32 {
    let bits = rank.to_bits();
    if rank.is_sign_negative() { !bits } else { bits | 1 << 31 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn ranks_rise_and_the_same_keep_their_order(
            ranks in prop::collection::vec(
                prop_oneof![any::<f32>(), (0_u8..4).prop_map(f32::from), Just(-0.0)],
                0..200,
            ),
        ) {
            let mut sorted: Vec<(f32, usize)> = ranks.into_iter().zip(0..).collect();
            let mut expected = sorted.clone();
            sort_by_rank(&mut sorted, |item| item.0);
            expected.sort_by(|a, b| a.0.total_cmp(&b.0));
            let places = |items: &[(f32, usize)]| items.iter().map(|i| i.1).collect::<Vec<_>>();
            prop_assert_eq!(places(&sorted), places(&expected));
        }
    }
}
