//! Redirects, garbage, silence, too much and too slow.

use std::io::Write;

use countersign_core::net::{
    Body, HttpRequest, HttpTransport, Method, Timeouts, Transport, TransportError,
};
use countersign_core::secret::SecretString;
use countersign_core::url::Network;

use super::support::{Server, client, fetch, get, ok, patient, read_head};

#[tokio::test]
async fn an_answer_comes_back_whole() {
    let server =
        Server::answering("HTTP/1.1 418 X\r\nDPoP-Nonce: n\r\ncontent-length: 4\r\n\r\nbody");
    let response = fetch(&server).await.unwrap();
    assert_eq!((response.status, response.body.as_slice()), (418, b"body".as_slice()));
    assert_eq!(response.header("dpop-nonce"), Some("n"));
    let head = server.seen.lock().unwrap()[0].clone();
    assert!(head.starts_with("GET /realms/demo HTTP/1.1\r\n"), "{head}");
    let agent = concat!("user-agent: countersign-core/", env!("CARGO_PKG_VERSION"), "\r\n");
    assert!(head.to_lowercase().contains(agent), "{head}");
}

#[tokio::test]
async fn methods_headers_and_bodies_arrive() {
    use std::io::Read;
    let server = Server::start(|mut stream, seen| {
        let head = read_head(&mut stream).unwrap();
        let mut body = [0; 7];
        stream.read_exact(&mut body).unwrap();
        seen.lock().unwrap().extend([head, String::from_utf8(body.to_vec()).unwrap()]);
        stream.write_all(ok("").as_bytes()).unwrap();
    });
    for (body, kind) in [
        (Body::Json(SecretString::new("{\"a\":1}".into())), "application/json"),
        (Body::Form(SecretString::new("a=b&c=d".into())), "application/x-www-form-urlencoded"),
    ] {
        let request = HttpRequest {
            method: Method::Put,
            headers: vec![("dpop", SecretString::new("proof".into()))],
            body: Some(body),
            ..get(&server.url(), 10)
        };
        patient().send(request).await.unwrap();
        let seen = std::mem::take(&mut *server.seen.lock().unwrap());
        assert!(seen[0].starts_with("PUT ") && seen[0].contains("dpop: proof"), "{}", seen[0]);
        assert!(seen[0].contains(&format!("content-type: {kind}\r\n")), "{}", seen[0]);
        assert_eq!(seen[1].len(), 7);
    }
}

#[tokio::test]
async fn redirects_are_not_followed_a62() {
    let other = Server::answering(ok("stolen"));
    for status in [301, 302, 303, 307, 308] {
        let answer = format!(
            "HTTP/1.1 {status} X\r\nlocation: {}\r\ncontent-length: 0\r\n\r\n",
            other.url()
        );
        let response = fetch(&Server::answering(answer)).await.unwrap();
        assert_eq!(response.status, status);
    }
    assert!(other.seen.lock().unwrap().is_empty());
}

#[tokio::test]
async fn garbage_and_half_answers_are_no_answers() {
    for bytes in ["\0\u{1}\u{2}garbage\r\n\r\n", "SSH-2.0-x\r\n", "HTTP/1.1 banana\r\n\r\n"] {
        let error = fetch(&Server::answering(bytes)).await.unwrap_err();
        assert_eq!(error, TransportError::NoAnswer, "{bytes:?}");
        assert!(error.may_have_arrived());
    }
    let half = Server::start(|mut stream, _| {
        read_head(&mut stream);
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf").unwrap();
    });
    assert_eq!(fetch(&half).await.unwrap_err(), TransportError::NoAnswer);
    let nothing = Server::start(|mut stream, _| {
        read_head(&mut stream);
    });
    assert_eq!(fetch(&nothing).await.unwrap_err(), TransportError::NoAnswer);
}

#[tokio::test]
async fn too_much_is_not_taken() {
    let announced = "HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n";
    assert_eq!(fetch(&Server::answering(announced)).await.unwrap_err(), TransportError::TooLarge);
    let endless = Server::start(|mut stream, _| {
        read_head(&mut stream);
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
        while stream.write_all(b"400\r\n").is_ok() {
            if stream.write_all(&[b'x'; 1024]).is_err() || stream.write_all(b"\r\n").is_err() {
                break;
            }
        }
    });
    assert_eq!(fetch(&endless).await.unwrap_err(), TransportError::TooLarge);
    let exact = Server::answering(ok(&"x".repeat(1000)));
    assert_eq!(fetch(&exact).await.unwrap().body.len(), 1000);
    let more = Server::answering(ok(&"x".repeat(1001)));
    assert_eq!(fetch(&more).await.unwrap_err(), TransportError::TooLarge);
}

