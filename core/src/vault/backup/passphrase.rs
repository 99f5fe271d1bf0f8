//! The rules for a backup passphrase (V-82).

use std::fmt;

use crate::secret::SecretString;
use crate::vault::passcode::{self, WeakPasscode};

/// A passphrase that may be set: 12 to 128 characters and not what anyone would guess. A backup leaves the
/// device, so that it has to be longer than a passcode. Kept in its mapped form, as a passcode is
/// ([`SecretString::opaque_string`]).
pub struct Passphrase(SecretString);

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Why a passphrase is refused.
///
/// ```
/// use countersign_core::app::{
///     Authenticator, NewPassphrase, SecretString, TransferError, Unlock, WeakPassphrase,
/// };
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
///
/// let passphrase = SecretString::new("too short".to_owned());
/// let new = NewPassphrase { passphrase, kdf: Authenticator::calibrate()? };
/// let refused = app.transfer().back_up(Unlock::Platform, Some(&new)).unwrap_err();
/// assert_eq!(refused, TransferError::WeakPassphrase { rule: WeakPassphrase::TooShort });
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassphrase {
    /// Fewer than twelve characters.
    #[error("a backup passphrase has at least twelve characters")]
    TooShort,
    /// More than 128 characters.
    #[error("a backup passphrase has at most 128 characters")]
    TooLong,
    /// A line break or another character that cannot be seen.
    #[error("a backup passphrase has no line breaks or other control characters")]
    ControlCharacter,
    /// A common one, one text over and over, or a row of characters.
    #[error("that passphrase is among the first that anyone would guess")]
    Guessable,
    /// The name of the app or of an account.
    #[error("a backup passphrase is not the name of the app or of an account")]
    Name,
}

impl Passphrase {
    /// Fewest characters.
    pub const MIN_CHARS: usize = 12;

    /// Checks a passphrase that a person chose. `names` are the person's account names and issuers.
    ///
    /// # Errors
    /// [`WeakPassphrase`] says which rule it breaks.
    pub fn parse(typed: &SecretString, names: &[&str]) -> Result<Self, WeakPassphrase> {
        let text = typed.opaque_string();
        match passcode::weakness(text.expose(), names) {
            Some(WeakPasscode::TooLong) => return Err(WeakPassphrase::TooLong),
            Some(WeakPasscode::ControlCharacter) => return Err(WeakPassphrase::ControlCharacter),
            Some(WeakPasscode::Name) => return Err(WeakPassphrase::Name),
            _ if text.expose().chars().count() < Self::MIN_CHARS => {
                return Err(WeakPassphrase::TooShort);
            }
            Some(
                WeakPasscode::TooShort
                | WeakPasscode::Common
                | WeakPasscode::Repeated
                | WeakPasscode::Run,
            ) => return Err(WeakPassphrase::Guessable),
            None => {}
        }
        if is_one_text_over_and_over(&text) {
            return Err(WeakPassphrase::Guessable);
        }
        Ok(Self(text))
    }

    /// What a person typed to open a file: no rule of today keeps anyone out.
    pub(super) fn typed(typed: &SecretString) -> Self {
        Self(typed.opaque_string())
    }

    /// The passphrase, for the derivation.
    pub(super) fn secret(&self) -> &SecretString {
        &self.0
    }
}

/// A text of at most six characters repeated to the end: `password` twice is longer and no better than once.
fn is_one_text_over_and_over(text: &SecretString) -> bool {
    let lower = SecretString::new(text.expose().to_lowercase());
    let chars = lower.expose().chars().count();
    (1..=chars / 2).any(|period| {
        let later = lower.expose().chars().skip(period);
        lower.expose().chars().zip(later).all(|(one, other)| one == other)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passphrase_is_long_and_no_guess_v82() {
        let parse = |text: &str| {
            Passphrase::parse(&SecretString::new(text.to_owned()), &["alice@example.com"]).map(drop)
        };
        for good in
            ["lantern Käse 42", "correct horse battery staple", "пароль-длинный", "w8#kd0PxQ2mz"]
        {
            assert_eq!(parse(good), Ok(()), "{good}");
        }
        assert_eq!(parse("w8#kd0PxQ2m"), Err(WeakPassphrase::TooShort));
        assert_eq!(parse(""), Err(WeakPassphrase::TooShort));
        assert_eq!(parse(&"ab3".repeat(50)), Err(WeakPassphrase::TooLong));
        assert_eq!(parse("lantern Käse\n42"), Err(WeakPassphrase::ControlCharacter));
        assert_eq!(parse("alice@example.com"), Err(WeakPassphrase::Name));
        for bad in [
            "123456789012",
            "abcdefghijklm",
            "zzzzzzzzzzzz",
            "passwordpassword",
            "qwertzqwertzqw",
            "password1234567",
        ] {
            assert_eq!(parse(bad), Err(WeakPassphrase::Guessable), "{bad}");
        }
    }
}
