//! The service: its folder survives the end of its process.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request};
use countersign_core::clock::{Clock, FixedClock};
use countersign_core::random::{FixedRandom, Random};
use countersign_signin::outside::NoRandom;
use countersign_signin::testing::LastCommit;
use countersign_signin::{Config, PasswordCost, PlainRealm, Service};
use tower_service::Service as _;

/// Where everybody reaches it. Nobody listens there: it is called in this process.
pub(crate) const ORIGIN: &str = "http://localhost:8400";
const HOST: &str = "localhost:8400";

/// The plain realm's name.
pub(crate) const PLAIN: &str = "legacy";

/// Longest reply, in bytes.
const LONGEST: usize = 1 << 20;

/// A folder that ends with its owner.
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// A new one for its owner only, in memory where the system has such a place.
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let memory = Path::new("/dev/shm");
        let parent = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = parent.join(format!("countersign-faults-{}-{number}", std::process::id()));
        std::fs::create_dir(&path).expect("a folder can be made");
        only_ours(&path, 0o700);
        Self(path)
    }

    /// Puts a database there.
    pub(crate) fn write_database(&self, bytes: &[u8]) {
        std::fs::write(self.database(), bytes).expect("it can be written");
        only_ours(&self.database(), 0o600);
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.0.join("signin.sqlite")
    }
}

fn only_ours(path: &Path, mode: u32) {
    let mode = std::os::unix::fs::PermissionsExt::from_mode(mode);
    std::fs::set_permissions(path, mode).expect("it can be kept from others");
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// A reply, complete.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

pub(crate) struct Server {
    pub(crate) folder: Folder,
    pub(crate) clock: FixedClock,
    random: Arc<FixedRandom>,
    plain: bool,
    running: Option<(Service, Router)>,
}

impl Server {
    pub(crate) fn start(folder: Folder, clock: &FixedClock, plain: bool, seed: u64) -> Self {
        let random = Arc::new(FixedRandom::seeded(seed));
        let mut server = Self { folder, clock: clock.clone(), random, plain, running: None };
        server.restart();
        server
    }

    /// Starts it, or a new one in the place of the one that runs.
    pub(crate) fn restart(&mut self) {
        self.kill();
        let plain = if self.plain { vec![PlainRealm::named(PLAIN)] } else { Vec::new() };
        let config = Config {
            base_url: Some(ORIGIN.to_owned()),
            data: Some(self.folder.0.clone()),
            plain,
            test_control: true,
            password_cost: PasswordCost::ForTests,
            ..Config::default()
        };
        let (clock, random) = (self.clock.clone(), Arc::clone(&self.random));
        let fill = move |out: &mut [u8]| random.fill(out).map_err(|_| NoRandom);
        let service = Service::new(config, Arc::new(move || clock.now()), Arc::new(fill))
            .expect("the service starts");
        let router = service.router();
        self.running = Some((service, router));
    }

    /// Its process ends.
    pub(crate) fn kill(&mut self) {
        self.running = None;
    }

    pub(crate) fn is_running(&self) -> bool {
        self.running.is_some()
    }

    pub(crate) fn service(&self) -> &Service {
        &self.running.as_ref().expect("it runs").0
    }

    /// Lets it end at its `nth` commit from now.
    pub(crate) fn end_at_commit(&self, nth: u64, last: LastCommit) {
        assert!(self.service().end_at_commit(nth, last), "commits are watched");
    }

    /// One call. `None` when it does not run.
    pub(crate) async fn call(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, String)],
        body: Body,
    ) -> Option<Reply> {
        let mut router = self.running.as_ref()?.1.clone();
        let mut request = Request::builder().method(method).uri(path).header("host", HOST);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let mut request = request.body(body).expect("it is a request");
        let peer = SocketAddr::from(([127, 0, 0, 1], 40_000));
        request.extensions_mut().insert(ConnectInfo(peer));
        let response = router.call(request).await.unwrap_or_else(|never| match never {});
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, LONGEST).await.expect("the reply is short").to_vec();
        Some(Reply { status: parts.status.as_u16(), headers: parts.headers, body })
    }
}
