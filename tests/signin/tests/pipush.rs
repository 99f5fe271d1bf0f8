//! A realm of pipush, asked by a phone of the test's own: what it says, and what it leaves to the phone.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::as_conversions,
    clippy::string_slice,
    missing_docs,
    unreachable_pub,
    dead_code,
    unused_imports,
    reason = "tests"
)]

mod support;

use countersign_signin::{Config, Service, StartError};
use data_encoding::{BASE32, BASE64};
use ring::rand::SystemRandom;
use ring::signature::{
    KeyPair, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair, UnparsedPublicKey,
};
use serde_json::{Value, json};
use support::plain::part;
use support::{IDA, PASSWORD, World};

/// Everybody knows this key: it is good enough for the phone of a test.
const KEY: &[u8] = include_bytes!("../src/plain/key.pk8");
const REALM: &str = "porch";

struct Token {
    world: World,
    pair: RsaKeyPair,
    url: String,
    serial: String,
    credential: String,
}

impl Token {
    /// A token whose code is on the page.
    async fn offered() -> (Self, Value) {
        let pipush = vec![REALM.to_owned()];
        let world = World::with(Config { pipush, test_control: true, ..Config::default() }).await;
        let pair = RsaKeyPair::from_pkcs8(KEY).unwrap();
        let [url, serial, credential] = [const { String::new() }; 3];
        let mut token = Self { world, pair, url, serial, credential };
        let page = token.sign_in("confirm").await;
        assert_eq!(page["state"], "scan");
        let link = link(&page);
        token.url = part(&link, "url").unwrap();
        token.serial = part(&link, "serial").unwrap();
        token.credential = part(&link, "enrollment_credential").unwrap();
        (token, page)
    }

    async fn registered() -> Self {
        let (token, _) = Self::offered().await;
        assert_eq!(token.register(&token.credential).await.0, 200);
        token
    }

    async fn control(&self, path: &str, body: Option<Value>) -> Value {
        let url = format!("{}/test/pipush/{REALM}/{path}", self.world.running.base_url);
        let client = support::http();
        let request = match body {
            Some(body) => {
                client.post(url).header("content-type", "application/json").body(body.to_string())
            }
            None => client.get(url),
        };
        let (status, body) = told(request).await;
        assert_eq!(status, 200, "{body}");
        body
    }

    async fn sign_in(&self, asks: &str) -> Value {
        let body = json!({"user": IDA, "password": PASSWORD, "asks": asks});
        self.control("signin", Some(body)).await
    }

    async fn state(&self, page: &Value) -> Value {
        let id = page["browser"].as_str().unwrap();
        self.control(&format!("browser/{id}"), None).await["state"].clone()
    }

    fn sign(&self, text: &str) -> String {
        let mut signature = vec![0; self.pair.public().modulus_len()];
        let system = SystemRandom::new();
        self.pair.sign(&RSA_PKCS1_SHA256, &system, text.as_bytes(), &mut signature).unwrap();
        BASE32.encode(&signature)
    }

    async fn post(&self, fields: &[(&str, &str)]) -> (u16, Value) {
        let form: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        let request = support::http()
            .post(&self.url)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form.join("&"));
        told(request).await
    }

    async fn register(&self, credential: &str) -> (u16, Value) {
        let numbers = self.pair.public_key().as_ref();
        let info = [&SPKI[..], numbers].concat();
        self.post(&[
            ("serial", &self.serial),
            ("fbtoken", ""),
            ("enrollment_credential", credential),
            ("pubkey", &BASE64.encode(&info)),
        ])
        .await
    }

    async fn list_at(&self, time: &str) -> (u16, Value) {
        let signature = self.sign(&format!("{}|{time}", self.serial));
        let query =
            format!("serial={}&timestamp={time}&signature={}", self.serial, escaped(&signature));
        told(support::http().get(format!("{}?{query}", self.url))).await
    }

    async fn entry(&self) -> Value {
        let (status, listed) = self.list_at("2025-11-24T16:00:00Z").await;
        assert_eq!((status, listed["result"]["value"].as_array().unwrap().len()), (200, 1));
        listed["result"]["value"][0].clone()
    }

    /// What is said to an answer to this request, with more of what is signed.
    async fn answer(&self, entry: &Value, more: &[(&str, &str)]) -> Value {
        let words =
            more.iter().map(|(name, value)| if *name == "decline" { "decline" } else { *value });
        let nonce = entry["nonce"].as_str().unwrap();
        let text: Vec<&str> = [nonce, &self.serial].into_iter().chain(words).collect();
        let signature = self.sign(&text.join("|"));
        let fields =
            [("serial", self.serial.as_str()), ("nonce", nonce), ("signature", &signature)];
        let (status, said) = self.post(&[&fields, more].concat()).await;
        assert_eq!(status, 200);
        json!([said["result"]["value"], said["detail"]["display_code"]])
    }
}

const SPKI: [u8; 24] = [
    0x30, 0x82, 0x01, 0x22, 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01,
    0x01, 0x05, 0x00, 0x03, 0x82, 0x01, 0x0f, 0x00,
];

fn escaped(text: &str) -> String {
    text.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D")
}

async fn told(request: reqwest::RequestBuilder) -> (u16, Value) {
    let reply = request.send().await.unwrap();
    let status = reply.status().as_u16();
    (status, serde_json::from_slice(&reply.bytes().await.unwrap()).unwrap())
}

