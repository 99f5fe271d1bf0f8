//! What a sign-in service sends, and its RSA key.

use std::sync::Arc;

use countersign_core::net::{Method, Response, TransportError};
use data_encoding::BASE64URL_NOPAD;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use serde_json::{Value, json};
use tokio::sync::Notify;

/// What goes wrong with the next request to an endpoint.
pub enum Fault {
    /// The server is not reached.
    Down,
    /// The server acts; the reply is lost.
    Lost,
    /// The server acts; the reply never comes and the wait does not end.
    Hang,
    /// The server acts; the reply comes when it is released.
    Held(Arc<Notify>),
    /// The server does not act and says this.
    Says(u16, Value),
    /// The same with one header field.
    SaysWith(u16, (&'static str, &'static str), Value),
}

/// One request as it arrived.
#[derive(Debug, Clone)]
pub struct Call {
    pub method: Method,
    pub path: String,
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

pub fn response(status: u16, body: &Value) -> Result<Response, TransportError> {
    // The signed offer is no JSON.
    let text = body.as_str().map_or_else(|| body.to_string(), ToOwned::to_owned);
    Ok(Response { status, headers: Vec::new(), body: text.into_bytes() })
}

pub fn coded(code: &str) -> Value {
    json!({"error": "prose of the server", "code": code, "mismatches": 1, "paused": false})
}

/// The claims of the JWS inside `{"token": ...}`.
pub fn claims_of(body: &str) -> Value {
    let body: Value = serde_json::from_str(body).unwrap();
    claims_of_jws(body["token"].as_str().unwrap())
}

/// The header of a JWS.
pub fn header_of_jws(token: &str) -> Value {
    let part = token.split('.').next().unwrap();
    serde_json::from_slice(&BASE64URL_NOPAD.decode(part.as_bytes()).unwrap()).unwrap()
}

/// The key by which a call is made: the `x` of its proof.
pub fn key_of(call: &Call) -> Option<Value> {
    let proof = call.headers.iter().find(|(name, _)| name == "dpop");
    proof.map(|(_, proof)| header_of_jws(proof)["jwk"]["x"].clone())
}

/// The claims of a JWS.
pub fn claims_of_jws(token: &str) -> Value {
    let part = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&BASE64URL_NOPAD.decode(part.as_bytes()).unwrap()).unwrap()
}

pub fn token_reply(now: u64) -> Value {
    let claims = BASE64URL_NOPAD.encode(json!({"iat": now}).to_string().as_bytes());
    json!({"access_token": format!("e30.{claims}.c2ln"), "expires_in": 300, "token_type": "DPoP"})
}

pub fn escaped(text: &str) -> String {
    let escape = |b: u8| {
        if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") }
    };
    text.bytes().map(escape).collect()
}

fn rsa() -> RsaKeyPair {
    RsaKeyPair::from_pkcs8(include_bytes!("../fixtures/rsa-test-key.pk8")).unwrap()
}

pub fn rsa_certs() -> Value {
    let public: ring::rsa::PublicKeyComponents<Vec<u8>> = rsa().public().into();
    json!({"keys": [{"kty": "RSA", "kid": "r1", "use": "sig",
        "n": BASE64URL_NOPAD.encode(&public.n), "e": BASE64URL_NOPAD.encode(&public.e)}]})
}

pub fn rsa_signed(claims: &Value) -> String {
    let header = json!({"alg": "RS256", "kid": "r1", "typ": "JWT"}).to_string();
    let part = |text: &str| BASE64URL_NOPAD.encode(text.as_bytes());
    let input = format!("{}.{}", part(&header), part(&claims.to_string()));
    let mut signature = vec![0; rsa().public().modulus_len()];
    let system = ring::rand::SystemRandom::new();
    rsa().sign(&RSA_PKCS1_SHA256, &system, input.as_bytes(), &mut signature).unwrap();
    format!("{input}.{}", BASE64URL_NOPAD.encode(&signature))
}
