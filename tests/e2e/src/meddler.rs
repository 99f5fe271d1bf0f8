//! A network that listens, and that changes answers on their way.

use std::sync::{Arc, Mutex, PoisonError};

use countersign_core::net::{
    Body, HttpRequest, Method, Response, SendFuture, Transport, TransportError,
};

use crate::phone::loopback;

/// A call, secrets in the open.
#[derive(Debug, Clone)]
pub struct Call {
    /// The method.
    pub method: Method,
    /// The address.
    pub url: String,
    /// Body of the request.
    pub sent: String,
    /// Body of the answer, as the service sent it.
    pub got: String,
}

type Change = dyn FnMut(&str, &mut Response) -> Result<(), TransportError> + Send;

/// The real HTTP client with somebody on the line.
#[derive(Clone)]
pub struct Meddler {
    real: Arc<dyn Transport>,
    calls: Arc<Mutex<Vec<Call>>>,
    change: Arc<Mutex<Option<Box<Change>>>>,
}

impl Meddler {
    /// Somebody who only listens.
    #[must_use]
    pub fn new() -> Self {
        Self { real: loopback(), calls: Arc::default(), change: Arc::default() }
    }

    /// From now on answers are changed, or lost, by this.
    pub fn change(
        &self,
        change: impl FnMut(&str, &mut Response) -> Result<(), TransportError> + Send + 'static,
    ) {
        *self.change.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(change));
    }

    /// From now on answers come through as they are.
    pub fn leave_alone(&self) {
        *self.change.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// All calls so far.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The last call whose address has this in it.
    #[must_use]
    pub fn last(&self, part: &str) -> Call {
        let calls = self.calls();
        calls.into_iter().rev().find(|call| call.url.contains(part)).expect("there was such a call")
    }
}

impl Default for Meddler {
    fn default() -> Self {
        Self::new()
    }
}

impl Transport for Meddler {
    fn send(&self, request: HttpRequest) -> SendFuture<'_> {
        Box::pin(async move {
            let url = request.url.clone();
            let sent = match &request.body {
                Some(Body::Json(text) | Body::Form(text)) => text.expose().to_owned(),
                None => String::new(),
            };
            let method = request.method;
            let mut response = self.real.send(request).await?;
            let got = String::from_utf8_lossy(&response.body).into_owned();
            self.calls.lock().unwrap_or_else(PoisonError::into_inner).push(Call {
                method,
                url: url.clone(),
                sent,
                got,
            });
            let mut change = self.change.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(change) = change.as_mut() {
                change(&url, &mut response)?;
            }
            Ok(response)
        })
    }
}
