//! Realms that behave like a plain server, weaknesses included, so that a client's guards can be tried
//! (PROTOCOL.md sections 2 and 4.1): a wrong number leaves a request open, `action` and `exp` may be
//! missing, a taken name uses the offer up, nothing says what time it is. For trying only: the signing
//! key is part of the program, so such a realm is served on loopback only.
//!
//! | module | concern |
//! |---|---|
//! | `key` | RS256, PS256 |
//! | `state` | what is remembered until it stops |
//! | `call`, `proof` | who calls, by which address; token and proof of possession |
//! | `token`, `offer`, `enrol`, `answer`, `phone` | what phones call |
//! | `events` | news for waiting pages |
//! | `way`, `pages` | a browser's way, and its pages |
//! | `control` | `--test-control` |

pub(crate) mod answer;
pub(crate) mod call;
pub(crate) mod control;
pub(crate) mod enrol;
pub(crate) mod events;
pub(crate) mod key;
pub(crate) mod offer;
pub(crate) mod pages;
pub(crate) mod phone;
pub(crate) mod proof;
pub(crate) mod state;
pub(crate) mod token;
pub(crate) mod way;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::routing::{get, post, put};
use axum::{Extension, Router};
pub use key::PlainAlgorithm;
use key::PlainKey;
use state::State;

use crate::Fault;
use crate::service::Inner;

/// Life of a set-up and of a request, in seconds: the extension's own.
pub(crate) const LIFE: i64 = 240;

/// A realm that behaves like a plain server.
#[derive(Debug, Clone)]
pub struct PlainRealm {
    /// Its name.
    pub name: String,
    /// By what it signs.
    pub algorithm: PlainAlgorithm,
    /// Whether the code holds an address of the offer in place of the offer.
    pub by_reference: bool,
    /// What is asked with an approval.
    pub verification: PlainVerification,
}

impl PlainRealm {
    /// A realm as most are: RS256, the offer in the code, a number of two digits.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            algorithm: PlainAlgorithm::Rs256,
            by_reference: false,
            verification: PlainVerification::Pin(2),
        }
    }
}

/// What a plain realm asks with an approval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlainVerification {
    /// Nothing.
    None,
    /// The number on the page, of so many digits.
    Pin(u8),
    /// The number on the page, chosen among three.
    NumberMatch,
}

/// A plain realm that is served.
pub(crate) struct Plain {
    /// What it was told.
    pub(crate) realm: PlainRealm,
    /// Its key.
    pub(crate) key: PlainKey,
    /// Secret of the OAuth client that phones use.
    pub(crate) client_secret: String,
    state: Mutex<State>,
    /// Whether somebody may have changed it since waiting pages were told.
    touched: AtomicBool,
}

impl Plain {
    /// A realm of which nothing is remembered yet.
    pub(crate) fn new(realm: PlainRealm, client_secret: String) -> Result<Self, Fault> {
        let key = PlainKey::new(realm.algorithm)?;
        Ok(Self {
            realm,
            key,
            client_secret,
            state: Mutex::default(),
            touched: AtomicBool::default(),
        })
    }

    /// What is remembered, to be changed. It is taken in a step of the database, never around one.
    pub(crate) fn state(&self, now: i64) -> MutexGuard<'_, State> {
        self.touched.store(true, Ordering::SeqCst);
        self.remembered(now)
    }

    /// What is remembered, to be looked at.
    pub(crate) fn remembered(&self, now: i64) -> MutexGuard<'_, State> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.sweep(now);
        state
    }

    /// Whether it was changed, perhaps, since the last time of asking.
    pub(crate) fn take_touched(&self) -> bool {
        self.touched.swap(false, Ordering::SeqCst)
    }

    /// Where it is on this service: `/realms/legacy`.
    pub(crate) fn path(&self) -> String {
        format!("/realms/{}", self.realm.name)
    }
}

/// All addresses of the plain realms.
pub(crate) fn routes(inner: &Arc<Inner>) -> Router<Arc<Inner>> {
    let mut all = Router::new();
    for plain in &inner.plain {
        let realm = Router::new()
            .route("/protocol/openid-connect/token", post(token::token))
            .route("/protocol/openid-connect/certs", get(token::certs))
            .route("/push-mfa/enroll/request-token/{handle}", get(offer::fetch))
            .route("/push-mfa/enroll/complete", post(enrol::complete))
            .route("/push-mfa/enroll/challenges/{id}/events", get(events::set_up))
            .route("/push-mfa/login/pending", get(answer::pending))
            .route("/push-mfa/login/challenges/{cid}/respond", post(answer::respond))
            .route("/push-mfa/login/challenges/{cid}/events", get(events::request))
            .route("/push-mfa/login/lockout", post(phone::lockout))
            .route("/push-mfa/device/push-provider", put(phone::push_provider))
            .route("/push-mfa/device/rotate-key", put(phone::rotate_key))
            .merge(pages::routes());
        all = all.nest(&plain.path(), realm.layer(Extension(Arc::clone(plain))));
    }
    if inner.config.test_control { all.merge(control::routes()) } else { all }
}
