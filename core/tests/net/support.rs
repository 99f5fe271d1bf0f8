//! A TCP server of a few lines: one closure a connection.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use countersign_core::net::{
    HttpRequest, HttpTransport, Method, Pins, Response, Timeouts, Transport, TransportError,
};
use countersign_core::url::Network;

pub struct Server {
    pub port: u16,
    pub seen: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Gives each connection to `serve`, in its own thread, until the test process ends.
    pub fn start(serve: impl Fn(TcpStream, &Mutex<Vec<String>>) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Arc::<Mutex<Vec<String>>>::default();
        let (noted, serve) = (Arc::clone(&seen), Arc::new(serve));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (noted, serve) = (Arc::clone(&noted), Arc::clone(&serve));
                std::thread::spawn(move || serve(stream, &noted));
            }
        });
        Self { port, seen }
    }

    /// Answers every request of a connection with the same bytes.
    pub fn answering(bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        Self::start(move |mut stream, seen| {
            while let Some(head) = read_head(&mut stream) {
                seen.lock().unwrap().push(head);
                if stream.write_all(&bytes).is_err() {
                    break;
                }
            }
        })
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/realms/demo", self.port)
    }
}

/// Reads one request without a body; `None` when the connection ends.
pub fn read_head(stream: &mut impl Read) -> Option<String> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte) {
            Ok(1) => head.push(byte[0]),
            _ => return None,
        }
    }
    String::from_utf8(head).ok()
}

pub fn ok(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

pub fn get(url: &str, limit: usize) -> HttpRequest {
    HttpRequest { method: Method::Get, url: url.to_owned(), headers: Vec::new(), body: None, limit }
}

/// A client for loopback that gives up soon.
pub fn client() -> HttpTransport {
    let soon = Timeouts { connect: Duration::from_secs(5), total: Duration::from_millis(300) };
    HttpTransport::with(Network::LoopbackHttpToo, None, Pins::new(), soon).unwrap()
}

/// A client that has the time it has in the product.
pub fn patient() -> HttpTransport {
    HttpTransport::new(Network::LoopbackHttpToo, None).unwrap()
}

pub async fn fetch(server: &Server) -> Result<Response, TransportError> {
    patient().send(get(&server.url(), 1000)).await
}
