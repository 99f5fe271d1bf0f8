//! Browsers without a browser, by the service's `--test-control`: for tests about the phone.

use serde_json::{Value, json};

use crate::http;
use crate::phone::Phone;
use crate::stage::{IDA, PASSWORD, Stage};

/// A browser that somebody signs in with.
pub struct Puppet {
    base: String,
    id: String,
    /// What it shows: `state`, `number`, `qr_png`, `typed`, `user`.
    pub now: Value,
}

impl Puppet {
    /// Types user and password in a new browser.
    pub async fn sign_in(stage: &Stage, user: &str) -> Self {
        let base = format!("{}/test", stage.base_url());
        let typed = json!({"user": user, "password": PASSWORD});
        let now = post(&format!("{base}/signin"), &typed).await;
        let id = now["browser"].as_str().expect("the browser has an id").to_owned();
        Self { base, id, now }
    }

    /// Looks at the page again; the word of the page.
    pub async fn state(&mut self) -> &str {
        let reply = http::client().get(self.address()).send().await.expect("the service answers");
        self.now = parsed(reply).await;
        self.now["state"].as_str().expect("the page has a word")
    }

    /// Presses the page's main button; the word of the page after it.
    pub async fn next(&mut self) -> &str {
        self.now = post(&format!("{}/next", self.address()), &json!({"stay": false})).await;
        self.now["state"].as_str().expect("the page has a word")
    }

    /// Presses on until this page comes.
    pub async fn to(&mut self, word: &str) {
        for _ in 0..8 {
            if self.state().await == word {
                return;
            }
            self.next().await;
        }
        panic!("the page {word} never came, but {}", self.now["state"]);
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

    /// The address and the code that the page shows to who cannot scan.
    #[must_use]
    pub fn typed(&self) -> (String, String) {
        let part = |name: &str| self.now["typed"][name].as_str().map(str::to_owned);
        (part("address").expect("the page shows an address"), part("code").expect("and a code"))
    }

    fn address(&self) -> String {
        format!("{}/browser/{}", self.base, self.id)
    }
}

/// Sets Ida's phone up, from the password to being signed in.
pub async fn set_up(stage: &Stage, phone: &Phone) {
    let mut browser = Puppet::sign_in(stage, IDA).await;
    browser.to("scan").await;
    phone.scan(&browser.code()).await.expect("the phone takes the code");
    browser.to("try_out").await;
    phone.approve(&browser.number()).await;
    browser.to("signed_in").await;
}

pub(crate) async fn post(address: &str, body: &Value) -> Value {
    let request = http::client()
        .post(address)
        .header("content-type", "application/json")
        .body(body.to_string());
    parsed(request.send().await.expect("the service answers")).await
}

pub(crate) async fn parsed(reply: reqwest::Response) -> Value {
    let status = reply.status();
    let text = reply.text().await.expect("the answer has a body");
    assert!(status.is_success(), "{status}: {text}");
    serde_json::from_str(&text).expect("the answer is JSON")
}
