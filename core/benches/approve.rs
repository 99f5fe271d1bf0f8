//! From YES to "approved" over loopback: signing, the proof, one round trip, reading the reply. The
//! server is a bare socket that verifies nothing, so that the time is ours.
#![allow(missing_docs, clippy::unwrap_used, reason = "a bench")]

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
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use data_encoding::BASE64URL_NOPAD;

fn approve(criterion: &mut Criterion) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for connection in listener.incoming() {
            thread::spawn(move || serve(connection.unwrap()));
        }
    });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let network = Network::LoopbackHttpToo;
    let adapters = Adapters::new(AdapterDependencies {
        transport: Arc::new(HttpTransport::new(network, None).unwrap()),
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandom::new()),
        runtime: Arc::new(TokioRuntime),
        keys: None,
        network,
        client: ClientInfo { platform: Platform::Test, version: Version::this() },
    });
    let id = AccountId::from_bytes([1; 8]);
    let issuer = format!("http://127.0.0.1:{port}/realms/demo");
    let known = PushAccount { issuer, ..account(Profile::Plain).unwrap() };
    runtime.block_on(adapters.prepare(id, &known));

    criterion.bench_function("approve_over_loopback", |bencher| {
        let approve = |answer| {
            let outcome = runtime.block_on(adapters.deliver(id, &known, &answer));
            assert_eq!(outcome, Outcome::Approved.into());
        };
        bencher.iter_batched(|| answer(id), approve, BatchSize::SmallInput);
    });
}

/// YES with a number, to a request of its own.
fn answer(id: AccountId) -> PendingAnswer {
    let random: &dyn Random = &SystemRandom::new();
    let mut asked = request(id, &random.uuid().unwrap(), SystemClock.now());
    asked.ctx = None;
    let value = Some(MatchNumber::parse("42", 2).unwrap());
    PendingAnswer::new(asked, Answer::Approve { value, source: Source::Typed })
}

/// Answers every request on a connection: a token where one is asked for, else "approved".
fn serve(mut connection: TcpStream) {
    connection.set_nodelay(true).unwrap();
    let claims = BASE64URL_NOPAD.encode(format!("{{\"iat\":{}}}", SystemClock.now()).as_bytes());
    let token = format!("{{\"access_token\":\"e30.{claims}.c2ln\",\"expires_in\":86400}}");
    let mut buffer = Vec::new();
    let mut chunk = [0; 16 * 1024];
    loop {
        let Some(end) = whole(&buffer) else {
            match connection.read(&mut chunk) {
                Ok(0) | Err(_) => return,
                Ok(read) => buffer.extend_from_slice(&chunk[..read]),
            }
            continue;
        };
        let asks_token = String::from_utf8_lossy(&buffer[..end]).contains("/openid-connect/token");
        buffer.drain(..end);
        let body = if asks_token { token.as_str() } else { "{\"status\":\"approved\"}" };
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
        let reply = format!("{head}Content-Length: {}\r\n\r\n{body}", body.len());
        connection.write_all(reply.as_bytes()).unwrap();
    }
}

/// Length of the request at the front, once it is complete.
fn whole(buffer: &[u8]) -> Option<usize> {
    let text = String::from_utf8_lossy(buffer);
    let (head, _) = text.split_once("\r\n\r\n")?;
    let body = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().unwrap())
    });
    let end = head.len() + 4 + body.unwrap_or(0);
    (buffer.len() >= end).then_some(end)
}

criterion_group!(benches, approve);
criterion_main!(benches);
