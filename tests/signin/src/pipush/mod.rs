//! Realms that speak pipush as privacyIDEA 3.14 does (PROTOCOL.md section 3), as far as tests of a phone need it: a
//! token is registered, asked and answered; a wrong number leaves its request open. Written from that section alone.
//! It has no pages: browsers are those of `--test-control`, without which such a realm is refused. Real servers are
//! played with by `tests/interop`.
//!
//! | module | concern |
//! |---|---|
//! | `state` | tokens, requests and browsers, remembered until it stops |
//! | `wire` | what is signed, and how signatures are written |
//! | `phone` | what phones call |
//! | `way` | a browser's way |
//! | `control` | `--test-control` |

mod control;
mod phone;
mod state;
mod way;
mod wire;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::routing::get;
use axum::{Extension, Router};
use ring::signature::RsaKeyPair;
use state::State;

use crate::Fault;
use crate::plain::key;
use crate::service::Inner;

/// Life of a request, in seconds: privacyIDEA's own.
const LIFE: i64 = 120;

/// A realm that speaks pipush.
pub(crate) struct PiPush {
    name: String,
    pair: RsaKeyPair,
    state: Mutex<State>,
}

impl PiPush {
    /// A realm of which nothing is remembered yet.
    pub(crate) fn new(name: &str) -> Result<Self, Fault> {
        Ok(Self { name: name.to_owned(), pair: key::pair()?, state: Mutex::default() })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where phones register, ask and answer.
    fn path(&self) -> String {
        format!("/realms/{}/ttype/push", self.name)
    }

    fn url(&self, inner: &Inner) -> String {
        format!("{}{}", inner.origin, self.path())
    }
}

/// All addresses of these realms.
pub(crate) fn routes(inner: &Arc<Inner>) -> Router<Arc<Inner>> {
    let mut all = Router::new();
    for realm in &inner.pipush {
        let calls = get(phone::list).post(phone::post);
        all = all.route(&realm.path(), calls.layer(Extension(Arc::clone(realm))));
    }
    if inner.pipush.is_empty() { all } else { all.merge(control::routes()) }
}
