//! Listening: the address comes first, so that a start that fails leaves nothing behind.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ConnectInfo;
use axum::{Extension, Router};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::StartError;
use crate::config::{Config, Organisation};
use crate::outside::{Clock, Random, SystemClock, SystemRandom};
use crate::service::Service;

impl Service {
    /// Listens and serves with the system's clock and random source.
    ///
    /// # Errors
    /// As [`Service::new`], and when the address is taken or is none.
    pub async fn start(config: Config) -> Result<Running, StartError> {
        Bound::new(config).await?.serve()
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
        Bound::new(config).await?.serve_with(clock, random, None)
    }
}

/// An address that is listened on; nothing was written yet, and nobody is answered.
pub(crate) struct Bound {
    config: Config,
    listeners: Vec<TcpListener>,
}

impl Bound {
    /// Checks what the service was told, and takes the address.
    pub(crate) async fn new(mut config: Config) -> Result<Self, StartError> {
        config.check()?;
        let listeners = listen(config.listen).await?;
        config.listen = listeners
            .first()
            .and_then(|listener| listener.local_addr().ok())
            .ok_or(StartError::NoSuchAddress)?;
        Ok(Self { config, listeners })
    }

    /// Takes what the organisation says about itself from the data folder, if there is one.
    pub(crate) fn read_folder(&mut self) -> Result<(), StartError> {
        if let Some(folder) = &self.config.data {
            self.config.organisation = Organisation::in_folder(folder)?;
        }
        Ok(())
    }

    /// Serves with the system's clock and random source.
    pub(crate) fn serve(self) -> Result<Running, StartError> {
        let clock = Arc::new(SystemClock::default());
        let movable = Some(Arc::clone(&clock));
        self.serve_with(clock, Arc::new(SystemRandom::default()), movable)
    }

    fn serve_with(
        self,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
        movable: Option<Arc<SystemClock>>,
    ) -> Result<Running, StartError> {
        let addr = self.config.listen;
        let service = Service::assemble(self.config, clock, random, movable)?;
        let router = crate::routes::standalone(service.inner());
        Ok(Running::serve(service, router, self.listeners, addr))
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
        let serve = |listener| {
            let stopped = service.inner().stopped.subscribe();
            tokio::spawn(accept(listener, router.clone(), stopped))
        };
        let tasks = listeners.into_iter().map(serve).collect();
        let base_url = service.base_url().to_owned();
        Self { base_url, addr, service, tasks }
    }

    /// Stops listening and ends what is open; what was written is kept.
    pub async fn stop(mut self) {
        self.service.inner().stopped.send_replace(true);
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
        self.service.inner().stopped.send_replace(true);
    }
}

/// Takes connections until the service stops, and lets those end that are open then.
async fn accept(listener: TcpListener, router: Router, mut stopped: watch::Receiver<bool>) {
    let mut open = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stopped.wait_for(|stopped| *stopped) => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                open.spawn(converse(stream, peer, router.clone(), stopped.clone()));
            }
            // That visitor is gone, or there are too many files open for a moment.
            Err(_) => tokio::time::sleep(BREATH).await,
        }
        while open.try_join_next().is_some() {}
    }
    drop(listener);
    while open.join_next().await.is_some() {}
}

/// One connection. Its replies have the `Date` that the service gives them, or none: the library would
/// write the system's time.
async fn converse(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    mut stopped: watch::Receiver<bool>,
) {
    let service = TowerToHyperService::new(router.layer(Extension(ConnectInfo(peer))));
    let connection = http1::Builder::new()
        .auto_date_header(false)
        .timer(TokioTimer::new())
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    let stop = async move { drop(stopped.wait_for(|stopped| *stopped).await) };
    tokio::select! {
        _ = connection.as_mut() => return,
        () = stop => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}

/// How long nobody is let in after a connection that could not be taken.
const BREATH: Duration = Duration::from_millis(50);

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
