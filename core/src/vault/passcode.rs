//! The rules for a new passcode (V-20, V-21).

use crate::secret::SecretString;

/// A passcode that may be set: 6 to 128 characters and not one of the guesses everyone tries. It is kept
/// in its mapped form ([`SecretString::opaque_string`]), and the rules look at that.
pub struct Passcode(SecretString);

impl std::fmt::Debug for Passcode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[redacted]")
    }
}

impl Passcode {
    /// Fewest characters.
    pub const MIN_CHARS: usize = 6;
    /// Most characters.
    pub const MAX_CHARS: usize = 128;

    /// Checks a passcode that a person chose. `names` are the person's account names and issuers,
    /// which must not be the passcode.
    ///
    /// # Errors
    /// [`WeakPasscode`] says which rule it breaks.
    pub fn parse(text: SecretString, names: &[&str]) -> Result<Self, WeakPasscode> {
        let text = text.opaque_string();
        match weakness(text.expose(), names) {
            Some(why) => Err(why),
            None => Ok(Self(text)),
        }
    }

    /// As passcodes were taken before they were mapped.
    #[cfg(test)]
    pub(super) fn unmapped(typed: &str) -> Self {
        Self(SecretString::new(typed.to_owned()))
    }

    /// What was typed for a slot that it has just opened: no rule of today locks anyone out.
    pub(crate) fn proven(typed: &SecretString) -> Self {
        Self(typed.opaque_string())
    }

    /// The passcode, for the derivation.
    #[must_use]
    pub fn secret(&self) -> &SecretString {
        &self.0
    }
}

/// Why a passcode is refused.
///
/// ```
/// use countersign_core::app::{Authenticator, SecretString, Unlock, UnlockError, WeakPasscode};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
///
/// let new = SecretString::new("12345".to_owned());
/// let kdf = Authenticator::calibrate()?;
/// let error = app.vault().change_passcode(Unlock::Platform, new, kdf).unwrap_err();
/// assert!(matches!(error, UnlockError::WeakPasscode { rule: WeakPasscode::TooShort }));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WeakPasscode {
    /// Fewer than six characters.
    #[error("a passcode has at least six characters")]
    TooShort,
    /// More than 128 characters.
    #[error("a passcode has at most 128 characters")]
    TooLong,
    /// A line break or another character that cannot be seen.
    #[error("a passcode has no line breaks or other control characters")]
    ControlCharacter,
    /// One of the passcodes that are guessed first.
    #[error("that passcode is among the first that anyone would guess")]
    Common,
    /// One or two characters repeated.
    #[error("a passcode is more than one or two characters repeated")]
    Repeated,
    /// Characters in a row, up or down.
    #[error("a passcode is more than a row of characters in order")]
    Run,
    /// The name of the app or of an account.
    #[error("a passcode is not the name of the app or of an account")]
    Name,
}

pub(super) fn weakness(text: &str, names: &[&str]) -> Option<WeakPasscode> {
    let lower = SecretString::new(text.to_lowercase());
    let chars = text.chars().count();
    if chars < Passcode::MIN_CHARS {
        Some(WeakPasscode::TooShort)
    } else if chars > Passcode::MAX_CHARS {
        Some(WeakPasscode::TooLong)
    } else if text.chars().any(char::is_control) {
        Some(WeakPasscode::ControlCharacter)
    } else if repeats(lower.expose()) {
        Some(WeakPasscode::Repeated)
    } else if is_run(lower.expose()) {
        Some(WeakPasscode::Run)
    } else if is_name(lower.expose(), names) {
        Some(WeakPasscode::Name)
    } else if is_common(lower.expose()) {
        Some(WeakPasscode::Common)
    } else {
        None
    }
}

/// One character, or two in turn, over and over.
fn repeats(text: &str) -> bool {
    text.chars().zip(text.chars().skip(1)).all(|(one, next)| one == next)
        || text.chars().zip(text.chars().skip(2)).all(|(one, second)| one == second)
}

