//! The HTTP client: reqwest behind [`Transport`], HTTP/1.1 only.

use std::error::Error;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{CONNECTION, CONTENT_TYPE, HeaderName, HeaderValue};

use super::keep_alive::KeepAlive;
use super::names::{NameError, NameSystem, Names, ThisSystem};
use super::tls::{self, Pins, TlsError};
use super::transport::{
    Body, HttpRequest, Method, Response, SendFuture, Transport, TransportError,
};
use crate::clock::{Clock, SystemClock};
use crate::url::{Network, Url};

/// How long a call may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// Until the connection stands, TLS included.
    pub connect: Duration,
    /// Until the last byte of the answer.
    pub total: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { connect: Duration::from_secs(5), total: Duration::from_secs(10) }
    }
}

/// The real HTTP client. It follows no redirect, asks no proxy, keeps no cookies, and must be used
/// inside a tokio runtime with time and I/O enabled, current-thread or not.
///
/// ```
/// use countersign_core::app::{HttpTransport, Network};
/// # fn transport() -> Result<HttpTransport, Box<dyn std::error::Error>> {
///
/// let transport = HttpTransport::new(Network::HttpsOnly, None)?;
/// # Ok(transport)
/// # }
/// # transport().map(drop).unwrap();
/// ```
#[derive(Debug)]
pub struct HttpTransport {
    client: reqwest::Client,
    network: Network,
    keep_alive: KeepAlive,
}

impl HttpTransport {
    /// A client that trusts `roots` (DER certificates), else the built-in set.
    ///
    /// # Errors
    /// [`TlsError`].
    pub fn new(network: Network, roots: Option<Vec<Vec<u8>>>) -> Result<Self, TlsError> {
        Self::with(network, roots.as_deref(), Pins::new(), Timeouts::default())
    }

    /// The same with pins per issuer host and other time-outs.
    ///
    /// # Errors
    /// [`TlsError`].
    pub fn with(
        network: Network,
        roots: Option<&[Vec<u8>]>,
        pins: Pins,
        timeouts: Timeouts,
    ) -> Result<Self, TlsError> {
        Self::over(network, roots, pins, timeouts, Arc::new(ThisSystem))
    }

    /// The same with a system that a test makes up.
    ///
    /// # Errors
    /// [`TlsError`].
    #[cfg(any(test, feature = "testing"))]
    pub fn with_system(
        network: Network,
        timeouts: Timeouts,
        system: Arc<dyn NameSystem>,
    ) -> Result<Self, TlsError> {
        Self::over(network, None, Pins::new(), timeouts, system)
    }

    fn over(
        network: Network,
        roots: Option<&[Vec<u8>]>,
        pins: Pins,
        timeouts: Timeouts,
        system: Arc<dyn NameSystem>,
    ) -> Result<Self, TlsError> {
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls::client_config(roots, pins)?)
            .http1_only()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .dns_resolver(Arc::new(Names(system)))
            .referer(false)
            .connect_timeout(timeouts.connect)
            .timeout(timeouts.total)
            .pool_idle_timeout(Duration::from_secs(30))
            .pool_max_idle_per_host(2)
            .user_agent(concat!("countersign-core/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|_| TlsError::Setup)?;
        Ok(Self { client, network, keep_alive: KeepAlive::default() })
    }

    async fn exchange(&self, request: HttpRequest) -> Result<Response, TransportError> {
        let url =
            Url::to_contact(&request.url, self.network).map_err(|_| TransportError::NotAllowed)?;
        let mut builder = self.client.request(method(request.method), url.as_str());
        for (name, value) in &request.headers {
            let name =
                HeaderName::from_bytes(name.as_bytes()).map_err(|_| TransportError::NotAllowed)?;
            let mut value =
                HeaderValue::from_str(value.expose()).map_err(|_| TransportError::NotAllowed)?;
            value.set_sensitive(true);
            builder = builder.header(name, value);
        }
        builder = match request.body {
            Some(Body::Json(text)) => {
                builder.header(CONTENT_TYPE, "application/json").body(text.expose().to_owned())
            }
            Some(Body::Form(text)) => builder
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(text.expose().to_owned()),
            None => builder,
        };
        let secure = url.is_https();
        let answered = async {
            let response = builder.send().await.map_err(|error| classify(&error, secure))?;
            let stays = stays(&response);
            // Only once nothing is left to be read does the pool have the connection again.
            Ok((collect(response, request.limit).await?, stays))
        };
        let answered = answered.await;
        let stays = answered.as_ref().is_ok_and(|(_, stays)| *stays);
        self.keep_alive.note(url.origin(), stays, SystemClock.now());
        answered.map(|(response, _)| response)
    }
}

impl Transport for HttpTransport {
    fn send(&self, request: HttpRequest) -> SendFuture<'_> {
        Box::pin(self.exchange(request))
    }

