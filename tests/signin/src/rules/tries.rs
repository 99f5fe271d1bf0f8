//! Wrong tries from one address, so that nobody finds a typed code by trying (PROTOCOL.md section
//! 4.6).

use std::collections::HashMap;
use std::net::IpAddr;

use super::range::network;

/// Wrong tries that an address has in [`WINDOW`].
const MOST: usize = 5;

/// For how long a wrong try counts, in seconds.
const WINDOW: i64 = 60;

/// From how many addresses on those are forgotten whose tries do not count any more.
const MANY: usize = 1000;

/// Wrong tries, by whose they are.
#[derive(Default)]
pub(crate) struct Tries(HashMap<Option<IpAddr>, Vec<i64>>);

impl Tries {
    /// How many seconds an address has to wait before it may try; `None` when it need not.
    pub(crate) fn wait(&self, address: Option<IpAddr>, now: i64) -> Option<i64> {
        let tries = self.0.get(&address.map(network))?;
        let counted: Vec<i64> = tries.iter().copied().filter(|at| now - at < WINDOW).collect();
        let oldest = counted.len().checked_sub(MOST).and_then(|at| counted.get(at))?;
        Some(oldest + WINDOW - now)
    }

    /// Counts a wrong try.
    pub(crate) fn count(&mut self, address: Option<IpAddr>, now: i64) {
        if self.0.len() >= MANY {
            self.0.retain(|_, tries| tries.iter().any(|at| now - at < WINDOW));
        }
        let tries = self.0.entry(address.map(network)).or_default();
        tries.retain(|at| now - at < WINDOW);
        tries.push(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_wrong_tries_a_minute_and_address() {
        let mut tries = Tries::default();
        let of = |text: &str| Some(text.parse().unwrap());
        for at in 100..105 {
            assert_eq!(tries.wait(of("2001:db8::1"), at), None);
            tries.count(of("2001:db8::1"), at);
        }
        assert_eq!(tries.wait(of("2001:db8::ffff"), 105), Some(55), "the same network");
        assert_eq!(tries.wait(of("2001:db8:0:1::1"), 105), None);
        assert_eq!(tries.wait(of("192.0.2.1"), 105), None);
        assert_eq!(tries.wait(of("2001:db8::1"), 159), Some(1));
        assert_eq!(tries.wait(of("2001:db8::1"), 160), None);
        tries.count(of("2001:db8::1"), 160);
        assert_eq!(tries.wait(of("2001:db8::1"), 160), Some(1));
        assert_eq!(tries.wait(None, 160), None);
    }

    #[test]
    fn addresses_do_not_pile_up() {
        let mut tries = Tries::default();
        for n in 0..3000_u32 {
            tries.count(Some(IpAddr::V4((0x0a00_0000 + n).into())), i64::from(n));
        }
        assert!(tries.0.len() <= MANY, "{}", tries.0.len());
    }
}