#[tokio::test]
async fn silence_and_drips_run_out_of_time() {
    // The servers hold their connections open until the client gives up.
    let silent = Server::start(|mut stream, _| while read_head(&mut stream).is_some() {});
    let error = client().send(get(&silent.url(), 10)).await.unwrap_err();
    assert_eq!(error, TransportError::TimedOut);
    assert!(error.may_have_arrived());
    let half_head = Server::start(|mut stream, _| {
        read_head(&mut stream);
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-le");
        read_head(&mut stream);
    });
    let error = client().send(get(&half_head.url(), 10)).await.unwrap_err();
    assert_eq!(error, TransportError::TimedOut);
    let slow_body = Server::start(|mut stream, _| {
        read_head(&mut stream);
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nslow");
        read_head(&mut stream);
    });
    let error = client().send(get(&slow_body.url(), 10)).await.unwrap_err();
    assert_eq!(error, TransportError::TimedOut);
}

#[test]
fn the_times_are_the_specifications() {
    let times = Timeouts::default();
    assert_eq!((times.connect.as_secs(), times.total.as_secs()), (5, 10));
}

#[tokio::test]
async fn only_allowed_addresses_are_contacted_a62() {
    let server = Server::answering(ok(""));
    let strict = HttpTransport::new(Network::HttpsOnly, None).unwrap();
    let error = strict.send(get(&server.url(), 10)).await.unwrap_err();
    assert_eq!(error, TransportError::NotAllowed);
    strict.preconnect(&server.url()).await;
    for url in ["http://example.test/", "file:///etc/passwd", "https://a@b.test/", ""] {
        let error = patient().send(get(url, 10)).await.unwrap_err();
        assert_eq!(error, TransportError::NotAllowed, "{url}");
    }
    let request = HttpRequest {
        headers: vec![("dpop", SecretString::new("two\r\nlines: x".into()))],
        ..get(&server.url(), 10)
    };
    assert_eq!(patient().send(request).await.unwrap_err(), TransportError::NotAllowed);
    assert!(server.seen.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_prepared_connection_is_used() {
    let connections = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counted = std::sync::Arc::clone(&connections);
    let server = Server::start(move |mut stream, seen| {
        counted.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        while let Some(head) = read_head(&mut stream) {
            let body = if head.starts_with("HEAD") { "" } else { "answer" };
            seen.lock().unwrap().push(head);
            let length = "answer".len();
            let _ = write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{body}");
        }
    });
    let client = patient();
    client.preconnect(&server.url()).await;
    let response = client.send(get(&server.url(), 10)).await.unwrap();
    assert_eq!(response.body, b"answer");
    let seen = server.seen.lock().unwrap();
    assert!(seen[0].starts_with("HEAD ") && seen[1].starts_with("GET "));
    assert_eq!(connections.load(std::sync::atomic::Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_connection_that_stands_is_not_prepared_again() {
    for (closes, heads) in [("", 0), ("connection: close\r\n", 1)] {
        let server = Server::start(move |mut stream, seen| {
            while let Some(head) = read_head(&mut stream) {
                seen.lock().unwrap().push(head);
                let _ = write!(stream, "HTTP/1.1 200 OK\r\n{closes}content-length: 0\r\n\r\n");
                if !closes.is_empty() {
                    return;
                }
            }
        });
        let client = patient();
        client.send(get(&server.url(), 10)).await.unwrap();
        client.preconnect(&server.url()).await;
        let seen = server.seen.lock().unwrap();
        let asked = seen.iter().filter(|head| head.starts_with("HEAD ")).count();
        assert_eq!((seen.len(), asked), (1 + heads, heads), "{closes:?}");
    }
}

#[test]
fn one_client_serves_one_runtime_after_the_other() {
    let server = Server::answering(ok("fine"));
    let client = patient();
    for _ in 0..3 {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let response = runtime.block_on(client.send(get(&server.url(), 10))).unwrap();
        assert_eq!(response.body, b"fine");
    }
}
