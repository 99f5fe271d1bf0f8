//! A phone by reqwest and jsonwebtoken. Every message can be bent before it is sent.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use data_encoding::BASE64URL_NOPAD;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use reqwest::Method;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

pub const CLIENT: &str = "core/0.1.0; test/0.1.0";

#[derive(Clone)]
pub struct Key {
    pub secret: EncodingKey,
    pub jwk: Value,
}

impl Key {
    pub fn new() -> Self {
        let random = ring::rand::SystemRandom::new();
        let pkcs8 =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let pair =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random)
                .unwrap();
        let point = pair.public_key().as_ref();
        let jwk = json!({
            "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig",
            "x": BASE64URL_NOPAD.encode(&point[1..33]), "y": BASE64URL_NOPAD.encode(&point[33..]),
        });
        Self { secret: EncodingKey::from_ec_der(pkcs8.as_ref()), jwk }
    }

    pub fn sign(&self, typ: &str, claims: &Value) -> String {
        let mut header = Header::new(Algorithm::ES256);
        header.typ = Some(typ.into());
        if typ == "dpop+jwt" {
            header.jwk = Some(serde_json::from_value::<Jwk>(self.jwk.clone()).unwrap());
        }
        jsonwebtoken::encode(&header, claims, &self.secret).unwrap()
    }

    pub fn thumbprint(&self) -> String {
        let (x, y) = (self.jwk["x"].as_str().unwrap(), self.jwk["y"].as_str().unwrap());
        digest(&format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#))
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    pub status: u16,
    pub body: Value,
    pub nonce: Option<String>,
    pub retry_after: Option<u64>,
}

impl Reply {
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }
}

#[derive(Clone)]
pub struct Phone {
    pub base: String,
    pub rb: String,
    pub key: Key,
    pub credential: String,
    pub device: String,
    pub label: String,
    pub sub: String,
    pub secret: String,
    pub token: String,
    pub seed: Vec<u8>,
    pub offer: Value,
    pub clock: Arc<AtomicU64>,
    pub http: reqwest::Client,
}

impl Phone {
    pub fn new(base: &str, clock: Arc<AtomicU64>) -> Self {
        Self {
            base: base.into(),
            rb: format!("{base}/realms/demo"),
            key: Key::new(),
            credential: uuid(),
            device: uuid(),
            label: "Ida's phone".into(),
            sub: String::new(),
            secret: String::new(),
            token: String::new(),
            seed: Vec::new(),
            offer: Value::Null,
            clock,
            http: super::http(),
        }
    }

    pub fn now(&self) -> u64 {
        self.clock.load(Ordering::SeqCst)
    }

    /// From the text of the code to a claimed set-up.
    pub async fn enrol(&mut self, code: &str) {
        let reply = self.open(code).await;
        assert_eq!(reply.status, 200, "{:?}", reply.body);
        self.fetch_token().await;
        let reply = self.complete(&self.completion()).await;
        assert_eq!(reply.status, 200, "{:?}", reply.body);
        self.enrolled(&reply);
    }

    /// Reads the reply to a completion, and keeps the seed of this phone's codes.
    pub fn enrolled(&mut self, reply: &Reply) {
        assert_eq!((reply.status, &reply.body["status"]), (200, &json!("enrolled")));
        let own = &reply.body["countersign"];
        assert_eq!(own["state"], "claimed");
        assert_eq!(own["otp"]["period"], 30);
        let secret = own["otp"]["secret"].as_str().unwrap();
        self.seed = data_encoding::BASE32_NOPAD.decode(secret.as_bytes()).unwrap();
        assert_eq!(self.seed.len(), 20);
    }

    /// This phone's one-time code, so many steps of time from now (RFC 6238).
    pub fn code(&self, steps: i64) -> String {
        code(&self.seed, self.now() as i64 / 30 + steps)
    }

    /// Fetches and verifies the offer behind a code.
    pub async fn open(&mut self, code: &str) -> Reply {
        let reply = self.fetch(code).await;
        if reply.status == 200 {
            let certs = self.http.get(format!("{}/protocol/openid-connect/certs", self.rb));
            let certs = read(&Method::GET, certs.send().await.unwrap()).await.body;
            let jwt = reply.body.as_str().unwrap();
            let claims = verify(&certs, jwt, &self.base);
            assert_eq!(claims["typ"], "push-enroll-challenge");
            assert_eq!(claims["iss"], self.rb.as_str());
            assert!(claims["iat"].as_u64().unwrap().abs_diff(self.now()) <= 5);
            self.sub = claims["sub"].as_str().unwrap().into();
            let client = &claims["countersign"]["client"];
            assert_eq!(client["id"], "countersign-app");
            self.secret = client["secret"].as_str().unwrap().into();
            self.offer = claims;
        }
        reply
    }

