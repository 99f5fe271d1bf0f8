//! Cookies: HttpOnly, SameSite=Lax; `__Host-` and Secure exactly when the base URL is https. Every
//! cookie is read, set and removed through [`Cookie`].

use axum::http::{HeaderMap, HeaderValue, header};

use crate::crypto;
use crate::rules::user::REMEMBERED;
use crate::service::Inner;
use crate::store::sessions::SessionKind;

/// Longest token that is looked at; ours have 43 characters.
const LONGEST: usize = 64;

/// Longest note to the next page that is looked at.
const LONGEST_NOTE: usize = 720;

/// How long a note waits for the next page, in seconds: longer than the longest wait that it tells of.
const NOTE_LIFE: i64 = 1000;

/// How many remembered-browser cookies of one browser are looked at.
const MOST: usize = 16;

/// What the names of remembered-browser cookies begin with.
const BROWSER: &str = "cs_browser_";

/// A cookie of ours.
#[derive(Clone, Copy)]
pub(crate) enum Cookie<'a> {
    /// Names a session; ends with the browser.
    Session(SessionKind),
    /// Makes a browser remembered for the user with this id: people who share a computer do not push
    /// each other out.
    Browser(&'a str),
    /// What the tokens of forms are made of before there is a session; ends with the browser.
    Form,
    /// What the sign-in page says after a form of it came in.
    Note,
    /// Names a browser at the plain realm of this name; ends with the browser.
    Plain(&'a str),
}

impl Cookie<'_> {
    /// Its value, as a browser sent it.
    pub(crate) fn of(self, inner: &Inner, headers: &HeaderMap) -> Option<String> {
        let name = self.name(inner);
        let longest = match self {
            Self::Note => LONGEST_NOTE,
            Self::Session(_) | Self::Browser(_) | Self::Form | Self::Plain(_) => LONGEST,
        };
        let found = all(headers, longest).find(|(found, _)| *found == name);
        found.map(|(_, value)| value.to_owned())
    }

    /// The header that sets it.
    pub(crate) fn set(self, inner: &Inner, value: &str) -> Option<HeaderValue> {
        let life = match self {
            Self::Session(_) | Self::Form | Self::Plain(_) => None,
            Self::Browser(_) => Some(REMEMBERED),
            Self::Note => Some(NOTE_LIFE),
        };
        header_line(inner, &self.name(inner), value, life)
    }

    /// The header that removes it.
    pub(crate) fn removed(self, inner: &Inner) -> Option<HeaderValue> {
        header_line(inner, &self.name(inner), "", Some(0))
    }

    fn name(self, inner: &Inner) -> String {
        let prefix = prefix(inner);
        match self {
            Self::Session(SessionKind::Person) => format!("{prefix}cs_session"),
            Self::Session(SessionKind::Admin) => format!("{prefix}cs_admin"),
            Self::Form => format!("{prefix}cs_form"),
            Self::Note => format!("{prefix}cs_note"),
            Self::Browser(user) => format!("{prefix}{BROWSER}{}", short(user)),
            Self::Plain(realm) => format!("{prefix}cs_plain_{}", short(realm)),
        }
    }
}

fn short(text: &str) -> String {
    crypto::digest(text.as_bytes()).chars().take(8).collect()
}

/// The tokens of remembered browsers, whoever's.
pub(crate) fn remembered(inner: &Inner, headers: &HeaderMap) -> Vec<String> {
    let prefix = format!("{}{BROWSER}", prefix(inner));
    all(headers, LONGEST)
        .filter(|(name, _)| name.starts_with(&prefix))
        .map(|(_, value)| value.to_owned())
        .take(MOST)
        .collect()
}

fn all(headers: &HeaderMap, longest: usize) -> impl Iterator<Item = (&str, &str)> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(move |(_, value)| !value.is_empty() && value.len() <= longest)
}

fn prefix(inner: &Inner) -> &'static str {
    if is_secure(inner) { "__Host-" } else { "" }
}

fn is_secure(inner: &Inner) -> bool {
    inner.origin.starts_with("https://")
}

fn header_line(inner: &Inner, name: &str, value: &str, life: Option<i64>) -> Option<HeaderValue> {
    let life = life.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
    let secure = if is_secure(inner) { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{life}");
    HeaderValue::from_str(&text).ok()
}
