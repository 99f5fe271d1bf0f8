//! A one-time code in place of the number.

use askama::Template;

use super::{Chrome, assets, chrome, paths};

/// "Use a code".
#[derive(Template)]
#[template(path = "code.html")]
pub struct UseCode {
    /// What stands around it.
    pub chrome: Chrome,
    /// Who signs in.
    pub user: String,
    /// Whether a request to the phone is the other way.
    pub has_phone: bool,
    /// What was wrong with the last one.
    pub error: Option<CodeError>,
    /// Whether codes are taken.
    pub taken: Taken,
}

impl UseCode {
    /// The key of what is said while the next code must wait.
    fn too_soon(&self) -> &'static str {
        if self.error == Some(CodeError::Used) { "code.too_soon_used" } else { "code.too_soon" }
    }
}

/// Whether codes are taken.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// Now.
    Now,
    /// In so many seconds, after wrong ones.
    In(u32),
    /// Not until IT has helped.
    NoMore,
}

/// What was wrong with a code.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum CodeError {
    /// These are not six digits.
    NoCode,
    /// It is not right.
    Wrong,
    /// It was used before.
    Used,
}

impl CodeError {
    /// The word in the page's address.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::NoCode => "no-code",
            Self::Wrong => "wrong",
            Self::Used => "used",
        }
    }

    /// Reads [`CodeError::word`].
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        [Self::NoCode, Self::Wrong, Self::Used].into_iter().find(|error| error.word() == word)
    }
}
