//! How often something may come within a minute, counted in memory: wrong tries of typed codes from one
//! address (PROTOCOL.md section 4.6), calls of one phone (4.4).

use std::collections::HashMap;
use std::hash::Hash;

/// For how long one counts, in seconds.
const WINDOW: i64 = 60;

/// From how many owners on those are forgotten of whom nothing counts any more.
const MANY: usize = 1000;

/// What came lately, by whose it is.
pub(crate) struct Tries<K> {
    most: usize,
    by: HashMap<K, Vec<i64>>,
}

impl<K: Eq + Hash> Tries<K> {
    /// Nothing came yet; so many a minute are let through.
    pub(crate) fn at_most(most: usize) -> Self {
        Self { most, by: HashMap::new() }
    }

    /// How many seconds the next one of an owner has to wait; `None` when it need not.
    pub(crate) fn wait(&self, owner: &K, now: i64) -> Option<i64> {
        let tries = self.by.get(owner)?;
        let counted: Vec<i64> = tries.iter().copied().filter(|at| now - at < WINDOW).collect();
        let oldest = counted.len().checked_sub(self.most).and_then(|at| counted.get(at))?;
        Some(oldest + WINDOW - now)
    }

    /// Counts one.
    pub(crate) fn count(&mut self, owner: K, now: i64) {
        if self.by.len() >= MANY {
            self.by.retain(|_, tries| tries.iter().any(|at| now - at < WINDOW));
        }
        let tries = self.by.entry(owner).or_default();
        tries.retain(|at| now - at < WINDOW);
        tries.push(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_a_minute_and_owner() {
        let mut tries = Tries::at_most(5);
        for at in 100..105 {
            assert_eq!(tries.wait(&"a", at), None);
            tries.count("a", at);
        }
        assert_eq!(tries.wait(&"a", 105), Some(55));
        assert_eq!(tries.wait(&"b", 105), None);
        assert_eq!(tries.wait(&"a", 159), Some(1));
        assert_eq!(tries.wait(&"a", 160), None);
        tries.count("a", 160);
        assert_eq!(tries.wait(&"a", 160), Some(1));
    }

    #[test]
    fn owners_do_not_pile_up() {
        let mut tries = Tries::at_most(5);
        for n in 0..3000 {
            tries.count(n, n);
        }
        assert!(tries.by.len() <= MANY, "{}", tries.by.len());
    }
}
