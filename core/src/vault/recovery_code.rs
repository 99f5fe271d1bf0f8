//! The recovery code (V-15): 128 random bits that open the vault on any device, written down by a person.

use std::fmt;

use data_encoding::BASE32_NOPAD;
use zeroize::Zeroizing;

use super::crypto::sha256;
use crate::random::{Random, RandomError};
use crate::secret::{SecretBytes, SecretString};

/// Bytes of the secret.
const BYTES: usize = 16;
/// Characters of the secret, and of secret and check.
const SECRET_CHARS: usize = 26;
const CHARS: usize = 28;
/// Characters of a group, and how many groups there are.
const GROUP: usize = 4;
/// Groups of a recovery code.
pub const GROUPS: usize = 7;

/// A recovery code: 26 characters of Base32 (RFC 4648 section 6) and two that check them, in seven groups of
/// four.
///
/// ```
/// use countersign_core::app::{RecoveryCode, Unlock};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
///
/// let new = app.vault().new_recovery_code(Unlock::Platform)?;
/// # let shown = new.text();
/// # let group = |n: usize| testing::secret(shown.expose().split('-').nth(n - 1).unwrap_or_default());
/// # app.vault().use_recovery_code(&new, new.asked().map(group).each_ref())?;
/// let typed = new.text();
/// app.vault().lock();
/// let code = RecoveryCode::parse(&typed)?;
/// app.vault().unlock(Unlock::Recovery(code.secret()))?;
/// # Ok(())
/// # }
/// ```
pub struct RecoveryCode(SecretBytes);

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Why a typed text is no recovery code. It says nothing about any vault: the check stands in the code itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadRecoveryCode {
    /// It has another number of characters.
    #[error("a recovery code has 28 characters, in seven groups of four")]
    Length,
    /// A character that no recovery code has.
    #[error("a recovery code has the letters A to Z and the digits 2 to 7")]
    Character,
    /// A character was mistaken for another one.
    #[error("that recovery code has a typing mistake; compare it with what you wrote down")]
    Mistyped,
}

impl RecoveryCode {
    /// A fresh code.
    ///
    /// # Errors
    /// [`RandomError`].
    pub fn random(random: &dyn Random) -> Result<Self, RandomError> {
        let mut bytes = Zeroizing::new([0; BYTES]);
        random.fill(&mut *bytes)?;
        Ok(Self(SecretBytes::copy_of(&*bytes)))
    }

    /// Reads what a person typed: either case, with or without spaces and dashes. The digits 0, 1 and 8, which
    /// no code has, are taken for the letters that they look like.
    ///
    /// # Errors
    /// [`BadRecoveryCode`].
    pub fn parse(typed: &SecretString) -> Result<Self, BadRecoveryCode> {
        let symbols = symbols(typed.expose())?;
        if symbols.len() != CHARS {
            return Err(BadRecoveryCode::Length);
        }
        let (secret, check) = symbols.split_at_checked(SECRET_CHARS).unwrap_or_default();
        let decoded = BASE32_NOPAD.decode(secret).map_err(|_| BadRecoveryCode::Mistyped)?;
        let code = Self(SecretBytes::new(decoded));
        if code.check() == check { Ok(code) } else { Err(BadRecoveryCode::Mistyped) }
    }

    /// The code as it is shown once, its groups joined by dashes.
    #[must_use]
    pub fn text(&self) -> SecretString {
        let symbols = self.symbols();
        let mut text = String::with_capacity(CHARS + GROUPS);
        for (at, symbol) in symbols.iter().enumerate() {
            if at > 0 && at % GROUP == 0 {
                text.push('-');
            }
            text.push(char::from(*symbol));
        }
        SecretString::new(text)
    }

    /// Whether a person typed this group of it, counted from 1.
    #[must_use]
    pub fn has_group(&self, number: usize, typed: &SecretString) -> bool {
        let Ok(typed) = symbols(typed.expose()) else { return false };
        let own = self.symbols();
        let group = number.checked_sub(1).and_then(|at| own.chunks_exact(GROUP).nth(at));
        group.is_some_and(|group| SecretBytes::copy_of(group).ct_eq(&typed))
    }

    /// What opens the recovery slot.
    #[must_use]
    pub fn secret(&self) -> &SecretBytes {
        &self.0
    }

    fn symbols(&self) -> Zeroizing<Vec<u8>> {
        let text = Zeroizing::new(BASE32_NOPAD.encode(self.0.expose()));
        let mut symbols = Zeroizing::new(Vec::with_capacity(CHARS));
        symbols.extend_from_slice(text.as_bytes());
        symbols.extend_from_slice(&self.check());
        symbols
    }

