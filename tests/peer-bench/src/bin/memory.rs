//! Heap that the first approval of an app takes: connection, TLS, token and answer, over ours and over rustls alone with the
//! same requests written out. A program of its own, as it counts every allocation of its thread.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::error::Error;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

use countersign_core::account::{AccountId, Profile, PushAccount};
use countersign_core::clock::{Clock, SystemClock};
use countersign_core::net::{HttpTransport, TokioRuntime};
use countersign_core::push::Version;
use countersign_core::push::adapter::{
    AdapterDependencies, Adapters, ClientInfo, PendingAnswer, Platform,
};
use countersign_core::push::request::{Answer, MatchNumber, Outcome, Source};
use countersign_core::push::testing::{account, request};
use countersign_core::random::{Random, SystemRandom};
use countersign_core::url::Network;
use data_encoding::BASE64URL_NOPAD;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName};
use rustls::{
    ClientConfig, ClientConnection, RootCertStore, ServerConfig, ServerConnection, StreamOwned,
};

const CA: &[u8] = include_bytes!("../../../../core/tests/fixtures/tls-test-ca.der");
const CERTIFICATE: &[u8] = include_bytes!("../../../../core/tests/fixtures/tls-test-server.der");
const KEY: &[u8] = include_bytes!("../../../../core/tests/fixtures/tls-test-server.pk8");

/// Bytes that the counted thread holds, and the most that it held.
#[derive(Debug, Clone, Copy, Default)]
struct Heap {
    held: isize,
    most: isize,
}

thread_local! {
    static HEAP: Cell<Option<Heap>> = const { Cell::new(None) };
}

struct Counting;

#[global_allocator]
static COUNTING: Counting = Counting;

fn count(bytes: usize, sign: isize) {
    let _ = HEAP.try_with(|heap| {
        if let Some(Heap { held, most }) = heap.get() {
            let held = held + sign * isize::try_from(bytes).unwrap_or(isize::MAX);
            heap.set(Some(Heap { held, most: most.max(held) }));
        }
    });
}

// SAFETY: every call goes on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size(), 1);
        // SAFETY: the caller's promises are passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        count(layout.size(), -1);
        // SAFETY: the caller's promises are passed on.
        unsafe { System.dealloc(place, layout) }
    }
}

/// What the work took at most, and what it left behind while its connection stands.
fn counted<T>(work: impl FnOnce() -> T) -> (T, Heap) {
    HEAP.set(Some(Heap::default()));
    let done = work();
    (done, HEAP.take().unwrap_or_default())
}

fn main() -> Result<(), Box<dyn Error>> {
    let port = serve()?;
    let (_connection, theirs) = bare(port)?;
    let ours = approved(port)?;
    println!("| figure | ours | rustls alone | ratio | reach |\n|---|---|---|---|---|");
    let row = |figure: &str, ours: isize, theirs: isize, reach: &str| {
        let ratio = ours as f64 / theirs as f64;
        println!("| {figure} | {ours} bytes | {theirs} bytes | {ratio:.2} | {reach} |");
    };
    row("the most heap of a first approval", ours.most, theirs.most, "2.0");
    row("heap that it leaves while its connection stands", ours.held, theirs.held, "2.0");
    Ok(())
}

/// The core: everything that an app has before its first approval is made before.
fn approved(port: u16) -> Result<Heap, Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let network = Network::HttpsOnly;
    let adapters = Adapters::new(AdapterDependencies {
        transport: Arc::new(HttpTransport::new(network, Some(vec![CA.to_vec()]))?),
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandom::new()),
        runtime: Arc::new(TokioRuntime),
        keys: None,
        network,
        client: ClientInfo { platform: Platform::Test, version: Version::this() },
    });
    let id = AccountId::from_bytes([1; 8]);
    let issuer = format!("https://localhost:{port}/realms/demo");
    let known = PushAccount { issuer, ..account(Profile::Plain)? };
    let random: &dyn Random = &SystemRandom::new();
    let mut asked = request(id, &random.uuid()?, SystemClock.now());
    asked.ctx = None;
    let value = Some(MatchNumber::parse("42", 2)?);
    let answer = PendingAnswer::new(asked, Answer::Approve { value, source: Source::Typed });
    let (outcome, heap) = counted(|| runtime.block_on(adapters.deliver(id, &known, &answer)));
    if outcome == Outcome::Approved.into() { Ok(heap) } else { Err(format!("{outcome:?}").into()) }
}

type Stream = StreamOwned<ClientConnection, TcpStream>;

/// rustls alone: a connection on which two requests of the same size are written and their replies read.
fn bare(port: u16) -> Result<(Box<Stream>, Heap), Box<dyn Error>> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(CA))?;
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let config = Arc::new(config);
    let name = ServerName::try_from("localhost")?;
    let (stream, heap) = counted(|| -> Result<_, Box<dyn Error>> {
        let connection = ClientConnection::new(config, name)?;
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        // In the heap, as ours is: it is 1 KB.
        let mut stream = Box::new(StreamOwned::new(connection, stream));
        for path in ["/realms/demo/protocol/openid-connect/token", "/realms/demo/push-mfa/login"] {
            let proof = "a".repeat(PROOF);
            let head = format!("POST {path} HTTP/1.1\r\nHost: localhost\r\nDPoP: {proof}\r\n");
            let request = format!("{head}Content-Length: {PROOF}\r\n\r\n{proof}");
            stream.write_all(request.as_bytes())?;
            let mut reply = Vec::new();
            while !reply.ends_with(b"}") {
                let mut chunk = [0; 1024];
                let read = stream.read(&mut chunk)?;
                reply.extend_from_slice(&chunk[..read]);
            }
        }
        Ok(stream)
    });
    Ok((stream?, heap))
}

/// Bytes of a proof, and of an answer.
const PROOF: usize = 600;

/// A TLS server: a token where one is asked for, else "approved".
fn serve() -> Result<u16, Box<dyn Error>> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let chain = vec![CertificateDer::from(CERTIFICATE)];
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(KEY));
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let port = listener.local_addr()?.port();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let config = Arc::clone(&config);
            thread::spawn(move || {
                let connection = ServerConnection::new(config).ok()?;
                answer(StreamOwned::new(connection, stream))
            });
        }
    });
    Ok(port)
}

/// Answers the requests of a connection until it ends.
fn answer(mut stream: impl Read + Write) -> Option<()> {
    let claims = BASE64URL_NOPAD.encode(format!("{{\"iat\":{}}}", SystemClock.now()).as_bytes());
    let token = format!("{{\"access_token\":\"e30.{claims}.c2ln\",\"expires_in\":86400}}");
    loop {
        let mut head = Vec::new();
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") {
            stream.read_exact(&mut byte).ok()?;
            head.push(byte[0]);
        }
        let head = String::from_utf8(head).ok()?.to_ascii_lowercase();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "))?;
        stream.read_exact(&mut vec![0; length.trim().parse().ok()?]).ok()?;
        let body = if head.contains("/token") { &token } else { "{\"status\":\"approved\"}" };
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
        let reply = format!("{head}Content-Length: {}\r\n\r\n{body}", body.len());
        stream.write_all(reply.as_bytes()).ok()?;
        stream.flush().ok()?;
    }
}
