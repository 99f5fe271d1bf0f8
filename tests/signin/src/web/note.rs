//! What the password page says once: it waits in a cookie, so that every form leads on by a redirect
//! and nothing is kept for people who are not signed in.

use data_encoding::BASE64URL_NOPAD;

use super::cookies::Cookie;
use super::outcome::Outcome;
use crate::pages::paths;
use crate::pages::signin::SignInError;
use crate::service::Inner;
use crate::store::sessions::SessionKind;

/// Longest user name that is put into the field again, in bytes.
const LONGEST_NAME: usize = 512;

/// Back to the password page, which says once what went wrong.
pub(crate) fn again(inner: &Inner, kind: SessionKind, error: SignInError, user: &str) -> Outcome {
    let page = match kind {
        SessionKind::Person => paths::SIGN_IN,
        SessionKind::Admin => paths::ADMIN_SIGN_IN,
    };
    Outcome::go(page).with(Cookie::Note.set(inner, &write(error, user)))
}

fn write(error: SignInError, user: &str) -> String {
    let word = match error {
        SignInError::NotRight => "wrong",
        SignInError::Empty => "empty",
        SignInError::TimedOut => "late",
    };
    let user = if user.len() <= LONGEST_NAME { user } else { "" };
    format!("{word}.{}", BASE64URL_NOPAD.encode(user.as_bytes()))
}

/// What went wrong, and the user name that was typed.
pub(crate) fn read(note: &str) -> Option<(SignInError, String)> {
    let (word, user) = note.split_once('.')?;
    let error = match word {
        "wrong" => SignInError::NotRight,
        "empty" => SignInError::Empty,
        "late" => SignInError::TimedOut,
        _ => return None,
    };
    let user = BASE64URL_NOPAD.decode(user.as_bytes()).ok()?;
    Some((error, String::from_utf8(user).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_comes_back_as_it_was_and_nothing_else_is_one() {
        let (error, user) = read(&write(SignInError::NotRight, "zoë@harbour.test")).unwrap();
        assert!(error == SignInError::NotRight && user == "zoë@harbour.test");
        let (_, user) = read(&write(SignInError::Empty, &"x".repeat(513))).unwrap();
        assert_eq!(user, "");
        for strange in ["", "wrong", "right.", "wrong.%", "wrong._w", "."] {
            assert!(read(strange).is_none(), "{strange}");
        }
        assert!(write(SignInError::NotRight, &"x".repeat(512)).len() <= 720);
    }
}
