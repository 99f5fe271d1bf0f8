//! The phone's own browser sessions: a cookie, and a CSRF token for each form.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::{HeaderMap, HeaderValue, header};
use countersign_core::random::{Random, RandomError, SystemRandom};
use data_encoding::BASE64URL_NOPAD;

/// The cookie's name.
const COOKIE: &str = "cs_phone";
/// More browsers than look at one phone.
const MOST: usize = 64;

/// All sessions, by cookie.
pub(super) struct Sessions {
    random: Arc<SystemRandom>,
    csrf: Mutex<HashMap<String, String>>,
}

/// One browser's session.
pub(super) struct Session {
    /// What each form carries.
    pub(super) csrf: String,
    /// The cookie to set, when the session is new.
    pub(super) set: Option<HeaderValue>,
}

impl Sessions {
    /// None yet.
    pub(super) fn new(random: Arc<SystemRandom>) -> Self {
        Self { random, csrf: Mutex::default() }
    }

    /// The browser's session, made when it has none.
    pub(super) fn of(&self, headers: &HeaderMap) -> Result<Session, RandomError> {
        if let Some(csrf) = self.known(headers) {
            return Ok(Session { csrf, set: None });
        }
        let (cookie, csrf) = (self.token()?, self.token()?);
        let text = format!("{COOKIE}={cookie}; Path=/phone; HttpOnly; SameSite=Lax");
        let set = HeaderValue::from_str(&text).ok();
        let mut all = self.csrf.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST {
            all.clear();
        }
        all.insert(cookie, csrf.clone());
        Ok(Session { csrf, set })
    }

    /// Whether a form was drawn for this browser.
    pub(super) fn allows(&self, headers: &HeaderMap, token: &str) -> bool {
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
            .find_map(|(name, value)| if name == COOKIE { all.get(value).cloned() } else { None })
    }

    fn token(&self) -> Result<String, RandomError> {
        let mut raw = [0; 32];
        self.random.fill(&mut raw)?;
        Ok(BASE64URL_NOPAD.encode(&raw))
    }
}
