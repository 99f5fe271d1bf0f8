//! A server that is the push extension as it stands (PROTOCOL.md section 2): a wrong number
//! leaves a request open, nothing is counted, nothing says what time it is. As little of it as the
//! phone's side needs.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard};

use countersign_core::clock::{Clock, SystemClock};
use countersign_core::random::{Random, SystemRandom};
use data_encoding::BASE64URL_NOPAD;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// The number on the page of every sign-in.
pub const NUMBER: &str = "42";
const USER: &str = "87fa1c21-1b1e-4af8-98b1-1df2e90d3c3d";

/// The server, as long as its test runs.
#[derive(Clone)]
pub struct PlainServer {
    port: u16,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    open: Vec<Value>,
    numbers: BTreeSet<String>,
    denials: usize,
    reports: usize,
    skew: i64,
    silent: bool,
}

impl PlainServer {
    /// Listens on loopback.
    pub async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("loopback has a free port");
        let port = listener.local_addr().expect("it listens").port();
        let server = Self { port, state: Arc::default() };
        let serving = server.clone();
        tokio::spawn(async move {
            while let Ok((peer, _)) = listener.accept().await {
                let serving = serving.clone();
                tokio::spawn(async move { serving.serve(peer).await });
            }
        });
        server
    }

    /// The text of an enrolment code.
    #[must_use]
    pub fn offer(&self) -> String {
        let now = self.now();
        let claims = json!({"iss": self.issuer(), "aud": "demo", "realm": "demo", "sub": USER,
            "username": "ida", "enrollmentId": uuid(), "nonce": "abc+/DEF", "iat": now,
            "exp": now + 240, "typ": "push-enroll-challenge"});
        let token = signed(&claims);
        format!("my-secure://enroll?client_id=push-device-client&client_secret=s&token={token}")
    }

    /// A sign-in begins; its id.
    #[must_use]
    pub fn ask(&self) -> String {
        let (cid, now) = (uuid(), self.now());
        let entry = json!({"cid": cid, "userId": USER, "username": "ida", "clientId": "mail",
            "createdAt": now, "expiresAt": now + 240,
            "userVerification": {"type": "pin", "pinLength": 2}});
        self.state().open.push(entry);
        cid
    }

    /// Whether a request is open.
    #[must_use]
    pub fn is_open(&self, cid: &str) -> bool {
        self.state().open.iter().any(|entry| entry["cid"] == cid)
    }

    /// The numbers that came, each once.
    #[must_use]
    pub fn numbers(&self) -> Vec<String> {
        self.state().numbers.iter().cloned().collect()
    }

    /// Denials and reports that came.
    #[must_use]
    pub fn counted(&self) -> (usize, usize) {
        let state = self.state();
        (state.denials, state.reports)
    }

    /// From now on answers are taken and no reply is sent, or it is again.
    pub fn be_silent(&self, silent: bool) {
        self.state().silent = silent;
    }

    /// Its clock is so many seconds ahead.
    pub fn set_skew(&self, seconds: i64) {
        self.state().skew = seconds;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no test has failed inside the server")
    }

    fn issuer(&self) -> String {
        format!("http://localhost:{}/realms/demo", self.port)
    }

    fn now(&self) -> u64 {
        SystemClock.now().saturating_add_signed(self.state().skew)
    }

    async fn serve(&self, mut peer: TcpStream) {
        let Some((head, body)) = request(&mut peer).await else { return };
        let path = head.split_whitespace().nth(1).unwrap_or_default();
        let path = path.split('?').next().unwrap_or_default().to_owned();
        let (status, reply) = self.answer(&path, &head, &body);
        if path.ends_with("/respond") && self.state().silent {
            // Until the phone gives up, or is gone.
            let _gone = peer.read(&mut [0; 1]).await;
            return;
        }
        let text = reply.to_string();
        let head = format!(
            "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            text.len()
        );
        let _written = peer.write_all([head, text].concat().as_bytes()).await;
        let _closed = peer.shutdown().await;
    }

    fn answer(&self, path: &str, head: &str, body: &[u8]) -> (u16, Value) {
        let now = self.now();
        let mut state = self.state();
        match path.rsplit('/').next().unwrap_or_default() {
            "certs" => (200, certs()),
            "token" => {
                let proof = head.lines().find_map(|line| line.strip_prefix("dpop: ")).unwrap_or("");
                let made = claims(proof)["iat"].as_u64().unwrap_or(0);
                if !(made.saturating_sub(15)..=made.saturating_add(24)).contains(&now) {
                    return (400, json!({"error": "invalid_request"}));
                }
                let token = format!("e30.{}.c2ln", part(&json!({"iat": now})));
                (200, json!({"access_token": token, "expires_in": 300, "token_type": "DPoP"}))
            }
            "complete" => (200, json!({"status": "enrolled"})),
            "pending" => (200, json!({"challenges": state.open})),
            "lockout" => {
                state.reports += 1;
                (200, json!({"status": "locked_out"}))
            }
            "respond" => {
                let body: Value = serde_json::from_slice(body).unwrap_or_default();
                respond(&mut state, &claims(body["token"].as_str().unwrap_or_default()))
            }
            _ => (404, json!({"error": "HTTP 404 Not Found"})),
        }
    }
}

