//! The running service: what does not change, the database, and its start.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};

use crate::config::{Config, Organisation};
use crate::crypto::jws::RealmKey;
use crate::flow::Step;
use crate::outside::{Clock, Random, SystemClock, SystemRandom, token};
use crate::store::{self, Store};
use crate::{Fault, StartError};

/// How many passwords are checked at a time.
const HASHING: usize = 4;

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
    /// Tells waiting pages to look again.
    pub(crate) changed: watch::Sender<u64>,
    /// Set when the service stops, so that waiting pages do not hold it up.
    pub(crate) stopped: watch::Sender<bool>,
    /// The nonce that phones must echo, where asked for.
    pub(crate) nonce: String,
    /// Lets a few passwords be checked at a time: each takes 19 MiB.
    pub(crate) hashing: Semaphore,
    /// Browsers of `--test-control`.
    pub(crate) puppets: crate::control::Puppets,
    store: Store,
}

impl Inner {
    /// The time now.
    pub(crate) fn now(&self) -> i64 {
        i64::try_from(self.clock.now()).unwrap_or(i64::MAX / 2)
    }

    /// One step, by one transaction. What has had its time ends first.
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
        self.changed.send_modify(|count| *count = count.wrapping_add(1));
        done
    }

    /// As [`Inner::step`], for what changes nothing that a waiting page shows: wakes nobody.
    ///
    /// # Errors
    /// As the look.
    pub(crate) fn look<T>(
        &self,
        look: impl FnOnce(&Step<'_>) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let now = self.now();
        self.store.step(|db| {
            let context = Step { db, now, realm: &self.realm };
            context.sweep()?;
            look(&context)
        })
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

    fn assemble(
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
        if !crate::origin::is_realm_name(&config.realm) {
            return Err(StartError::RealmName);
        }
        if config.test_control && !config.listen.ip().is_loopback() {
            return Err(StartError::TestControl);
        }
        let store = Store::open(config.data.as_deref())?;
        let (key, client_secret) = store.step(|db| secrets(db, random.as_ref()))?;
        let realm = Realm {
            base: format!("{origin}/realms/{}", config.realm),
            name: config.realm.clone(),
            organisation: config.organisation.clone(),
            key,
            client_secret,
            random: Arc::clone(&random),
        };
        let nonce = token(random.as_ref()).map_err(Fault::from)?;
        Ok(Self {
            inner: Arc::new(Inner {
                realm,
                config,
                origin,
                host,
                clock,
                movable,
                changed: watch::Sender::new(0),
                stopped: watch::Sender::new(false),
                nonce,
                hashing: Semaphore::new(HASHING),
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

    /// Base URL without a slash at its end.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.inner.origin
    }

    /// All routes but `/`, for whoever listens: the demo adds its own.
    pub fn router(&self) -> Router {
        crate::routes::all(&self.inner)
    }

    /// Listens and serves with the system's clock and random source.
    ///
    /// # Errors
    /// As [`Service::new`], and when the address is taken or is none.
    pub async fn start(config: Config) -> Result<Running, StartError> {
        let clock = Arc::new(SystemClock::default());
        let random = Arc::new(SystemRandom::default());
        let movable = Some(Arc::clone(&clock));
        Self::start_assembled(config, clock, random, movable).await
    }

    /// Listens and serves with a time and a random source of the caller's.
    ///
    /// # Errors
    /// As [`Service::start`].
    pub async fn start_with(
        config: Config,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Result<Running, StartError> {
        Self::start_assembled(config, clock, random, None).await
    }

    async fn start_assembled(
        mut config: Config,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
        movable: Option<Arc<SystemClock>>,
    ) -> Result<Running, StartError> {
        let listeners = listen(config.listen).await?;
        let addr = listeners
            .first()
            .and_then(|listener| listener.local_addr().ok())
            .ok_or(StartError::NoSuchAddress)?;
        config.listen = addr;
        let service = Self::assemble(config, clock, random, movable)?;
        let router = crate::routes::standalone(&service.inner);
        Ok(Running::serve(service, router, listeners, addr))
    }
}

/// A service that listens. Dropping it stops it.
pub struct Running {
    /// Base URL without a slash at its end.
    pub base_url: String,
    /// Where it listens.
    pub addr: SocketAddr,
    /// The service.
    pub service: Service,
    tasks: Vec<tokio::task::JoinHandle<()>>,
}

impl Running {
    fn serve(
        service: Service,
        router: Router,
        listeners: Vec<TcpListener>,
        addr: SocketAddr,
    ) -> Self {
        let tasks = listeners
            .into_iter()
            .map(|listener| {
                let app = router.clone().into_make_service_with_connect_info::<SocketAddr>();
                let mut stopped = service.inner.stopped.subscribe();
                tokio::spawn(async move {
                    let stop = async move {
                        let _ = stopped.wait_for(|stopped| *stopped).await;
                    };
                    let _ = axum::serve(listener, app).with_graceful_shutdown(stop).await;
                })
            })
            .collect();
        let base_url = service.base_url().to_owned();
        Self { base_url, addr, service, tasks }
    }

    /// Stops listening and ends what is open; what was written is kept.
    pub async fn stop(mut self) {
        self.service.inner.stopped.send_replace(true);
        for task in std::mem::take(&mut self.tasks) {
            let _ = task.await;
        }
    }

    /// Waits until it stops by itself.
    pub async fn wait(mut self) {
        for task in std::mem::take(&mut self.tasks) {
            let _ = task.await;
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.service.inner.stopped.send_replace(true);
    }
}

/// Listens on an address; 127.0.0.1 stands for `::1` too, where the computer has it.
async fn listen(address: SocketAddr) -> Result<Vec<TcpListener>, StartError> {
    let first = bind(address).await?;
    let port = first.local_addr().map_err(|_| StartError::NoSuchAddress)?.port();
    let mut listeners = vec![first];
    if address.ip() == Ipv4Addr::LOCALHOST {
        match bind(SocketAddr::from((Ipv6Addr::LOCALHOST, port))).await {
            Ok(second) => listeners.push(second),
            Err(StartError::PortTaken { port }) => return Err(StartError::PortTaken { port }),
            // No IPv6 here: nothing reaches ::1 anyway.
            Err(_) => {}
        }
    }
    Ok(listeners)
}

async fn bind(address: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(address).await.map_err(|error| {
        if error.kind() == std::io::ErrorKind::AddrInUse {
            StartError::PortTaken { port: address.port() }
        } else {
            StartError::NoSuchAddress
        }
    })
}

/// The realm's key and the app's client secret, made at the first start.
fn secrets(db: &rusqlite::Connection, random: &dyn Random) -> Result<(RealmKey, String), Fault> {
    let key = match store::setting(db, "realm_key")? {
        Some(secret) => RealmKey::from_secret(&secret).ok_or(Fault::Store)?,
        None => {
            let mut secret = zeroize::Zeroizing::new([0; 32]);
            random.fill(secret.as_mut_slice())?;
            let key = RealmKey::from_secret(secret.as_slice()).ok_or(Fault::Store)?;
            store::keep_setting(db, "realm_key", secret.as_slice())?;
            key
        }
    };
    let client_secret = match store::setting(db, "client_secret")? {
        Some(secret) => String::from_utf8(secret).map_err(|_| Fault::Store)?,
        None => {
            let secret = token(random)?;
            store::keep_setting(db, "client_secret", secret.as_bytes())?;
            secret
        }
    };
    Ok((key, client_secret))
}
