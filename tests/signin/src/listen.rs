//! Listening: the address comes first, so that a start that fails leaves nothing behind.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use tokio::net::TcpListener;

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
        let tasks = listeners
            .into_iter()
            .map(|listener| {
                let app = router.clone().into_make_service_with_connect_info::<SocketAddr>();
                let mut stopped = service.inner().stopped.subscribe();
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
