//! The phone's end of the network: what it sends lies here until the schedule says what becomes of it.

use std::future::poll_fn;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;

use countersign_core::net::{Body, HttpRequest, Response, SendFuture, Transport, TransportError};

/// What came back, or that nothing did.
pub(crate) type Got = Result<Response, TransportError>;

/// Where a call waits for its reply.
#[derive(Clone, Default)]
pub(crate) struct Slot(Arc<Mutex<Option<Got>>>);

impl Slot {
    /// The reply is there.
    pub(crate) fn put(&self, got: Got) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(got);
    }

    fn take(&self) -> Option<Got> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// A call as it was sent, secrets in the open.
#[derive(Clone)]
pub(crate) struct Call {
    pub(crate) method: &'static str,
    pub(crate) url: String,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Option<(&'static str, String)>,
}

impl Call {
    /// The last word of its address.
    pub(crate) fn name(&self) -> &str {
        self.url.split('?').next().unwrap_or_default().rsplit('/').next().unwrap_or_default()
    }
}

/// A call, and where its reply goes.
pub(crate) struct Letter {
    pub(crate) call: Call,
    pub(crate) slot: Slot,
}

/// The network as the phone sees it.
#[derive(Clone, Default)]
pub(crate) struct Line(Arc<Mutex<Vec<Letter>>>);

impl Line {
    /// What was sent since the last time.
    pub(crate) fn take(&self) -> Vec<Letter> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Transport for Line {
    fn send(&self, request: HttpRequest) -> SendFuture<'_> {
        let headers = request.headers.iter();
        let headers = headers.map(|(name, value)| (*name, value.expose().to_owned())).collect();
        let body = request.body.as_ref().map(|body| match body {
            Body::Json(text) => ("application/json", text.expose().to_owned()),
            Body::Form(text) => ("application/x-www-form-urlencoded", text.expose().to_owned()),
        });
        let (method, url) = (request.method.as_str(), request.url);
        let (call, slot) = (Call { method, url, headers, body }, Slot::default());
        let letter = Letter { call, slot: slot.clone() };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(letter);
        Box::pin(poll_fn(move |_| slot.take().map_or(Poll::Pending, Poll::Ready)))
    }
}
