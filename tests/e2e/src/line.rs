//! What stands between a phone and a service: a line that loses replies, and a proxy that takes the
//! beginning of each path away.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// The line, as long as its test runs.
#[derive(Clone)]
pub struct Line {
    port: u16,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    to: Option<SocketAddr>,
    prefix: String,
    says_prefix: bool,
    silent: bool,
}

impl Line {
    /// Listens on loopback; before the service is there, nobody is answered. What begins with `prefix`
    /// loses it, and the service is told so.
    pub async fn start(prefix: &str) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("loopback has a free port");
        let port = listener.local_addr().expect("it listens").port();
        let state = State { prefix: prefix.to_owned(), says_prefix: true, ..State::default() };
        let line = Self { port, state: Arc::new(Mutex::new(state)) };
        let serving = line.clone();
        tokio::spawn(async move {
            while let Ok((peer, _)) = listener.accept().await {
                let serving = serving.clone();
                tokio::spawn(async move { serving.carry(peer).await });
            }
        });
        line
    }

    /// Where phones and browsers find the service.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// The service listens here.
    pub fn leads_to(&self, service: SocketAddr) {
        self.state().to = Some(service);
    }

    /// From now on answers arrive and no reply comes back, or it does again.
    pub fn be_silent(&self, silent: bool) {
        self.state().silent = silent;
    }

    /// From now on the service is not told what its paths lost.
    pub fn forget_prefix(&self) {
        self.state().says_prefix = false;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no test has failed on the line")
    }

    async fn carry(&self, mut peer: TcpStream) {
        let Some((head, body)) = request(&mut peer).await else { return };
        let (to, head) = self.passed_on(&head);
        let Some(to) = to else { return };
        let Ok(mut service) = TcpStream::connect(to).await else { return };
        if service.write_all(&[head.as_bytes(), &body].concat()).await.is_err() {
            return;
        }
        let mut reply = Vec::new();
        let _whole = service.read_to_end(&mut reply).await;
        let answer = head.lines().next().is_some_and(|first| first.contains("/respond "));
        if answer && self.state().silent {
            // Until the phone gives up, or is gone.
            let _gone = peer.read(&mut [0; 1]).await;
            return;
        }
        let _written = peer.write_all(&reply).await;
        let _closed = peer.shutdown().await;
    }

    /// The head as the service gets it, with one request a connection.
    fn passed_on(&self, head: &str) -> (Option<SocketAddr>, String) {
        let state = self.state();
        let mut lines = head.split("\r\n");
        let mut first = lines.next().unwrap_or_default().to_owned();
        let start = format!(" {}/", state.prefix);
        let under = !state.prefix.is_empty() && first.contains(&start);
        if under {
            first = first.replacen(&start, " /", 1);
        }
        let mut out = format!("{first}\r\nconnection: close\r\n");
        if under && state.says_prefix {
            out.push_str(&format!("x-forwarded-prefix: {}\r\n", state.prefix));
        }
        for line in lines.filter(|line| !line.to_lowercase().starts_with("connection:")) {
            out.push_str(line);
            out.push_str("\r\n");
        }
        (state.to, out + "\r\n")
    }
}

/// Head, without its end, and body of one request.
async fn request(peer: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let read = peer.read(&mut chunk).await.ok().filter(|read| *read > 0)?;
        bytes.extend_from_slice(chunk.get(..read)?);
        let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(bytes.get(..end)?).into_owned();
        let lower = head.to_lowercase();
        let length = lower.lines().find_map(|line| line.strip_prefix("content-length: "));
        let length: usize = length.and_then(|text| text.parse().ok()).unwrap_or(0);
        let body = bytes.get(end + 4..)?;
        if body.len() >= length {
            return Some((head, body.to_vec()));
        }
    }
}