    pub async fn fetch(&self, code: &str) -> Reply {
        let address = code.split_once("#request_uri=").unwrap().1;
        let address = address.replace("%3A", ":").replace("%2F", "/");
        let reply = self.http.get(address).header("Accept", "application/jwt");
        let reply = reply.send().await.unwrap();
        if reply.status() == 200 {
            assert_eq!(reply.headers()["content-type"], "application/jwt");
        }
        read(&Method::GET, reply).await
    }

    /// The claims of the completion.
    pub fn completion_claims(&self) -> Value {
        json!({
            "enrollmentId": self.offer["enrollmentId"], "nonce": self.offer["nonce"],
            "sub": self.sub, "deviceType": "test", "pushProviderType": "none",
            "credentialId": self.credential, "deviceId": self.device,
            "deviceLabel": self.label, "cnf": {"jwk": self.key.jwk},
            "countersign": {"profile": 1}, "aud": self.rb, "jti": uuid(),
            "iat": self.now(), "exp": self.now() + 60,
        })
    }

    pub fn completion(&self) -> String {
        self.key.sign("cs-enrol+jwt", &self.completion_claims())
    }

    pub async fn complete(&self, jws: &str) -> Reply {
        self.call(Method::POST, "/push-mfa/enroll/complete", Some(json!({"token": jws}))).await
    }

    pub async fn fetch_token(&mut self) -> Reply {
        let reply = self.ask_token(&self.secret, None, |_| {}).await;
        if let Some(token) = reply.body["access_token"].as_str() {
            self.token = token.to_owned();
        }
        reply
    }

    pub async fn ask_token(
        &self,
        secret: &str,
        nonce: Option<&str>,
        bend: impl FnOnce(&mut Value),
    ) -> Reply {
        let url = format!("{}/protocol/openid-connect/token", self.rb);
        let mut claims =
            json!({"htm": "POST", "htu": url, "iat": self.now(), "jti": uuid(), "nonce": nonce});
        bend(&mut claims);
        let form = super::browser::form(&[
            ("grant_type", "client_credentials"),
            ("client_id", "countersign-app"),
            ("client_secret", secret),
        ]);
        let request = self
            .http
            .post(&url)
            .header("DPoP", self.key.sign("dpop+jwt", &claims))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(form);
        read(&Method::POST, request.send().await.unwrap()).await
    }

    pub fn proof_claims(&self, method: &Method, path: &str) -> Value {
        json!({
            "htm": method.as_str(), "htu": format!("{}{}", self.rb, path.split('?').next().unwrap()),
            "iat": self.now(), "jti": uuid(), "ath": digest(&self.token),
            "sub": self.sub, "deviceId": self.device,
        })
    }

    /// A call with a fresh proof.
    pub async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Reply {
        let claims = self.proof_claims(&method, path);
        self.call_with(method, path, body, &self.key.sign("dpop+jwt", &claims)).await
    }

    /// A call with this proof.
    pub async fn call_with(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
        proof: &str,
    ) -> Reply {
        let mut request = self.signed(method.clone(), path, proof);
        if let Some(body) = body {
            request = request.header("Content-Type", "application/json").body(body.to_string());
        }
        read(&method, request.send().await.unwrap()).await
    }

    /// A call with this proof that is still to be sent.
    pub fn signed(&self, method: Method, path: &str, proof: &str) -> reqwest::RequestBuilder {
        self.http
            .request(method, format!("{}{path}", self.rb))
            .header("Authorization", format!("DPoP {}", self.token))
            .header("DPoP", proof)
            .header("Countersign-Client", CLIENT)
    }

    pub async fn list(&self) -> Reply {
        let path = format!("/push-mfa/login/pending?userId={}", self.sub);
        self.call(Method::GET, &path, None).await
    }

    pub async fn requests(&self) -> Vec<Value> {
        let reply = self.list().await;
        assert_eq!(reply.status, 200, "{:?}", reply.body);
        reply.body["challenges"].as_array().unwrap().clone()
    }

    pub async fn only_request(&self) -> Value {
        let requests = self.requests().await;
        assert_eq!(requests.len(), 1, "{requests:?}");
        requests[0].clone()
    }

    /// The digest of what is displayed, computed here by sorting and joining.
    pub fn ctx(&self, entry: &Value) -> String {
        let mut shown: std::collections::BTreeMap<&str, Value> = [
            "userId",
            "username",
            "cid",
            "createdAt",
            "expiresAt",
            "clientId",
            "clientName",
            "purpose",
            "ipAddress",
            "location",
            "country",
            "browser",
            "os",
            "requestsLastHour",
        ]
        .into_iter()
        .map(|name| (name, entry.get(name).unwrap().clone()))
        .collect();
        shown.insert("v", json!(1));
        shown.insert("iss", json!(self.rb));
        shown.insert("type", entry["userVerification"]["type"].clone());
        shown.insert("pinLength", entry["userVerification"]["pinLength"].clone());
        assert_eq!(shown.len(), 18);
        digest(&serde_json::to_string(&shown).unwrap())
    }