    /// The first ten bits of SHA-256 of the secret, as two characters.
    fn check(&self) -> [u8; CHARS - SECRET_CHARS] {
        let [one, two, ..] = sha256(self.0.expose());
        let bits = u16::from_be_bytes([one, two]) >> 6;
        [symbol(bits >> 5), symbol(bits & 31)]
    }
}

fn symbol(value: u16) -> u8 {
    match u8::try_from(value).unwrap_or_default() {
        letter @ 0..=25 => b'A' + letter,
        digit => b'2' + digit.saturating_sub(26),
    }
}

/// The symbols of a typed text, without what stands between them.
fn symbols(text: &str) -> Result<Zeroizing<Vec<u8>>, BadRecoveryCode> {
    let mut symbols = Zeroizing::new(Vec::with_capacity(text.len()));
    for one in text
        .chars()
        .filter(|one| !one.is_whitespace() && !"-\u{2010}\u{2011}\u{2013}".contains(*one))
    {
        symbols.push(match one.to_ascii_uppercase() {
            '0' => b'O',
            '1' => b'I',
            '8' => b'B',
            upper @ ('A'..='Z' | '2'..='7') => {
                u8::try_from(upper).map_err(|_| BadRecoveryCode::Character)?
            }
            _ => return Err(BadRecoveryCode::Character),
        });
    }
    Ok(symbols)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> SecretString {
        SecretString::new(text.to_owned())
    }

    fn code(byte: u8) -> RecoveryCode {
        RecoveryCode(SecretBytes::new(vec![byte; BYTES]))
    }

    #[test]
    fn a_code_is_seven_groups_of_four_and_is_read_in_every_way_of_typing_v15() {
        let text = code(0x5a).text();
        assert_eq!(text.expose().len(), 34);
        assert_eq!(text.expose().split('-').map(str::len).collect::<Vec<_>>(), [4; 7]);
        for form in [
            text.expose().to_owned(),
            text.expose().to_lowercase(),
            text.expose().replace('-', " "),
            text.expose().replace('-', ""),
            format!(" {}\n", text.expose()),
        ] {
            assert!(RecoveryCode::parse(&typed(&form)).unwrap().secret().ct_eq(&[0x5a; BYTES]));
        }
        // The check, computed by hand: SHA-256 of sixteen zero bytes begins 37 47, ten bits 0011011101.
        assert_eq!(code(0).text().expose(), "AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAG5");
        // Digits that look like letters.
        assert!(RecoveryCode::parse(&typed(&code(0).text().expose().replace('A', "a"))).is_ok());
    }

    #[test]
    fn a_typing_mistake_is_noticed_without_any_vault_v15() {
        let text = code(0x77).text();
        let symbols: Vec<char> = text.expose().chars().filter(|one| *one != '-').collect();
        let mut missed = 0;
        for at in 0..symbols.len() {
            let mut other = symbols.clone();
            other[at] = if other[at] == 'Q' { 'R' } else { 'Q' };
            let other: String = other.into_iter().collect();
            missed += usize::from(RecoveryCode::parse(&typed(&other)).is_ok());
        }
        assert_eq!(missed, 0);
        let short = text.expose().get(..33).unwrap();
        assert_eq!(RecoveryCode::parse(&typed(short)).err(), Some(BadRecoveryCode::Length));
        assert_eq!(RecoveryCode::parse(&typed("")).err(), Some(BadRecoveryCode::Length));
        assert_eq!(RecoveryCode::parse(&typed("ü")).err(), Some(BadRecoveryCode::Character));
        let nine = text.expose().replace(char::is_alphabetic, "9");
        assert_eq!(RecoveryCode::parse(&typed(&nine)).err(), Some(BadRecoveryCode::Character));
    }

    #[test]
    fn a_group_is_confirmed_by_typing_it_v15() {
        let code = code(0x13);
        let text = code.text();
        let groups: Vec<&str> = text.expose().split('-').collect();
        for (at, group) in groups.iter().enumerate() {
            assert!(code.has_group(at + 1, &typed(&group.to_lowercase())));
        }
        assert!(!code.has_group(7, &typed(groups[0])) && !code.has_group(0, &typed(groups[0])));
        assert!(!code.has_group(1, &typed("")) && !code.has_group(8, &typed("")));
        assert_eq!(format!("{code:?}"), "[redacted]");
    }
}
