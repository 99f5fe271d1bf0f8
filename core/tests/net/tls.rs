//! Whom the client trusts, against a real TLS server with test certificates.

use std::sync::Arc;

use countersign_core::net::{
    HttpTransport, Pins, Response, Timeouts, TlsError, Transport, TransportError,
};
use countersign_core::url::Network;
use rustls::crypto::CryptoProvider;
use rustls::crypto::ring::{cipher_suite, default_provider, kx_group};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::version::{TLS12, TLS13};
use rustls::{ServerConfig, ServerConnection, StreamOwned, SupportedProtocolVersion};

use super::support::{Server, get, ok, read_head};

pub const CA: &[u8] = include_bytes!("../fixtures/tls-test-ca.der");
const CERTIFICATE: &[u8] = include_bytes!("../fixtures/tls-test-server.der");
const KEY: &[u8] = include_bytes!("../fixtures/tls-test-server.pk8");

pub fn server() -> Server {
    server_with(default_provider(), rustls::DEFAULT_VERSIONS)
}

fn server_with(provider: CryptoProvider, versions: &[&'static SupportedProtocolVersion]) -> Server {
    // The authority comes along, as it would from a server that wants its pin to be found.
    let chain = vec![CertificateDer::from(CERTIFICATE), CertificateDer::from(CA)];
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(KEY));
    let config = ServerConfig::builder_with_provider(Arc::new(provider))
        .with_protocol_versions(versions)
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let config = Arc::new(config);
    Server::start(move |stream, seen| {
        let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
        let mut stream = StreamOwned::new(connection, stream);
        while let Some(head) = read_head(&mut stream) {
            seen.lock().unwrap().push(head);
            if std::io::Write::write_all(&mut stream, ok("secure").as_bytes()).is_err() {
                break;
            }
        }
    })
}

fn spki_digest(certificate: &[u8]) -> [u8; 32] {
    let der = CertificateDer::from(certificate);
    let parsed = rustls::server::ParsedCertificate::try_from(&der).unwrap();
    let spki = parsed.subject_public_key_info();
    ring::digest::digest(&ring::digest::SHA256, spki.as_ref()).as_ref().try_into().unwrap()
}

async fn fetch(
    server: &Server,
    host: &str,
    roots: Option<&[Vec<u8>]>,
    pins: Pins,
) -> Result<Response, TransportError> {
    let client = HttpTransport::with(Network::HttpsOnly, roots, pins, Timeouts::default()).unwrap();
    client.send(get(&format!("https://{host}:{}/", server.port), 100)).await
}

#[tokio::test]
async fn a_server_under_a_root_handed_in_is_trusted() {
    let server = server();
    let response = fetch(&server, "localhost", Some(&[CA.to_vec()]), Pins::new()).await.unwrap();
    assert_eq!(response.body, b"secure");
}

#[tokio::test]
async fn both_versions_are_spoken_with_what_every_server_has() {
    let roots = [CA.to_vec()];
    let aes = CryptoProvider {
        cipher_suites: vec![
            cipher_suite::TLS13_AES_128_GCM_SHA256,
            cipher_suite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
            cipher_suite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        ],
        kx_groups: vec![kx_group::SECP256R1],
        ..default_provider()
    };
    for version in [&TLS12, &TLS13] {
        let server = server_with(aes.clone(), &[version]);
        assert!(fetch(&server, "localhost", Some(&roots), Pins::new()).await.is_ok());
    }
    // What is left out is not spoken: a server with nothing else is not reached.
    let chacha = CryptoProvider {
        cipher_suites: vec![cipher_suite::TLS13_CHACHA20_POLY1305_SHA256],
        ..default_provider()
    };
    let x25519 = CryptoProvider { kx_groups: vec![kx_group::X25519], ..default_provider() };
    for provider in [chacha, x25519] {
        let server = server_with(provider, &[&TLS13]);
        let error = fetch(&server, "localhost", Some(&roots), Pins::new()).await.unwrap_err();
        assert_eq!(error, TransportError::Tls);
        assert!(!error.may_have_arrived());
    }
}

#[tokio::test]
async fn unknown_roots_and_wrong_names_are_not_trusted() {
    let server = server();
    let built_in = fetch(&server, "localhost", None, Pins::new()).await.unwrap_err();
    assert_eq!(built_in, TransportError::Tls);
    assert!(!built_in.may_have_arrived());
    let name = fetch(&server, "127.0.0.1", Some(&[CA.to_vec()]), Pins::new()).await.unwrap_err();
    assert_eq!(name, TransportError::Tls);
    assert!(server.seen.lock().unwrap().is_empty(), "no request was sent");
}

#[tokio::test]
async fn pins_narrow_trust_to_the_servers_own_key() {
    let server = server();
    let roots = [CA.to_vec()];
    let pinned = |digest| Pins::from([("localhost".to_owned(), vec![[0; 32], digest])]);
    let right = pinned(spki_digest(CERTIFICATE));
    assert!(fetch(&server, "localhost", Some(&roots), right.clone()).await.is_ok());
    for wrong in [[7; 32], spki_digest(CA)] {
        let error = fetch(&server, "localhost", Some(&roots), pinned(wrong)).await.unwrap_err();
        assert_eq!(error, TransportError::Tls);
    }
    // A pin is no root.
    let error = fetch(&server, "localhost", None, right).await.unwrap_err();
    assert_eq!(error, TransportError::Tls);
    let other = Pins::from([("another.example".to_owned(), vec![[7; 32]])]);
    assert!(fetch(&server, "localhost", Some(&roots), other).await.is_ok());
}

#[test]
fn roots_that_are_none_are_said() {
    let given = vec![b"no certificate".to_vec(), Vec::new()];
    let error = HttpTransport::new(Network::HttpsOnly, Some(given)).unwrap_err();
    assert_eq!(error, TlsError::NoRoots { given: 2 });
    let error = HttpTransport::new(Network::HttpsOnly, Some(Vec::new())).unwrap_err();
    assert_eq!(error, TlsError::NoRoots { given: 0 });
}
