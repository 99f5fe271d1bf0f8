//! What the core asks of an HTTP client.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use crate::secret::SecretString;

use super::cause::UnreachableCause;

/// HTTP methods in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// GET
    Get,
    /// POST
    Post,
    /// PUT
    Put,
    /// DELETE
    Delete,
}

impl Method {
    /// The method as it stands in a request line and in a DPoP proof's `htm`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

/// A request body with its content type.
pub enum Body {
    /// `application/json`
    Json(SecretString),
    /// `application/x-www-form-urlencoded`, already encoded
    Form(SecretString),
}

/// One HTTP request. Headers and body may hold tokens, so `Debug` shows the method only.
pub struct HttpRequest {
    /// The method.
    pub method: Method,
    /// The absolute URL.
    pub url: String,
    /// Header fields besides those of the body.
    pub headers: Vec<(&'static str, SecretString)>,
    /// The body.
    pub body: Option<Body>,
    /// The most bytes of response body to take.
    pub limit: usize,
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpRequest").field("method", &self.method).finish_non_exhaustive()
    }
}

/// One HTTP response, body complete and within the limit.
pub struct Response {
    /// Status code.
    pub status: u16,
    /// Header fields, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Response {
    /// The first header of that (lower-case) name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(have, _)| have == name).map(|(_, value)| value.as_str())
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response").field("status", &self.status).finish_non_exhaustive()
    }
}

/// Why there is no response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// The URL is not allowed by [`Network`](crate::url::Network), or is no URL.
    #[error("the address is not allowed: only https is")]
    NotAllowed,
    /// No network, or no way to the server; nothing was sent.
    #[error("there is no network connection")]
    Connect,
    /// The server's name has no address; nothing was sent.
    #[error("the server's name was not found")]
    NoSuchHost,
    /// The server's machine takes no connections at that port; nothing was sent.
    #[error("the server takes no connections")]
    Refused,
    /// No connection in time; nothing was sent.
    #[error("the server could not be reached in time")]
    NoConnection,
    /// No secure connection could be made; nothing was sent.
    #[error("the server's certificate is not trusted")]
    Tls,
    /// What answered does not speak TLS; nothing was sent.
    #[error("what answered does not speak https")]
    NotHttps,
    /// No complete answer in time. The server may have acted.
    #[error("the server did not answer in time")]
    TimedOut,
    /// The network broke after the request may have been sent. The server may have acted.
    #[error("the connection broke")]
    Interrupted,
    /// The server closed the connection, or sent what is no HTTP. It may have acted.
    #[error("the server gave no answer that can be read")]
    NoAnswer,
    /// The body is larger than the request's limit. The server may have acted.
    #[error("the server's answer is too large")]
    TooLarge,
}

impl TransportError {
    /// Whether the server may have received and acted on the request.
    #[must_use]
    pub fn may_have_arrived(self) -> bool {
        match self {
            Self::TimedOut | Self::Interrupted | Self::NoAnswer | Self::TooLarge => true,
            Self::NotAllowed
            | Self::Connect
            | Self::NoSuchHost
            | Self::Refused
            | Self::NoConnection
            | Self::Tls
            | Self::NotHttps => false,
        }
    }

    /// Why the server was not reached; `None` where it was not tried.
    #[must_use]
    pub fn cause(self) -> Option<UnreachableCause> {
        Some(match self {
            Self::NotAllowed => return None,
            Self::Connect | Self::Interrupted => UnreachableCause::Offline,
            Self::NoSuchHost => UnreachableCause::NoSuchHost,
            Self::Refused => UnreachableCause::Refused,
            Self::NoConnection | Self::TimedOut => UnreachableCause::TimedOut,
            Self::Tls => UnreachableCause::Certificate,
            Self::NotHttps => UnreachableCause::NotHttps,
            Self::NoAnswer | Self::TooLarge => UnreachableCause::ServerError,
        })
    }
}

/// What [`Transport::send`] returns.
pub type SendFuture<'a> =
    Pin<Box<dyn Future<Output = Result<Response, TransportError>> + Send + 'a>>;

/// An HTTP client: follows no redirect (a 3xx is returned as it came), keeps no cookies, gives up by
/// itself in time (connect 5 s, whole call 10 s), and takes no more of a body than asked.
pub trait Transport: Send + Sync {
    /// Sends one request. Dropping the future abandons it; the server may have acted.
    fn send(&self, request: HttpRequest) -> SendFuture<'_>;

    /// Opens a connection to the URL's host and keeps it ready, so that the next request costs one
    /// round trip. Failure is silent: the request itself will tell.
    fn preconnect<'a>(&'a self, _url: &'a str) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>> {
        Box::pin(std::future::ready(()))
    }
}
