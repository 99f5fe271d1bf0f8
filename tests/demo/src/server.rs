//! Both sides behind one address.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::uri::PathAndQuery;
use axum::http::{StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use countersign_core::net::{HttpTransport, TlsError, Transport};
use countersign_core::url::Network;
use countersign_signin::{AddError, Organisation, StartError};
use tokio::net::TcpListener;

use crate::controls::{self, Theatre};
use crate::stage::{self, Stage};

/// Headers of the frame and of every screen of the phone.
pub(crate) const HEADERS: [(&str, &str); 7] = [
    (
        "content-security-policy",
        // `tel:` and `mailto:` of the sign-in page are no pages to frame, and browsers ask here all the same.
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
         connect-src 'self'; frame-src 'self' tel: mailto:; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'self'",
    ),
    ("permissions-policy", "camera=(self)"),
    ("cache-control", "no-store"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

/// Why the demo did not start.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The folder cannot be used.
    #[error("the folder of the demo cannot be used: {0}")]
    Folder(io::Error),
    /// The port is taken.
    #[error("port {port} is taken; choose another with --port")]
    Port {
        /// The port.
        port: u16,
    },
    /// The service did not start.
    #[error(transparent)]
    Service(#[from] StartError),
    /// The people could not be added.
    #[error(transparent)]
    People(#[from] AddError),
    /// The phone has no network.
    #[error(transparent)]
    Phone(#[from] TlsError),
    /// The server stopped.
    #[error("the server stopped: {0}")]
    Stopped(io::Error),
}

/// A demo that listens and does not serve yet.
pub struct Demo {
    listeners: Vec<TcpListener>,
    router: Router,
    theatre: Theatre,
    origin: String,
}

impl Demo {
    /// Sets everything up and takes the port.
    ///
    /// # Errors
    /// [`DemoError`].
    pub async fn new(port: u16, folder: Option<&Path>) -> Result<Self, DemoError> {
        let network = HttpTransport::new(Network::LoopbackHttpToo, None)?;
        Self::with_network(port, folder, Arc::new(network)).await
    }

    /// As [`Demo::new`]; the phones reach the service by this.
    pub(crate) async fn with_network(
        port: u16,
        folder: Option<&Path>,
        network: Arc<dyn Transport>,
    ) -> Result<Self, DemoError> {
        // The port first: when it is taken, no folder is made.
        let listeners = listen(port).await?;
        let stage = Stage::set(folder).map_err(DemoError::Folder)?;
        let first = listeners.first().and_then(|listener| listener.local_addr().ok());
        let origin = format!("http://localhost:{}", first.map_or(port, |addr| addr.port()));
        let organisation = Organisation::in_folder(&stage.organisation())?.name;
        let theatre = Theatre::new(stage, organisation, &origin, network)?;
        let addressed = Addressed::to(&origin);
        let router =
            controls::router(theatre.clone()).layer(from_fn_with_state(addressed, address));
        Ok(Self { listeners, router, theatre, origin })
    }

    /// `http://localhost:8400`
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// What its pages show of both sides.
    #[cfg(test)]
    pub(crate) fn theatre(&self) -> Theatre {
        self.theatre.clone()
    }

    /// The folder of both sides.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.theatre.stage().folder
    }

    /// Who signs in, with the password.
    #[must_use]
    pub fn person(&self) -> (&str, &str) {
        (stage::PERSON, &self.theatre.stage().password)
    }

    /// Who administers, with the password.
    #[must_use]
    pub fn admin(&self) -> (&str, &str) {
        (stage::ADMIN, &self.theatre.stage().admin_password)
    }

    /// Serves until the process ends.
    ///
    /// # Errors
    /// [`DemoError::Stopped`].
    pub async fn serve(self) -> Result<(), DemoError> {
        let mut running = tokio::task::JoinSet::new();
        for listener in self.listeners {
            let router = self.router.clone();
            let service = router.into_make_service_with_connect_info::<SocketAddr>();
            running.spawn(async move { axum::serve(listener, service).await });
        }
        while let Some(ended) = running.join_next().await {
            ended
                .map_err(io::Error::other)
                .and_then(|served| served)
                .map_err(DemoError::Stopped)?;
        }
        Ok(())
    }
}

/// Names under which browsers find this machine.
const LOOPBACK: [&str; 2] = ["127.0.0.1", "[::1]"];

/// The one address of both sides.
#[derive(Clone)]
struct Addressed {
    origin: Arc<str>,
    host: Arc<str>,
    port: Arc<str>,
}

impl Addressed {
    fn to(origin: &str) -> Self {
        let host = origin.split_once("://").map_or(origin, |(_, host)| host);
        let port = host.rsplit_once(':').map_or("", |(_, port)| port);
        Self { origin: origin.into(), host: host.into(), port: port.into() }
    }

    /// Whether a `Host` names this machine and port by number.
    fn is_number_of_ours(&self, host: &str) -> bool {
        LOOPBACK.iter().any(|name| {
            host.strip_prefix(name).and_then(|rest| rest.strip_prefix(':')) == Some(&*self.port)
        })
    }
}

/// Everything stands at one address, for what the service signs names it. Who typed this machine's number
/// is sent there; a name that is not ours (as in DNS rebinding) gets nothing.
async fn address(State(ours): State<Addressed>, request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    match host {
        Some(host) if host.eq_ignore_ascii_case(&ours.host) => next.run(request).await,
        Some(host) if ours.is_number_of_ours(host) && request.method().is_safe() => {
            let rest = request.uri().path_and_query().map_or("/", PathAndQuery::as_str);
            Redirect::temporary(&format!("{}{rest}", ours.origin)).into_response()
        }
        Some(_) | None => {
            let elsewhere = format!("Countersign's demo stands at {}.", ours.origin);
            (StatusCode::MISDIRECTED_REQUEST, elsewhere).into_response()
        }
    }
}

/// Both loopback addresses; a machine without IPv6 has only one.
async fn listen(port: u16) -> Result<Vec<TcpListener>, DemoError> {
    let taken = |_| DemoError::Port { port };
    let four = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(taken)?;
    let port = four.local_addr().map_err(taken)?.port();
    let mut listeners = vec![four];
    match TcpListener::bind((Ipv6Addr::LOCALHOST, port)).await {
        Ok(six) => listeners.push(six),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            return Err(DemoError::Port { port });
        }
        Err(_) => {}
    }
    Ok(listeners)
}
