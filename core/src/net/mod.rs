//! HTTP: one request out, one bounded response back.
//!
//! The rest of the core sees only [`Transport`]; the reqwest implementation lives in `http` and the
//! trust settings in `tls`.

mod transport;

pub use transport::{
    Body, Method, Network, Request, Response, SendFuture, Transport, TransportError,
};
