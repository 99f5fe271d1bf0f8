//! Cookies: HttpOnly, SameSite=Lax; `__Host-` and Secure exactly when the base URL is https.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::crypto;
use crate::rules::user::REMEMBERED;
use crate::service::Inner;
use crate::store::sessions::Kind;

/// Longest cookie value that is looked at; ours have 43 characters.
const LONGEST: usize = 64;

/// How many remembered-browser cookies of one browser are looked at.
const MOST: usize = 16;

/// The name of a session's cookie.
pub(crate) fn session_name(inner: &Inner, kind: Kind) -> String {
    let name = match kind {
        Kind::Person => "cs_session",
        Kind::Admin => "cs_admin",
    };
    format!("{}{name}", prefix(inner))
}

/// The name of the cookie that makes a browser remembered for one user: people who share a computer
/// do not push each other out.
pub(crate) fn browser_name(inner: &Inner, user: &str) -> String {
    let short: String = crypto::digest(user.as_bytes()).chars().take(8).collect();
    format!("{}cs_browser_{short}", prefix(inner))
}

/// The value of a cookie.
pub(crate) fn value(headers: &HeaderMap, name: &str) -> Option<String> {
    all(headers).find(|(found, _)| *found == name).map(|(_, value)| value.to_owned())
}

/// The tokens of remembered browsers, whoever's.
pub(crate) fn remembered(inner: &Inner, headers: &HeaderMap) -> Vec<String> {
    let prefix = format!("{}cs_browser_", prefix(inner));
    all(headers)
        .filter(|(name, _)| name.starts_with(&prefix))
        .map(|(_, value)| value.to_owned())
        .take(MOST)
        .collect()
}

/// Sets a session's cookie; it ends with the browser.
pub(crate) fn session(inner: &Inner, kind: Kind, cookie: &str) -> Option<HeaderValue> {
    set(inner, &session_name(inner, kind), cookie, None)
}

/// Sets the cookie that makes a browser remembered.
pub(crate) fn browser(inner: &Inner, user: &str, cookie: &str) -> Option<HeaderValue> {
    set(inner, &browser_name(inner, user), cookie, Some(REMEMBERED))
}

/// Removes a cookie.
pub(crate) fn removed(inner: &Inner, name: &str) -> Option<HeaderValue> {
    set(inner, name, "", Some(0))
}

fn all(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(_, value)| !value.is_empty() && value.len() <= LONGEST)
}

fn prefix(inner: &Inner) -> &'static str {
    if is_secure(inner) { "__Host-" } else { "" }
}

fn is_secure(inner: &Inner) -> bool {
    inner.origin.starts_with("https://")
}

fn set(inner: &Inner, name: &str, value: &str, seconds: Option<i64>) -> Option<HeaderValue> {
    let life = seconds.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
    let secure = if is_secure(inner) { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{life}");
    HeaderValue::from_str(&text).ok()
}