    fn preconnect<'a>(&'a self, url: &'a str) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>> {
        Box::pin(async move {
            let Ok(url) = Url::to_contact(url, self.network) else { return };
            if self.keep_alive.is_likely(url.origin(), SystemClock.now()) {
                return;
            }
            // Only the connection is wanted, which the pool keeps; the answer is of no interest.
            if let Ok(response) = self.client.head(url.as_str()).send().await {
                drop(collect(response, 0).await);
            }
        })
    }
}

/// Whether the connection may be used again: HTTP/1.1, and the server does not say that it closes it (RFC 9112 section 9.3).
fn stays(response: &reqwest::Response) -> bool {
    let closes = |value: &HeaderValue| {
        value.to_str().is_ok_and(|value| value.to_ascii_lowercase().contains("close"))
    };
    response.version() == reqwest::Version::HTTP_11
        && !response.headers().get_all(CONNECTION).iter().any(closes)
}

async fn collect(
    mut response: reqwest::Response,
    limit: usize,
) -> Result<Response, TransportError> {
    let status = response.status().as_u16();
    let headers = response
        .headers()
        .iter()
        .filter_map(|(name, value)| {
            Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
        })
        .collect();
    let announced = response.content_length().unwrap_or(0);
    if usize::try_from(announced).map_or(true, |length| length > limit) {
        return Err(TransportError::TooLarge);
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| classify(&error, true))? {
        if chunk.len() > limit.saturating_sub(body.len()) {
            return Err(TransportError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Response { status, headers, body })
}

fn method(method: Method) -> reqwest::Method {
    match method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
        Method::Put => reqwest::Method::PUT,
        Method::Delete => reqwest::Method::DELETE,
    }
}

/// Sorts an error of the client; `secure` tells whether TLS was to be spoken.
fn classify(error: &reqwest::Error, secure: bool) -> TransportError {
    if error.is_builder() {
        TransportError::NotAllowed
    } else if error.is_connect() {
        not_connected(error, secure)
    } else if error.is_timeout() {
        TransportError::TimedOut
    } else {
        broken_off(error)
    }
}

/// No connection stands: nothing was sent.
fn not_connected(error: &reqwest::Error, secure: bool) -> TransportError {
    if let Some(name) = cause::<NameError>(error) {
        return match name {
            NameError::Offline => TransportError::Connect,
            NameError::NotFound => TransportError::NoSuchHost,
        };
    }
    match cause::<rustls::Error>(error) {
        // Bytes that are no TLS record: an HTTP server's complaint, or a page to log in at.
        Some(rustls::Error::InvalidMessage(_)) => return TransportError::NotHttps,
        Some(_) => return TransportError::Tls,
        None => {}
    }
    if error.is_timeout() {
        return TransportError::NoConnection;
    }
    match cause::<io::Error>(error).map(io::Error::kind) {
        Some(io::ErrorKind::ConnectionRefused) => TransportError::Refused,
        Some(io::ErrorKind::TimedOut | io::ErrorKind::HostUnreachable) => {
            TransportError::NoConnection
        }
        // The connection stood, and ended with the first words of TLS.
        Some(io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset) if secure => {
            TransportError::NotHttps
        }
        Some(io::ErrorKind::ConnectionReset) => TransportError::Refused,
        _ => TransportError::Connect,
    }
}

/// A connection that stood ended before the answer did.
fn broken_off(error: &reqwest::Error) -> TransportError {
    match cause::<io::Error>(error).map(io::Error::kind) {
        // The client's own words for what it could not read are no I/O errors.
        None
        | Some(
            io::ErrorKind::UnexpectedEof
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::BrokenPipe
            | io::ErrorKind::InvalidData,
        ) => TransportError::NoAnswer,
        Some(_) => TransportError::Interrupted,
    }
}

/// The innermost error of a kind behind an error. An I/O error hides what it wraps from `source`.
fn cause<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    let within = match wrapped {
        Some(inner) => cause::<E>(inner),
        None => error.source().and_then(|inner| cause::<E>(inner)),
    };
    within.or_else(|| error.downcast_ref::<E>())
}
