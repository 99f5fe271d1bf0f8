//! A realm that behaves like a plain server (PROTOCOL.md sections 2 and 4.1), behind a line that can
//! lose replies. Its browsers are played by the service's `--test-control`.

use std::collections::BTreeSet;

use countersign_signin::{Config, Mfa, PlainRealm, Role};
use serde_json::{Value, json};

use crate::http;
use crate::line::Line;
use crate::stage::{IDA, PASSWORD, Stage};

/// The realm's name.
pub const REALM: &str = "legacy";

/// A service with such a realm, under the system's clock.
pub struct PlainStage {
    /// The service.
    pub stage: Stage,
    /// What everybody reaches it by.
    pub line: Line,
    prefix: String,
}

impl PlainStage {
    /// As most of them are.
    pub async fn start() -> Self {
        Self::with(PlainRealm::named(REALM), "").await
    }

    /// One of this kind, behind a proxy that takes `prefix` away. Ida has no phone there.
    pub async fn with(realm: PlainRealm, prefix: &str) -> Self {
        let line = Line::start(prefix).await;
        let config = Config {
            base_url: Some(line.origin()),
            plain: vec![realm],
            test_control: true,
            trust_proxy: !prefix.is_empty(),
            ..Config::default()
        };
        let stage = Stage::with_the_systems_clock(config).await;
        line.leads_to(stage.address());
        stage.add(IDA, Mfa::Off, Role::User);
        Self { stage, line, prefix: prefix.to_owned() }
    }

    /// Types user and password in a new browser.
    pub async fn sign_in(&self) -> PlainBrowser {
        let base = self.control();
        let typed = json!({"user": IDA, "password": PASSWORD});
        let now = post(&format!("{base}/signin"), &typed).await;
        PlainBrowser { base, now }
    }

    /// A sign-in begins; its id, and the number that its page shows.
    pub async fn ask(&self) -> (String, String) {
        let browser = self.sign_in().await;
        let open = self.seen().await["open"].clone();
        let [cid] = open.as_array().expect("a list").as_slice() else { panic!("not one: {open}") };
        (cid.as_str().expect("an id").to_owned(), browser.number())
    }

    /// Whether a request is open.
    pub async fn is_open(&self, cid: &str) -> bool {
        self.seen().await["open"].as_array().expect("a list").contains(&json!(cid))
    }

    /// The numbers that came with approvals, each once.
    pub async fn numbers(&self) -> Vec<String> {
        let heard = self.heard().await;
        let approvals = heard.iter().filter(|one| one["action"] == "approve");
        let numbers: BTreeSet<&str> =
            approvals.map(|one| one["number"].as_str().expect("a number came")).collect();
        numbers.into_iter().map(str::to_owned).collect()
    }

    /// Denials and lock-outs that counted.
    pub async fn counted(&self) -> (usize, usize) {
        let heard = self.heard().await;
        let count = |action: &str| {
            heard.iter().filter(|one| one["action"] == action && one["status"] == 200).count()
        };
        (count("deny"), count("lockout"))
    }

    async fn heard(&self) -> Vec<Value> {
        self.seen().await["heard"].as_array().expect("a list").clone()
    }

    async fn seen(&self) -> Value {
        get(&self.control()).await
    }

    fn control(&self) -> String {
        format!("{}{}/test/plain/{REALM}", self.line.origin(), self.prefix)
    }
}

/// A browser that somebody signs in with.
pub struct PlainBrowser {
    base: String,
    /// What it shows: `state`, `number`, `code`, `qr_png`.
    pub now: Value,
}

impl PlainBrowser {
    /// Loads the page again; its word.
    pub async fn state(&mut self) -> &str {
        self.now = get(&self.address()).await;
        self.now["state"].as_str().expect("the page has a word")
    }

    /// Presses "Resend", "Try again" (`again`) or "Cancel"; the word of the page after it.
    pub async fn press(&mut self, button: &str) -> &str {
        self.now = post(&format!("{}/{button}", self.address()), &json!({})).await;
        self.now["state"].as_str().expect("the page has a word")
    }

    /// The number on the page.
    #[must_use]
    pub fn number(&self) -> String {
        self.now["number"].as_str().expect("the page shows a number").to_owned()
    }

    /// The picture of the code on the page.
    #[must_use]
    pub fn code(&self) -> Vec<u8> {
        let text = self.now["qr_png"].as_str().expect("the page shows a code");
        data_encoding::BASE64.decode(text.as_bytes()).expect("it is Base64")
    }

    fn address(&self) -> String {
        format!("{}/browser/{}", self.base, self.now["browser"].as_str().expect("it has an id"))
    }
}

async fn get(address: &str) -> Value {
    let reply = http::client().get(address).send().await.expect("the service answers");
    crate::puppet::parsed(reply).await
}

async fn post(address: &str, body: &Value) -> Value {
    crate::puppet::post(address, body).await
}
