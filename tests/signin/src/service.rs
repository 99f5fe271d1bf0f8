//! The service: what does not change, the database, and how both come together.

use std::net::IpAddr;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use ring::hmac;
use rusqlite::Connection;
use serde_json::{Value, json};
use tokio::sync::watch;
use zeroize::Zeroizing;

use crate::config::{Config, Organisation};
use crate::crypto::jws::RealmKey;
use crate::flow::Step;
use crate::news::{News, Topic};
use crate::outside::{Clock, Random, SystemClock, token};
use crate::passwords::Queue;
use crate::pipush::PiPush;
use crate::plain::Plain;
use crate::rules::tries::Tries;
use crate::store::{self, Store};
use crate::{Fault, StartError};

/// Wrong tries of a typed set-up code that an address has in a minute.
const MOST_TRIES: usize = 5;

/// Calls that a phone has in a minute: six times what one that polls makes.
const MOST_CALLS: usize = 120;

/// The realm: what every step needs and nothing changes.
pub(crate) struct Realm {
    /// Realm base, the issuer: `http://localhost:8400/realms/demo`.
    pub(crate) base: String,
    /// Its name.
    pub(crate) name: String,
    /// What the organisation says about itself.
    pub(crate) organisation: Organisation,
    /// The signing key.
    pub(crate) key: RealmKey,
    /// Secret of the OAuth client `countersign-app`.
    pub(crate) client_secret: String,
    /// Makes the digests of names that were typed.
    pub(crate) name_key: hmac::Key,
    /// Where random bytes come from.
    pub(crate) random: Arc<dyn Random>,
}

impl Realm {
    /// Oldest core that is served, as text.
    pub(crate) fn min_core(&self) -> Option<&str> {
        self.organisation.min_core.as_ref().map(|(text, _)| text.as_str())
    }

    /// Whom to call, as phones are told.
    pub(crate) fn it_contact(&self) -> Value {
        let contact = &self.organisation.it_contact;
        json!({"name": contact.name, "phone": contact.phone, "email": contact.email,
               "url": contact.url})
    }
}

/// Everything a handler may use.
pub(crate) struct Inner {
    /// The realm.
    pub(crate) realm: Realm,
    /// Realms that behave like a plain server.
    pub(crate) plain: Vec<Arc<Plain>>,
    /// Realms that speak pipush.
    pub(crate) pipush: Vec<Arc<PiPush>>,
    /// What the service was told.
    pub(crate) config: Config,
    /// `http://localhost:8400`, without a slash at its end.
    pub(crate) origin: String,
    /// `localhost:8400`.
    pub(crate) host: String,
    /// The time.
    pub(crate) clock: Arc<dyn Clock>,
    /// The system's clock, when it may be moved.
    pub(crate) movable: Option<Arc<SystemClock>>,
    /// The waiting pages.
    pub(crate) news: Arc<News>,
    /// When waiting pages last asked whether another process changed something.
    asked_elsewhere: AtomicI64,
    /// Set when the service stops, so that waiting pages do not hold it up.
    pub(crate) stopped: watch::Sender<bool>,
    /// The nonce that phones must echo, where asked for.
    pub(crate) nonce: String,
    /// Makes the tokens of forms that are shown before anything is kept.
    pub(crate) form_key: hmac::Key,
    /// Where passwords are checked.
    pub(crate) passwords: Queue,
    /// Wrong tries of typed set-up codes, by address or network.
    pub(crate) tries: Mutex<Tries<Option<IpAddr>>>,
    /// Calls of phones, by credential id.
    pub(crate) calls: Mutex<Tries<String>>,
    /// One-time passes that wait to be shown.
    pub(crate) shown: crate::web::once::Once,
    /// Browsers of `--test-control`.
    pub(crate) puppets: crate::control::Puppets,
    store: Store,
}

impl Inner {
    /// The time now.
    pub(crate) fn now(&self) -> i64 {
        i64::try_from(self.clock.now()).unwrap_or(i64::MAX / 2)
    }

    /// Whether an address is a plain realm's.
    pub(crate) fn is_plain(&self, path: &str) -> bool {
        self.plain.iter().any(|plain| {
            path.strip_prefix(plain.path().as_str()).is_some_and(|rest| rest.starts_with('/'))
        })
    }

