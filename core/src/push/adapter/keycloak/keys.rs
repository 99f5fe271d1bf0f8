//! An issuer's signing keys: how often they are fetched, and how long they are believed.
//!
//! A poll costs one fetch at most, whatever its entries name. The first poll after a start makes it beside the list, which
//! may then turn out to name no key. Between two fetches that succeed lie five
//! minutes, and after one that failed polls wait as long: an issuer cannot make this phone fetch. Keys
//! are asked for anew after half a day and forgotten after a day, so that one that the issuer withdrew
//! is believed no longer than that.

use std::future::{Future, poll_fn};
use std::pin::pin;

use crate::account::PushAccount;
use crate::clock::UnixSeconds;
use crate::net::{HttpRequest, Method};
use crate::push::error::PushError;
use crate::push::guards::MAX_BODY;
use crate::push::jose::Jwks;
use crate::push::log::Endpoint;
use crate::secret::SecretString;

use super::Keycloak;
use super::call::CallError;

/// What is known of an issuer's keys.
#[derive(Debug, Default)]
pub(super) struct KeyMemory {
    keys: Jwks,
    fetched: Option<UnixSeconds>,
    failed: Option<(UnixSeconds, PushError)>,
}

impl KeyMemory {
    /// The keys that may still be believed.
    pub(super) fn valid(&self, now: UnixSeconds) -> Option<&Jwks> {
        self.fetched.is_some_and(|at| now.abs_diff(at) < KEPT_FOR).then_some(&self.keys)
    }

    /// The keys, if asking again could bring nothing better: all names are there and the keys are
    /// young, or they have just been fetched.
    fn settled(&self, kids: &[&str], now: UnixSeconds) -> Option<&Jwks> {
        let age = now.abs_diff(self.fetched?);
        let known = kids.iter().all(|kid| self.keys.has(kid));
        (age < PAUSE || (known && age < YOUNG_FOR)).then_some(&self.keys)
    }

    /// Why a fetch failed, while it is too early for the next.
    fn failure(&self, now: UnixSeconds) -> Option<PushError> {
        self.failed.filter(|(at, _)| now.abs_diff(*at) < PAUSE).map(|(_, error)| error)
    }

    fn store(&mut self, keys: Jwks, now: UnixSeconds) {
        *self = Self { keys, fetched: Some(now), failed: None };
    }
}

impl Keycloak {
    /// The issuer's signing keys, for a token that names one. The person who scans a code again after a
    /// failure is not kept waiting.
    pub(super) async fn signing_keys(
        &self,
        issuer: &str,
        kid: Option<&str>,
    ) -> Result<Jwks, CallError> {
        let now = self.clocks.now();
        let kids: Vec<&str> = kid.into_iter().collect();
        // Without a name there is nothing that could be known.
        let settled = self.memory().keys(issuer, |known| known.settled(&kids, now).cloned());
        match settled {
            Some(keys) => Ok(keys),
            None => self.fetch_keys(issuer).await,
        }
    }

    /// The keys for the names in a pending list, and why there may be others: with one fetch at most,
    /// and none while the last failure is young.
    pub(super) async fn keys_for_list(
        &self,
        issuer: &str,
        kids: &[&str],
    ) -> (Jwks, Option<PushError>) {
        let now = self.clocks.now();
        let known = self.memory().keys(issuer, |known| match known.settled(kids, now) {
            Some(keys) => Some((keys.clone(), None)),
            None => {
                let failure = known.failure(now)?;
                Some((known.valid(now).cloned().unwrap_or_default(), Some(failure)))
            }
        });
        if let Some(known) = known {
            return known;
        }
        match self.fetch_keys(issuer).await {
            Ok(keys) => (keys, None),
            Err(error) => {
                let valid = self.memory().keys(issuer, |known| known.valid(now).cloned());
                (valid.unwrap_or_default(), Some(error.into_push()))
            }
        }
    }

    /// Waits for a list. The first time, the keys of an issuer that signs its requests are asked for meanwhile: after a
    /// start the first request is on the screen a round trip sooner. A list that names no key is not kept waiting by
    /// them.
    pub(super) async fn beside_keys<T>(
        &self,
        account: &PushAccount,
        list: impl Future<Output = Result<T, PushError>>,
        names_keys: impl FnOnce(&T) -> bool,
    ) -> Result<T, PushError> {
        if !account.is_countersign() || !self.memory().is_new(&account.issuer) {
            return list.await;
        }
        let (mut list, mut keys) = (pin!(list), pin!(self.fetch_keys(&account.issuer)));
        let mut fetched = false;
        let list = poll_fn(|context| {
            let list = list.as_mut().poll(context);
            if list.is_pending() && !fetched {
                fetched = keys.as_mut().poll(context).is_ready();
            }
            list
        });
        let list = list.await?;
        if !fetched && names_keys(&list) {
            drop(keys.await);
        }
        Ok(list)
    }

    async fn fetch_keys(&self, issuer: &str) -> Result<Jwks, CallError> {
        let request = HttpRequest {
            method: Method::Get,
            url: [issuer, Endpoint::Certs.template()].concat(),
            headers: vec![("accept", SecretString::new("application/json".to_owned()))],
            body: None,
            limit: MAX_BODY,
        };
        let answer = self.exchange(None, Endpoint::Certs, request).await.and_then(|response| {
            let refused = PushError::Refused { status: Some(response.status) };
            let keys = (response.status == 200).then(|| Jwks::parse(&response.body));
            keys.and_then(Result::ok).ok_or(CallError::from(refused))
        });
        let now = self.clocks.now();
        let mut memory = self.memory();
        let known = memory.keys_of(issuer);
        match &answer {
            Ok(keys) => known.store(keys.clone(), now),
            Err(error) => known.failed = Some((now, error.as_push())),
        }
        answer
    }
}

/// Seconds between two fetches, and after one that failed.
const PAUSE: u64 = 300;
/// Seconds after which keys are asked for anew, well before they are forgotten.
const YOUNG_FOR: u64 = KEPT_FOR / 2;
/// Seconds after which keys are not believed any more.
const KEPT_FOR: u64 = 24 * 3600;
