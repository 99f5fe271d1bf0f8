//! The HTTP client: reqwest behind [`Transport`], HTTP/1.1 only.

use std::error::Error;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, HeaderName, HeaderValue};

use super::tls::{self, Pins, TlsError};
use super::transport::{
    Body, Method, Network, Request, Response, SendFuture, Transport, TransportError,
};
use super::url::Url;

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
#[derive(Debug)]
pub struct HttpTransport {
    client: reqwest::Client,
    network: Network,
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
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls::client_config(roots, pins)?)
            .http1_only()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .referer(false)
            .connect_timeout(timeouts.connect)
            .timeout(timeouts.total)
            .pool_idle_timeout(Duration::from_secs(30))
            .pool_max_idle_per_host(2)
            .user_agent(concat!("countersign-core/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|_| TlsError::Setup)?;
        Ok(Self { client, network })
    }

    async fn exchange(&self, request: Request) -> Result<Response, TransportError> {
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
        let response = builder.send().await.map_err(|error| classify(&error))?;
        collect(response, request.limit).await
    }
}

impl Transport for HttpTransport {
    fn send(&self, request: Request) -> SendFuture<'_> {
        Box::pin(self.exchange(request))
    }

    fn preconnect<'a>(&'a self, url: &'a str) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>> {
        Box::pin(async move {
            if let Ok(url) = Url::to_contact(url, self.network) {
                // Only the connection is wanted, which the pool keeps; the answer is of no interest.
                if let Ok(response) = self.client.head(url.as_str()).send().await {
                    drop(collect(response, 0).await);
                }
            }
        })
    }
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
    while let Some(chunk) = response.chunk().await.map_err(|error| classify(&error))? {
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

fn classify(error: &reqwest::Error) -> TransportError {
    if error.is_connect() {
        return if has_tls_cause(error) { TransportError::Tls } else { TransportError::Connect };
    }
    if error.is_builder() {
        TransportError::NotAllowed
    } else if error.is_timeout() {
        TransportError::TimedOut
    } else {
        TransportError::Interrupted
    }
}

/// Whether the TLS library stands behind an error. An I/O error hides what it wraps from `source`.
fn has_tls_cause(error: &(dyn Error + 'static)) -> bool {
    if error.is::<rustls::Error>() {
        return true;
    }
    let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    match wrapped {
        Some(inner) => has_tls_cause(inner),
        None => error.source().is_some_and(has_tls_cause),
    }
}