    /// What is remembered, for tests that let it end.
    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    /// One step, by one transaction. What has had its time ends first; the waiting pages of the accounts
    /// that it concerns are woken.
    ///
    /// # Errors
    /// As the step; nothing of it is kept then.
    pub(crate) fn step<T>(
        &self,
        step: impl FnOnce(&Step<'_>) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let now = self.now();
        let done = self.store.step(|db| {
            let context = Step { db, now, realm: &self.realm };
            context.sweep()?;
            step(&context)
        });
        let (done, accounts) = match done {
            Ok((done, accounts)) => (Ok(done), accounts),
            Err(fault) => (Err(fault), Vec::new()),
        };
        // What a plain realm remembers is in no database, and is not undone.
        let plain = self.plain.iter().filter(|plain| plain.take_touched());
        let plain = plain.map(|plain| Topic::Plain(plain.realm.name.clone()));
        self.news.tell(accounts.into_iter().map(Topic::Account).chain(plain));
        done
    }

    /// The time, for a waiting page that looks at the clock. Once a second one of them also asks whether
    /// another process has changed the database, such as `user unblock`.
    pub(crate) fn tick(&self) -> i64 {
        let now = self.now();
        let asked = self.asked_elsewhere.swap(now, Ordering::Relaxed);
        if asked != now && self.store.changed_elsewhere().unwrap_or(false) {
            self.news.tell_all();
        }
        now
    }
}

/// The sign-in service. Clones are the same service.
#[derive(Clone)]
pub struct Service {
    inner: Arc<Inner>,
}

impl Service {
    /// Makes a service that serves `config.base_url`, with a time and a random source of the
    /// caller's. Nothing listens yet: see [`Service::router`].
    ///
    /// # Errors
    /// [`StartError`] when the configuration, the folder or its database cannot be used.
    pub fn new(
        config: Config,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Result<Self, StartError> {
        Self::assemble(config, clock, random, None)
    }

    pub(crate) fn assemble(
        config: Config,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
        movable: Option<Arc<SystemClock>>,
    ) -> Result<Self, StartError> {
        let base_url = config
            .base_url
            .clone()
            .unwrap_or_else(|| format!("http://localhost:{}", config.listen.port()));
        let (origin, host) = crate::origin::parse(&base_url).ok_or(StartError::BaseUrl)?;
        config.check()?;
        let store = Store::open(config.data.as_deref())?;
        let Secrets { key, client_secret, form_key, name_key } =
            store.step(|db| Secrets::of(db, random.as_ref()))?.0;
        let realm = Realm {
            base: format!("{origin}/realms/{}", config.realm),
            name: config.realm.clone(),
            organisation: config.organisation.clone(),
            key,
            client_secret,
            name_key,
            random: Arc::clone(&random),
        };
        let password_cost = config.password_cost;
        let nonce = token(random.as_ref()).map_err(Fault::from)?;
        let mut plain = Vec::new();
        for told in &config.plain {
            let (secret, _) = store.step(|db| plain_secret(db, &told.name, random.as_ref()))?;
            plain.push(Arc::new(Plain::new(told.clone(), secret)?));
        }
        let pipush = config.pipush.iter().map(|name| PiPush::new(name).map(Arc::new));
        let pipush = pipush.collect::<Result<_, Fault>>()?;
        Ok(Self {
            inner: Arc::new(Inner {
                realm,
                plain,
                pipush,
                config,
                origin,
                host,
                clock,
                movable,
                news: Arc::default(),
                asked_elsewhere: AtomicI64::new(i64::MIN),
                stopped: watch::Sender::new(false),
                nonce,
                form_key,
                passwords: Queue::new(password_cost),
                tries: Mutex::new(Tries::at_most(MOST_TRIES)),
                calls: Mutex::new(Tries::at_most(MOST_CALLS)),
                shown: crate::web::once::Once::default(),
                puppets: crate::control::Puppets::default(),
                store,
            }),
        })
    }

    /// What handlers use.
    pub(crate) fn inner(&self) -> &Arc<Inner> {
        &self.inner
    }

    /// The issuer: `http://localhost:8400/realms/demo`.
    #[must_use]
    pub fn realm_base(&self) -> &str {
        &self.inner.realm.base
    }

    /// The issuers of the plain realms.
    #[must_use]
    pub fn plain_bases(&self) -> Vec<String> {
        let base = |plain: &Arc<Plain>| format!("{}{}", self.inner.origin, plain.path());
        self.inner.plain.iter().map(base).collect()
    }

    /// Base URL without a slash at its end.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.inner.origin
    }

    /// All routes but `/`, for whoever listens: the demo adds its own.
    pub fn router(&self) -> Router {
        crate::routes::all(&self.inner)
    }
}

/// What the service keeps secret, made at the first start.
struct Secrets {
    key: RealmKey,
    client_secret: String,
    form_key: hmac::Key,
    name_key: hmac::Key,
}

impl Secrets {
    fn of(db: &Connection, random: &dyn Random) -> Result<Self, Fault> {
        let key = secret(db, "realm_key", || bytes(random))?;
        let client_secret = secret(db, "client_secret", || Ok(token(random)?.into_bytes()))?;
        let form_key = secret(db, "form_key", || bytes(random))?;
        let name_key = secret(db, "name_key", || bytes(random))?;
        Ok(Self {
            key: RealmKey::from_secret(&key).ok_or(Fault::Store)?,
            client_secret: String::from_utf8(client_secret.to_vec()).map_err(|_| Fault::Store)?,
            form_key: hmac::Key::new(hmac::HMAC_SHA256, &form_key),
            name_key: hmac::Key::new(hmac::HMAC_SHA256, &name_key),
        })
    }
}

/// Secret of the OAuth client of a plain realm.
fn plain_secret(db: &Connection, realm: &str, random: &dyn Random) -> Result<String, Fault> {
    let name = format!("plain_client_secret {realm}");
    let secret = secret(db, &name, || Ok(token(random)?.into_bytes()))?;
    String::from_utf8(secret.to_vec()).map_err(|_| Fault::Store)
}

fn bytes(random: &dyn Random) -> Result<Vec<u8>, Fault> {
    let mut bytes = vec![0; 32];
    random.fill(&mut bytes)?;
    Ok(bytes)
}

fn secret(
    db: &Connection,
    name: &str,
    make: impl FnOnce() -> Result<Vec<u8>, Fault>,
) -> Result<Zeroizing<Vec<u8>>, Fault> {
    if let Some(secret) = store::setting(db, name)? {
        return Ok(Zeroizing::new(secret));
    }
    let secret = Zeroizing::new(make()?);
    store::keep_setting(db, name, &secret)?;
    Ok(secret)
}