fn respond(state: &mut State, answer: &Value) -> (u16, Value) {
    let Some(place) = state.open.iter().position(|entry| entry["cid"] == answer["cid"]) else {
        return (404, json!({"error": "Challenge not found"}));
    };
    if answer["action"] == "deny" {
        state.open.remove(place);
        state.denials += 1;
        return (200, json!({"status": "denied"}));
    }
    let number = answer["userVerification"].as_str().unwrap_or_default().to_owned();
    state.numbers.insert(number.clone());
    if number != NUMBER {
        return (403, json!({"error": "User verification mismatch"}));
    }
    state.open.remove(place);
    (200, json!({"status": "approved"}))
}

/// Head, in lower-case field names, and body of one request.
async fn request(peer: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let read = peer.read(&mut chunk).await.ok().filter(|read| *read > 0)?;
        bytes.extend_from_slice(chunk.get(..read)?);
        let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(bytes.get(..end)?).into_owned();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        let length: usize = length.and_then(|text| text.parse().ok()).unwrap_or(0);
        let body = bytes.get(end + 4..)?;
        if body.len() >= length {
            return Some((head, body.to_vec()));
        }
    }
}

fn claims(jws: &str) -> Value {
    let part = jws.split('.').nth(1).unwrap_or_default();
    let bytes = BASE64URL_NOPAD.decode(part.as_bytes()).unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or_default()
}

fn part(value: &Value) -> String {
    BASE64URL_NOPAD.encode(value.to_string().as_bytes())
}

fn key() -> RsaKeyPair {
    RsaKeyPair::from_pkcs8(include_bytes!("../../../core/tests/fixtures/rsa-test-key.pk8"))
        .expect("the fixture is a key")
}

fn certs() -> Value {
    let public: ring::rsa::PublicKeyComponents<Vec<u8>> = key().public().into();
    json!({"keys": [{"kty": "RSA", "kid": "r1", "use": "sig",
        "n": BASE64URL_NOPAD.encode(&public.n), "e": BASE64URL_NOPAD.encode(&public.e)}]})
}

fn signed(claims: &Value) -> String {
    let head = json!({"alg": "RS256", "kid": "r1", "typ": "JWT"});
    let input = [part(&head), part(claims)].join(".");
    let key = key();
    let mut signature = vec![0; key.public().modulus_len()];
    let random = ring::rand::SystemRandom::new();
    key.sign(&RSA_PKCS1_SHA256, &random, input.as_bytes(), &mut signature).expect("it signs");
    [input, BASE64URL_NOPAD.encode(&signature)].join(".")
}

fn uuid() -> String {
    let random: &dyn Random = &SystemRandom::new();
    random.uuid().expect("the system gives random bytes")
}