/// Every step is one up, or every step is one down; 9 is followed by 0.
fn is_run(text: &str) -> bool {
    let next = |one: char| if one == '9' { 0x30 } else { u32::from(one).saturating_add(1) };
    let mut pairs = text.chars().zip(text.chars().skip(1));
    let mut reversed = text.chars().zip(text.chars().skip(1));
    pairs.all(|(one, two)| u32::from(two) == next(one))
        || reversed.all(|(one, two)| u32::from(one) == next(two))
}

fn is_name(text: &str, names: &[&str]) -> bool {
    let bare = text.trim_matches(|c: char| !c.is_alphabetic());
    let same = |name: &str| !name.is_empty() && (text == name || bare == name);
    same("countersign")
        || names.iter().any(|name| {
            let name = SecretString::new(name.trim().to_owned()).opaque_string();
            let name = SecretString::new(name.expose().to_lowercase());
            let local = name.expose().split('@').next().unwrap_or_default();
            same(name.expose()) || same(local)
        })
}

fn is_common(text: &str) -> bool {
    let bare = text.trim_matches(|c: char| !c.is_alphabetic());
    COMMON.contains(&text) || (bare.chars().count() >= 5 && COMMON.contains(&bare))
}

/// What guessers try first, lower case; digits and signs around a word do not make it another.
const COMMON: &[&str] = &[
    "100000",
    "101010",
    "102030",
    "110110",
    "111222",
    "112112",
    "112233",
    "112358",
    "11223344",
    "121212",
    "121314",
    "123123",
    "123123123",
    "123321",
    "123654",
    "123789",
    "124578",
    "131313",
    "1234qwer",
    "123456a",
    "12344321",
    "123qwe",
    "142536",
    "147258",
    "147258369",
    "147852",
    "159357",
    "159753",
    "1q2w3e",
    "1q2w3e4r",
    "1q2w3e4r5t",
    "1qaz2wsx",
    "200000",
    "202020",
    "212121",
    "222333",
    "223344",
    "232323",
    "246810",
    "252525",
    "258456",
    "314159",
    "321321",
    "323232",
    "332211",
    "333222",
    "343434",
    "369258",
    "420420",
    "445566",
    "454545",
    "456123",
    "456456",
    "456852",
    "520520",
    "654123",
    "741852",
    "753951",
    "789456",
    "852456",
    "951753",
    "963852",
    "987456",
    "998877",
    "a1b2c3",
    "aa123456",
    "abc123",
    "abcabc",
    "access",
    "admin",
    "administrator",
    "asd123",
    "asdasd",
    "asdfgh",
    "asdfghjkl",
    "authenticator",
    "azerty",
    "azertyuiop",
    "baseball",
    "batman",
    "charlie",
    "chocolate",
    "computer",
    "daniel",
    "donald",
    "dragon",
    "football",
    "freedom",
    "google",
    "hallo",
    "hallo123",
    "hello",
    "hottie",
    "hunter",
    "iloveyou",
    "jennifer",
    "jesus",
    "jordan",
    "killer",
    "letmein",
    "login",
    "lovely",
    "loveme",
    "master",
    "michael",
    "michelle",
    "microsoft",
    "monkey",
    "motdepasse",
    "mustang",
    "mynoob",
    "ninja",
    "nothing",
    "passcode",
    "passphrase",
    "passw0rd",
    "passwd",
    "password",
    "passwort",
    "pokemon",
    "princess",
    "q1w2e3",
    "q1w2e3r4",
    "qazwsx",
    "qazwsxedc",
    "qqww1122",
    "qwaszx",
    "qweasd",
    "qweqwe",
    "qwer1234",
    "qwert",
    "qwertz",
    "qwertzuiop",
    "qwerty",
    "qwertyuiop",
    "ranger",
    "samsung",
    "secret",
    "shadow",
    "soccer",
    "starwars",
    "summer",
    "sunshine",
    "superman",
    "test123",
    "thomas",
    "tigger",
    "trustno1",
    "wachtwoord",
    "welcome",
    "whatever",
    "winter",
    "zaq12wsx",
    "zxcvbn",
    "zxcvbnm",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<(), WeakPasscode> {
        Passcode::parse(SecretString::new(text.to_owned()), &["alice@example.com", "Big Bank", ""])
            .map(|_| ())
    }

    #[test]
    fn length_counts_characters_and_any_script_is_accepted_v20() {
        for good in ["739146", "pässwört-ü", "пароль-12", "correct horse battery", "~!@#$%^&*()_+"]
        {
            assert_eq!(parse(good), Ok(()), "{good}");
        }
        assert_eq!(parse("日本語漢字仮"), Ok(()));
        assert_eq!(parse("73914"), Err(WeakPasscode::TooShort));
        assert_eq!(parse("日本語漢字"), Err(WeakPasscode::TooShort));
        let long: String = "ab3".chars().cycle().take(128).collect();
        assert_eq!(parse(&long), Ok(()));
        assert_eq!(parse(&(long + "x")), Err(WeakPasscode::TooLong));
        assert_eq!(parse("739146\n"), Err(WeakPasscode::ControlCharacter));
    }

    #[test]
    fn the_rules_look_at_the_mapped_form_v20_v21() {
        // Five letters of two code points each are five characters.
        assert_eq!(parse("e\u{301}o\u{308}u\u{308}a\u{300}n\u{303}"), Err(WeakPasscode::TooShort));
        assert_eq!(parse("\u{2003}\u{a0}\u{3000}   "), Err(WeakPasscode::Repeated));
        let long: String = "e\u{301}o\u{308}".chars().cycle().take(2 * 128).collect();
        assert_eq!(parse(&("ab3".to_owned() + &long)), Err(WeakPasscode::TooLong));
        let long: String = "e\u{301}o\u{308}n".chars().cycle().take(2 * 75).collect();
        assert_eq!(parse(&long), Ok(()));
        let named = |typed: &str, name: &str| {
            Passcode::parse(SecretString::new(typed.to_owned()), &[name]).map(|_| ())
        };
        for name in ["Bank Zo\u{eb}", "Bank\u{a0}Zoe\u{308}"] {
            for typed in ["bank zo\u{eb}", "bank zoe\u{308}", "BANK\u{2007}ZO\u{cb}1"] {
                assert_eq!(named(typed, name), Err(WeakPasscode::Name), "{typed} {name}");
            }
        }
    }

    #[test]
    fn what_anyone_would_guess_is_refused_v21() {
        assert!(COMMON.len() >= 100);
        for bad in
            ["123456", "654321", "234567890", "890123", "fedcba", "ABCDEF", "mnopqr", "9876543210"]
        {
            assert_eq!(parse(bad), Err(WeakPasscode::Run), "{bad}");
        }
        for bad in ["000000", "777777777", "121212", "ababab", "zzzzzz", "      "] {
            assert_eq!(parse(bad), Err(WeakPasscode::Repeated), "{bad}");
        }
        for bad in ["123123", "112233", "password", "PassWord", "qwerty", "password1", "!monkey99"]
        {
            assert_eq!(parse(bad), Err(WeakPasscode::Common), "{bad}");
        }
        for bad in ["countersign", "Countersign1", "alice@example.com", "alice1", "big bank"] {
            assert_eq!(parse(bad), Err(WeakPasscode::Name), "{bad}");
        }
        for listed in COMMON.iter().filter(|text| text.chars().count() >= 6) {
            assert!(parse(listed).is_err(), "{listed}");
            assert!(parse(&listed.to_uppercase()).is_err(), "{listed}");
        }
    }

    #[test]
    fn a_passcode_is_redacted_v50() {
        let passcode = Passcode::parse(SecretString::new("739146".to_owned()), &[]).unwrap();
        assert_eq!(format!("{passcode:?}"), "[redacted]");
        assert_eq!(passcode.secret().expose(), "739146");
    }
}
