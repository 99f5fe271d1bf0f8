//! HTTP: one request out, one bounded response back.
//!
//! The rest of the core sees only [`Transport`]; the reqwest implementation lives in `http` and the
//! trust settings in `tls`.

mod algorithms;
mod cause;
mod http;
mod keep_alive;
mod names;
mod offset;
mod runtime;
#[cfg(any(test, feature = "testing"))]
mod scripted;
mod tls;
mod transport;

pub use cause::UnreachableCause;
pub use http::{HttpTransport, Timeouts};
pub use names::NameSystem;
pub use offset::{CORRECT_FROM, ClockOffset, LONGEST_WAIT, TELL_ABOVE, date_of, retry_after_of};
#[cfg(any(test, feature = "testing"))]
pub use runtime::InstantRuntime;
pub use runtime::{Pause, Runtime, TokioRuntime};
#[cfg(any(test, feature = "testing"))]
pub use scripted::{ScriptedTransport, Seen};
pub use tls::{Pins, TlsError};
pub use transport::{Body, HttpRequest, Method, Response, SendFuture, Transport, TransportError};
