//! What the password page says: it waits in a cookie, so that every form leads on by a redirect and
//! nothing is kept for people who are not signed in. It is said once, but for a wait, which is said
//! until it is over.

use data_encoding::BASE64URL_NOPAD;

use super::cookies::Cookie;
use super::outcome::Outcome;
use crate::pages::paths;
use crate::pages::signin::SignInError;
use crate::service::Inner;
use crate::store::sessions::SessionKind;

/// Longest user name that is put into the field again, in bytes.
const LONGEST_NAME: usize = 512;

/// What is said.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Said {
    /// Something went wrong.
    Wrong(SignInError),
    /// The next try must wait; for how long, the page finds out itself.
    TooSoon,
}

/// What is said, and the user name that was typed.
pub(crate) struct Note {
    /// What.
    pub(crate) said: Said,
    /// The name.
    pub(crate) user: String,
}

/// Back to the password page, which says what happened.
pub(crate) fn again(inner: &Inner, kind: SessionKind, said: Said, user: &str) -> Outcome {
    let page = match kind {
        SessionKind::Person => paths::SIGN_IN,
        SessionKind::Admin => paths::ADMIN_SIGN_IN,
    };
    Outcome::go(page).with(Cookie::Note.set(inner, &write(said, user)))
}

fn write(said: Said, user: &str) -> String {
    let word = match said {
        Said::Wrong(SignInError::NotRight) => "wrong",
        Said::Wrong(SignInError::Empty) => "empty",
        Said::Wrong(SignInError::TimedOut) => "late",
        Said::TooSoon => "soon",
    };
    let user = if user.len() <= LONGEST_NAME { user } else { "" };
    format!("{word}.{}", BASE64URL_NOPAD.encode(user.as_bytes()))
}

/// Reads what a browser kept.
pub(crate) fn read(note: &str) -> Option<Note> {
    let (word, user) = note.split_once('.')?;
    let said = match word {
        "wrong" => Said::Wrong(SignInError::NotRight),
        "empty" => Said::Wrong(SignInError::Empty),
        "late" => Said::Wrong(SignInError::TimedOut),
        "soon" => Said::TooSoon,
        _ => return None,
    };
    let user = BASE64URL_NOPAD.decode(user.as_bytes()).ok()?;
    Some(Note { said, user: String::from_utf8(user).ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_comes_back_as_it_was_and_nothing_else_is_one() {
        for said in [Said::Wrong(SignInError::NotRight), Said::TooSoon] {
            let note = read(&write(said, "zoë@harbour.test")).unwrap();
            assert!(note.said == said && note.user == "zoë@harbour.test");
        }
        let empty = Said::Wrong(SignInError::Empty);
        assert_eq!(read(&write(empty, &"x".repeat(513))).unwrap().user, "");
        for strange in ["", "wrong", "right.", "wrong.%", "wrong._w", "."] {
            assert!(read(strange).is_none(), "{strange}");
        }
        assert!(write(Said::Wrong(SignInError::NotRight), &"x".repeat(512)).len() <= 720);
    }
}