    pub fn answer_claims(&self, entry: &Value) -> Value {
        json!({
            "cid": entry["cid"], "credId": self.credential, "deviceId": self.device,
            "aud": self.rb, "iat": self.now(), "jti": uuid(), "ctx": self.ctx(entry),
            "exp": (self.now() + 60).min(entry["expiresAt"].as_u64().unwrap()),
        })
    }

    pub fn approval_claims(&self, entry: &Value, number: &str) -> Value {
        let mut claims = self.answer_claims(entry);
        claims["action"] = json!("approve");
        claims["userVerification"] = json!(number);
        claims["source"] = json!("typed");
        claims
    }

    pub fn approval(&self, entry: &Value, number: &str) -> String {
        self.key.sign("cs-answer+jwt", &self.approval_claims(entry, number))
    }

    pub async fn approve(&self, entry: &Value, number: &str) -> Reply {
        self.respond(entry, &self.approval(entry, number)).await
    }

    pub async fn deny(&self, entry: &Value, reason: &str) -> Reply {
        let mut claims = self.answer_claims(entry);
        claims["action"] = json!("deny");
        claims["reason"] = json!(reason);
        self.respond(entry, &self.key.sign("cs-answer+jwt", &claims)).await
    }

    pub async fn respond(&self, entry: &Value, jws: &str) -> Reply {
        let cid = entry["cid"].as_str().unwrap();
        let path = format!("/push-mfa/login/challenges/{cid}/respond");
        self.call(Method::POST, &path, Some(json!({"token": jws}))).await
    }

    pub fn report_claims(&self, cid: Value) -> Value {
        json!({
            "action": "report", "cid": cid, "credId": self.credential, "deviceId": self.device,
            "aud": self.rb, "iat": self.now(), "exp": self.now() + 60, "jti": uuid(),
            "reason": "unknown_trigger",
        })
    }

    pub async fn report(&self, cid: Value) -> Reply {
        let jws = self.key.sign("cs-report+jwt", &self.report_claims(cid));
        self.call(Method::POST, "/push-mfa/login/lockout", Some(json!({"token": jws}))).await
    }
}

/// Reads a reply and compares it with openapi.json.
pub async fn read(method: &Method, reply: reqwest::Response) -> Reply {
    let status = reply.status().as_u16();
    let path = reply.url().path().split_once("/realms/demo").map(|(_, path)| path.to_owned());
    let header =
        |name: &str| reply.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    let nonce = header("dpop-nonce");
    let retry_after = header("retry-after").map(|seconds| seconds.parse().unwrap());
    let bytes = reply.bytes().await.unwrap();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let body = serde_json::from_slice(&bytes).unwrap_or(Value::String(text));
    if let Some(path) = path {
        super::openapi::check(method, &path, status, &body);
    }
    Reply { status, body, nonce, retry_after }
}

/// The claims of a JWT that the realm signed.
pub fn verify(certs: &Value, jwt: &str, _base: &str) -> Value {
    let kid = jsonwebtoken::decode_header(jwt).unwrap().kid.unwrap();
    let keys = certs["keys"].as_array().unwrap();
    let jwk = keys.iter().find(|jwk| jwk["kid"] == kid.as_str() && jwk["use"] == "sig").unwrap();
    let key = jsonwebtoken::DecodingKey::from_ec_components(
        jwk["x"].as_str().unwrap(),
        jwk["y"].as_str().unwrap(),
    )
    .unwrap();
    let mut rules = jsonwebtoken::Validation::new(Algorithm::ES256);
    rules.validate_exp = false;
    rules.validate_aud = false;
    jsonwebtoken::decode::<Value>(jwt, &key, &rules).unwrap().claims
}

/// The code of a seed at a step of time (RFC 4226 section 5.3).
pub fn code(seed: &[u8], step: i64) -> String {
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, seed);
    let tag = ring::hmac::sign(&key, &step.to_be_bytes());
    let at = usize::from(tag.as_ref()[19] & 15);
    let cut: [u8; 4] = tag.as_ref()[at..at + 4].try_into().unwrap();
    format!("{:06}", (u32::from_be_bytes(cut) & 0x7fff_ffff) % 1_000_000)
}

pub fn digest(text: &str) -> String {
    BASE64URL_NOPAD.encode(&Sha256::digest(text.as_bytes()))
}

pub fn uuid() -> String {
    let mut raw = [0_u8; 16];
    ring::rand::SecureRandom::fill(&ring::rand::SystemRandom::new(), &mut raw).unwrap();
    let hex = data_encoding::HEXLOWER.encode(&raw);
    format!("{}-{}-4{}-a{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..])
}
