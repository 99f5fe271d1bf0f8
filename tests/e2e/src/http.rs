//! A plain HTTP client, and servers that misbehave on purpose.

use std::sync::Arc;

use reqwest::{Client, redirect::Policy};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// A client that follows no redirect and asks no proxy.
#[must_use]
pub fn client() -> Client {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("ring has the usual protocol versions")
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(Policy::none())
        .no_proxy()
        .build()
        .expect("a client without roots can be built")
}

/// Listens on loopback, answers every request with these bytes as they are and closes; returns its
/// origin. No bytes = the connection is closed without an answer.
pub async fn server_that_answers(answer: impl Into<Vec<u8>>) -> String {
    let answer = answer.into();
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("loopback has a free port");
    let port = listener.local_addr().expect("it listens").port();
    tokio::spawn(async move {
        while let Ok((mut peer, _)) = listener.accept().await {
            let answer = answer.clone();
            tokio::spawn(async move {
                let mut request = [0; 8192];
                let _read = peer.read(&mut request).await;
                let _written = peer.write_all(&answer).await;
                let _closed = peer.shutdown().await;
            });
        }
    });
    format!("http://127.0.0.1:{port}")
}

/// Listens on loopback and never answers anybody.
pub async fn server_that_is_silent() -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("loopback has a free port");
    let port = listener.local_addr().expect("it listens").port();
    tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok((peer, _)) = listener.accept().await {
            held.push(peer);
        }
    });
    format!("http://127.0.0.1:{port}")
}

/// An address on loopback where nobody listens.
pub async fn nobody() -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("loopback has a free port");
    let port = listener.local_addr().expect("it listens").port();
    format!("http://127.0.0.1:{port}")
}
