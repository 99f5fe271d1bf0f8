//! Why a server was not reached, against real sockets (COMMANDS.md: `why`).

use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use countersign_core::net::{
    HttpTransport, NameSystem, Pins, Timeouts, Transport, TransportError, UnreachableCause,
};
use countersign_core::url::Network;

use super::support::{Server, client, fetch, get, ok, patient, read_head};
use super::tls::{CA, server as tls_server};

/// The error, what it is called, and whether the server may have acted.
fn told(error: TransportError) -> (&'static str, bool) {
    (error.cause().unwrap().name(), error.may_have_arrived())
}

/// `https` to a port of this machine, trusting the test authority.
async fn securely(server: &Server) -> TransportError {
    let roots = [CA.to_vec()];
    let client =
        HttpTransport::with(Network::HttpsOnly, Some(&roots), Pins::new(), Timeouts::default())
            .unwrap();
    client.send(get(&format!("https://localhost:{}/", server.port), 100)).await.unwrap_err()
}

#[tokio::test]
async fn nobody_listens() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    for url in [format!("http://{address}/"), format!("https://{address}/")] {
        let error = patient().send(get(&url, 10)).await.unwrap_err();
        assert_eq!(error, TransportError::Refused);
        assert_eq!(told(error), ("refused", false));
    }
}

#[tokio::test]
async fn a_certificate_of_another_authority() {
    let server = tls_server();
    let client = HttpTransport::new(Network::HttpsOnly, None).unwrap();
    let url = format!("https://localhost:{}/", server.port);
    let error = client.send(get(&url, 10)).await.unwrap_err();
    assert_eq!(told(error), ("certificate", false));
}

#[tokio::test]
async fn https_to_a_port_that_speaks_http() {
    // As web servers complain, as others do, and as a page that asks to log in at the network.
    for words in [
        "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n".to_owned(),
        "HTTP/1.0 302 Found\r\nlocation: http://login.example/\r\n\r\n".to_owned(),
        ok("plain"),
    ] {
        let plain = Server::start(move |mut stream, _| {
            let _ = stream.write_all(words.as_bytes());
            read_head(&mut stream);
        });
        assert_eq!(securely(&plain).await, TransportError::NotHttps);
    }
    let closes = Server::start(|stream, _| drop(stream));
    assert_eq!(told(securely(&closes).await), ("not_https", false));
}

#[tokio::test]
async fn http_to_a_port_that_speaks_tls() {
    let server = tls_server();
    let url = format!("http://localhost:{}/", server.port);
    let error = patient().send(get(&url, 10)).await.unwrap_err();
    assert_eq!(told(error), ("server_error", true));
}

#[tokio::test]
async fn an_answer_that_does_not_come() {
    let silent = Server::start(|mut stream, _| while read_head(&mut stream).is_some() {});
    let error = client().send(get(&silent.url(), 10)).await.unwrap_err();
    assert_eq!(told(error), ("timed_out", true));
}

#[tokio::test]
async fn a_connection_that_does_not_stand() {
    // The system looks for the name until the test is over.
    let (over, until) = mpsc::channel();
    let system = Arc::new(Fake::LooksUntil(Mutex::new(until)));
    let soon = Timeouts { connect: Duration::from_millis(50), ..Timeouts::default() };
    let client = HttpTransport::with_system(Network::HttpsOnly, soon, system).unwrap();
    let error = client.send(get("https://idp.example/", 10)).await.unwrap_err();
    assert_eq!(error, TransportError::NoConnection);
    assert_eq!(told(error), ("timed_out", false));
    drop::<mpsc::Sender<()>>(over);
}

#[tokio::test]
async fn an_answer_that_is_none() {
    let garbage = Server::answering("SSH-2.0-x\r\n");
    assert_eq!(told(fetch(&garbage).await.unwrap_err()), ("server_error", true));
    let endless = Server::answering("HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n");
    assert_eq!(told(fetch(&endless).await.unwrap_err()), ("server_error", true));
}

#[tokio::test]
async fn a_name_without_an_address_is_told_from_no_network() {
    for (system, expected) in [
        (Fake::NotFound, ("no_such_host", false)),
        (Fake::NoAddress, ("no_such_host", false)),
        (Fake::Offline, ("offline", false)),
    ] {
        let client = with(Network::HttpsOnly, system);
        let error = client.send(get("https://idp.example/", 10)).await.unwrap_err();
        assert_eq!(told(error), expected);
    }
}

#[tokio::test]
async fn a_name_that_has_an_address_is_contacted() {
    let server = Server::answering(ok("here"));
    let client = with(Network::LoopbackHttpToo, Fake::Local);
    let url = format!("http://localhost:{}/", server.port);
    assert_eq!(client.send(get(&url, 10)).await.unwrap().body, b"here");
}

#[tokio::test]
async fn the_systems_own_words_for_a_name_that_cannot_exist() {
    // RFC 6761 section 6.4: `.invalid` has no addresses anywhere. Whether this machine has a network is
    // not the test's affair.
    let client = HttpTransport::new(Network::HttpsOnly, None).unwrap();
    let error = client.send(get("https://countersign.invalid/", 10)).await.unwrap_err();
    let cause = error.cause().unwrap();
    assert!(
        matches!(
            cause,
            UnreachableCause::NoSuchHost | UnreachableCause::Offline | UnreachableCause::TimedOut
        ),
        "{cause:?}"
    );
    assert!(!error.may_have_arrived());
}

fn with(network: Network, system: Fake) -> HttpTransport {
    HttpTransport::with_system(network, Timeouts::default(), Arc::new(system)).unwrap()
}

/// A system that a test makes up.
enum Fake {
    NotFound,
    NoAddress,
    Offline,
    Local,
    LooksUntil(Mutex<mpsc::Receiver<()>>),
}

impl NameSystem for Fake {
    fn addresses(&self, _name: &str) -> io::Result<Vec<SocketAddr>> {
        match self {
            Self::NotFound | Self::Offline => Err(io::Error::other("no address")),
            Self::NoAddress => Ok(Vec::new()),
            Self::Local => Ok(vec![(Ipv4Addr::LOCALHOST, 0).into()]),
            Self::LooksUntil(over) => {
                let _ = over.lock().unwrap().recv();
                Ok(Vec::new())
            }
        }
    }

    fn is_online(&self) -> bool {
        !matches!(self, Self::Offline)
    }
}
