//! The phone's network: the real one, which can be switched off, with every message written down, blanked.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use countersign_core::net::{Body, HttpRequest, SendFuture, Transport, TransportError};

use crate::drawer::{Drawer, Kind, blank, sources};

/// The network of all phones of a demo.
pub(crate) struct Wire {
    network: Arc<dyn Transport>,
    offline: AtomicBool,
    drawer: Arc<Drawer>,
}

impl Wire {
    /// Over a network, which is there.
    pub(crate) fn new(network: Arc<dyn Transport>, drawer: Arc<Drawer>) -> Self {
        Self { network, offline: AtomicBool::new(false), drawer }
    }

    /// Switches it off, or on again.
    pub(crate) fn set_offline(&self, offline: bool) {
        self.offline.store(offline, Ordering::SeqCst);
    }

    /// Whether it is off.
    pub(crate) fn is_offline(&self) -> bool {
        self.offline.load(Ordering::SeqCst)
    }

    /// What a request says, blanked.
    fn told(request: &HttpRequest) -> Vec<String> {
        let headers = request.headers.iter();
        let mut told: Vec<String> = headers
            .map(|(name, value)| format!("{name}: {}", blank::header(value.expose())))
            .collect();
        told.extend(request.body.as_ref().map(|body| match body {
            Body::Json(text) => blank::body(text.expose().as_bytes()),
            Body::Form(text) => blank::form(text.expose()),
        }));
        told
    }
}

impl Transport for Wire {
    fn send(&self, request: HttpRequest) -> SendFuture<'_> {
        Box::pin(async move {
            let path = blank::path(&request.url);
            let method = request.method.as_str();
            let mut more = Self::told(&request);
            let reply = if self.is_offline() {
                Err(TransportError::Connect)
            } else {
                self.network.send(request).await
            };
            let what = match &reply {
                Ok(response) => {
                    let body = blank::body(&response.body);
                    if !body.is_empty() {
                        more.push(format!("→ {body}"));
                    }
                    format!("{method} {path} → {}", response.status)
                }
                Err(error) => format!("{method} {path} → {error}"),
            };
            self.drawer.write(Kind::Wire, what, more, sources::route(&path));
            reply
        })
    }

    fn preconnect<'a>(
        &'a self,
        url: &'a str,
    ) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send + 'a>> {
        if self.is_offline() {
            return Box::pin(std::future::ready(()));
        }
        self.network.preconnect(url)
    }
}
