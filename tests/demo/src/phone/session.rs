//! The demo's own browser sessions: a cookie, and a CSRF token for each form.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::{HeaderMap, HeaderValue, header};
use countersign_core::random::{Random, RandomError, SystemRandom};
use data_encoding::BASE64URL_NOPAD;

/// The cookie of the phones' screens, and where it is sent.
pub(crate) const OF_PHONES: (&str, &str) = ("cs_phone", "/phone");
/// The cookie of what stands around them.
pub(crate) const OF_FRAME: (&str, &str) = ("cs_demo", "/");
/// More browsers than look at one phone.
const MOST: usize = 64;

/// All sessions, by cookie.
pub(crate) struct Sessions {
    random: Arc<SystemRandom>,
    cookie: (&'static str, &'static str),
    csrf: Mutex<HashMap<String, String>>,
}

/// One browser's session.
pub(crate) struct Session {
    /// What each form carries.
    pub(crate) csrf: String,
    /// The cookie to set, when the session is new.
    pub(crate) set: Option<HeaderValue>,
}

impl Sessions {
    /// None yet.
    pub(crate) fn new(random: Arc<SystemRandom>, cookie: (&'static str, &'static str)) -> Self {
        Self { random, cookie, csrf: Mutex::default() }
    }

    /// The browser's session, made when it has none.
    pub(crate) fn of(&self, headers: &HeaderMap) -> Result<Session, RandomError> {
        if let Some(csrf) = self.known(headers) {
            return Ok(Session { csrf, set: None });
        }
        let (cookie, csrf) = (self.token()?, self.token()?);
        let (name, path) = self.cookie;
        let text = format!("{name}={cookie}; Path={path}; HttpOnly; SameSite=Lax");
        let set = HeaderValue::from_str(&text).ok();
        let mut all = self.csrf.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST {
            all.clear();
        }
        all.insert(cookie, csrf.clone());
        Ok(Session { csrf, set })
    }

    /// Whether a form was drawn for this browser.
    pub(crate) fn allows(&self, headers: &HeaderMap, token: &str) -> bool {
        self.known(headers)
            .is_some_and(|csrf| countersign_core::secret::SecretString::new(csrf).ct_eq(token))
    }

    fn known(&self, headers: &HeaderMap) -> Option<String> {
        let all = self.csrf.lock().unwrap_or_else(PoisonError::into_inner);
        headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find_map(
                |(name, value)| if name == self.cookie.0 { all.get(value).cloned() } else { None },
            )
    }

    fn token(&self) -> Result<String, RandomError> {
        let mut raw = [0; 32];
        self.random.fill(&mut raw)?;
        Ok(BASE64URL_NOPAD.encode(&raw))
    }
}
