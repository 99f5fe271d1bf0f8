//! A backup passphrase for who does not want to think of one (V-82).

use zeroize::Zeroizing;

use crate::random::{Random, RandomError};
use crate::secret::SecretString;

/// Words of a passphrase: 80 bits.
const WORDS: usize = 5;

/// A passphrase to be written down: five words of 16 random bits each, in the spelling of proquints
/// (arXiv 0901.4016), which can be read aloud in many languages.
pub(crate) fn passphrase(random: &dyn Random) -> Result<SecretString, RandomError> {
    let bytes = Zeroizing::new(random.bytes::<{ 2 * WORDS }>()?);
    // It never grows, so that no copy stays behind.
    let mut text = String::with_capacity(6 * WORDS);
    for [high, low] in bytes.as_chunks().0 {
        if !text.is_empty() {
            text.push('-');
        }
        text.extend(proquint(u16::from_be_bytes([*high, *low])));
    }
    Ok(SecretString::new(text))
}

/// Sixteen bits as consonant, vowel, consonant, vowel, consonant.
fn proquint(number: u16) -> [char; 5] {
    let letter = |letters: &[u8], shift: u16| {
        let place = usize::from(number >> shift) % letters.len();
        char::from(letters.get(place).copied().unwrap_or_default())
    };
    let consonant = |shift| letter(b"bdfghjklmnprstvz", shift);
    let vowel = |shift| letter(b"aiou", shift);
    [consonant(12), vowel(10), consonant(6), vowel(4), consonant(0)]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::random::SystemRandom;
    use crate::vault::backup::Passphrase;

    use super::*;

    #[test]
    fn words_are_those_of_the_proposal_v82() {
        // The examples of arXiv 0901.4016, section 3: 127.0.0.1 and 63.84.220.193.
        let word = |number: u16| proquint(number).into_iter().collect::<String>();
        assert_eq!([word(0x7f00), word(1)], ["lusab", "babad"]);
        assert_eq!([word(0x3f54), word(0xdcc1)], ["gutih", "tugad"]);
        let words: BTreeSet<String> = (0..=u16::MAX).map(word).collect();
        assert_eq!(words.len(), 0x1_0000, "each number has a word of its own");
    }

    #[test]
    fn what_is_suggested_may_be_set_and_is_new_each_time_v82() {
        let suggest = || passphrase(&SystemRandom::new()).unwrap();
        let (one, other) = (suggest(), suggest());
        assert!(!one.ct_eq(other.expose()));
        assert_eq!(one.expose().split('-').map(str::len).collect::<Vec<_>>(), [5; WORDS]);
        assert!(Passphrase::parse(&one, &[]).is_ok());
    }
}