/// The text in the picture of the page's code.
fn link(page: &Value) -> String {
    support::browser::read_code(
        &BASE64.decode(page["qr_png"].as_str().unwrap().as_bytes()).unwrap(),
    )
}

#[tokio::test]
async fn without_test_control_there_is_no_such_realm() {
    let config = Config { pipush: vec![REALM.to_owned()], ..Config::default() };
    assert!(matches!(Service::start(config).await, Err(StartError::PiPushRealm)));
}

#[tokio::test]
async fn a_token_is_registered_once_and_only_by_its_credential() {
    let (token, page) = Token::offered().await;
    let (status, said) = token.register(&"0".repeat(40)).await;
    assert_eq!((status, &said["result"]["error"]["code"]), (400, &json!(905)));
    assert_eq!(token.list_at("2025-11-24T16:00:00Z").await.0, 400, "it is not registered yet");
    let (status, said) = token.register(&token.credential).await;
    assert_eq!((status, &said["result"]["status"]), (200, &json!(true)));
    assert_eq!(token.state(&page).await, "set_up");
    let (status, said) = token.register(&token.credential).await;
    assert_eq!((status, &said["result"]["error"]["code"]), (404, &json!(601)));
}

#[tokio::test]
async fn a_list_wants_a_signature_and_the_time() {
    let token = Token::registered().await;
    for (time, status) in [
        ("2025-11-24T15:59:00Z", 200),
        ("2025-11-24T15:58:59Z", 400),
        ("2025-11-24T16:01:00Z", 200),
        ("2025-11-24T16:01:01Z", 400),
        ("now", 400),
    ] {
        assert_eq!(token.list_at(time).await.0, status, "{time}");
    }
    let unsigned = format!(
        "{}?serial={}&timestamp=2025-11-24T16:00:00Z&signature=AA",
        token.url, token.serial
    );
    let (status, said) = told(support::http().get(unsigned)).await;
    assert_eq!((status, &said["result"]["error"]["code"]), (400, &json!(10)));
}

#[tokio::test]
async fn an_entry_is_signed_with_the_numbers_that_it_offers() {
    let token = Token::registered().await;
    let page = token.sign_in("number").await;
    let entry = token.entry().await;
    let names = ["nonce", "url", "serial", "question", "title", "sslverify", "require_presence"];
    let text: Vec<&str> = names.iter().map(|name| entry[*name].as_str().unwrap()).collect();
    let server =
        UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, token.pair.public_key().as_ref());
    let signature = BASE32.decode(entry["signature"].as_str().unwrap().as_bytes()).unwrap();
    server.verify(text.join("|").as_bytes(), &signature).unwrap();
    let offered: Vec<&str> = entry["require_presence"].as_str().unwrap().split(',').collect();
    assert_eq!((offered.len(), offered.contains(&page["number"].as_str().unwrap())), (3, true));
}

#[tokio::test]
async fn a_wrong_number_leaves_the_request_open_and_a_denial_ends_it() {
    let token = Token::registered().await;
    let page = token.sign_in("number").await;
    let entry = token.entry().await;
    let right = page["number"].as_str().unwrap();
    let wrong =
        entry["require_presence"].as_str().unwrap().split(',').find(|one| *one != right).unwrap();
    for more in [&[("presence_answer", wrong)][..], &[]] {
        assert_eq!(token.answer(&entry, more).await, json!([false, null]));
        assert_eq!(token.state(&page).await, "number");
    }
    assert_eq!(token.answer(&entry, &[("decline", "1")]).await, json!([true, null]));
    assert_eq!(token.state(&page).await, "denied");
    assert_eq!(token.answer(&entry, &[("presence_answer", right)]).await, json!([false, null]));

    let page = token.sign_in("number").await;
    let entry = token.entry().await;
    let right = page["number"].as_str().unwrap();
    assert_eq!(token.answer(&entry, &[("presence_answer", right)]).await, json!([true, null]));
    assert_eq!(token.state(&page).await, "signed_in");
}

#[tokio::test]
async fn the_reason_of_a_denial_is_told_and_a_request_lapses() {
    let token = Token::registered().await;
    for (reason, state) in [("cancelled", "cancelled"), ("unknown_trigger", "denied")] {
        let page = token.sign_in("confirm").await;
        let entry = token.entry().await;
        let more = [("decline", "1"), ("decline_reason", reason)];
        assert_eq!(token.answer(&entry, &more).await, json!([true, null]));
        assert_eq!(token.state(&page).await, state);
    }
    let page = token.sign_in("confirm").await;
    let entry = token.entry().await;
    token.world.advance(120);
    assert_eq!(token.answer(&entry, &[]).await, json!([false, null]));
    assert_eq!(token.state(&page).await, "expired");
}

#[tokio::test]
async fn a_code_for_the_page_is_told_to_the_phone_alone() {
    let token = Token::registered().await;
    let page = token.sign_in("code").await;
    let entry = token.entry().await;
    let said = token.answer(&entry, &[]).await;
    let code = said[1].as_str().unwrap();
    assert_eq!((said[0].clone(), token.state(&page).await), (json!(true), json!("code")));
    let path = format!("browser/{}/code", page["browser"].as_str().unwrap());
    for (typed, state) in [("xx", "code"), (code, "signed_in")] {
        assert_eq!(token.control(&path, Some(json!({"code": typed}))).await["state"], state);
    }
}
