//! Many people with a phone each, who sign in.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures_util::{StreamExt, stream};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::support::{Browser, PASSWORD, Phone, http};
use crate::timing::{Watch, now};

/// Everybody.
pub struct Crowd {
    people: Vec<Phone>,
    names: Vec<String>,
    base: String,
    http: reqwest::Client,
}

impl Crowd {
    /// Adds so many people and sets up their phones.
    pub async fn set_up(base: &str, count: usize, at_a_time: usize) -> Self {
        let http = http();
        let names: Vec<String> = (0..count).map(|n| format!("person{n}@harbour.test")).collect();
        let set_up = names.iter().map(|name| one(base, name, &http));
        let people = stream::iter(set_up).buffered(at_a_time).collect().await;
        Self { people, names, base: base.into(), http }
    }

    /// Signs these people in; how long it took from the answer until the browser was told.
    pub async fn sign_in(&self, who: Range<usize>, at_a_time: usize) -> Vec<Duration> {
        let each = who.map(|n| async move { self.wait(n).await.answer().await });
        stream::iter(each).buffer_unordered(at_a_time).collect().await
    }

    /// Lets these people type their passwords and wait.
    pub async fn wait_open(&self, who: Range<usize>, at_a_time: usize) -> Vec<Waiting> {
        stream::iter(who.map(|n| self.wait(n))).buffered(at_a_time).collect().await
    }

    /// Lets everybody answer, in time or not, so that nobody has to wait the next time.
    pub async fn answer_all(&self, waiting: Vec<Waiting>) {
        let answers = waiting.into_iter().map(|waiting| waiting.answer.send());
        stream::iter(answers).buffer_unordered(16).for_each(|_| std::future::ready(())).await;
    }

    async fn wait(&self, n: usize) -> Waiting {
        let mut browser = Browser::sharing(&self.base, &self.http);
        let page = browser.sign_in(&self.names[n], PASSWORD).await;
        assert_eq!(page.path, "/signin/number", "{}", page.text);
        let news = browser.fetch("/signin/events").await;
        let phone = &self.people[n];
        phone.clock.store(now(), Ordering::SeqCst);
        let request = phone.only_request().await;
        Waiting::new(phone, &request, &page.number(), news).await
    }
}

/// Somebody who is asked for the number: browser and phone are ready.
pub struct Waiting {
    answer: reqwest::RequestBuilder,
    told: JoinHandle<Option<Watch>>,
}

impl Waiting {
    async fn new(
        phone: &Phone,
        request: &Value,
        number: &str,
        mut news: reqwest::Response,
    ) -> Self {
        let path =
            format!("/push-mfa/login/challenges/{}/respond", request["cid"].as_str().unwrap());
        let body = json!({"token": phone.approval(request, number)}).to_string();
        let proof = phone.key.sign("dpop+jwt", &phone.proof_claims(&Method::POST, &path));
        let answer = phone.signed(Method::POST, &path, &proof);
        let answer = answer.header("Content-Type", "application/json").body(body);
        let mut text = String::new();
        while !text.contains("PENDING") {
            text.push_str(&chunk(&mut news).await);
        }
        let told = tokio::spawn(async move {
            while !text.contains("APPROVED") {
                // A stream ends after a while, also when nobody answered.
                let chunk = news.chunk().await.ok()??;
                text.push_str(&String::from_utf8_lossy(&chunk));
            }
            Some(Watch::start())
        });
        Self { answer, told }
    }

    /// Whether the browser still waits.
    pub fn is_open(&self) -> bool {
        !self.told.is_finished()
    }

    /// Answers, and waits until the browser is told; how long that took.
    pub async fn answer(self) -> Duration {
        let watch = Watch::start();
        let reply = self.answer.send().await.unwrap();
        assert_eq!(reply.status(), 200);
        let since = self.told.await.unwrap().expect("the stream ended");
        watch.read().saturating_sub(since.read())
    }
}

async fn chunk(news: &mut reqwest::Response) -> String {
    let chunk = news.chunk().await.unwrap().expect("the stream ended");
    String::from_utf8_lossy(&chunk).into_owned()
}

/// Adds somebody, and sets up a phone.
async fn one(base: &str, name: &str, http: &reqwest::Client) -> Phone {
    let user = json!({"name": name, "password": PASSWORD, "mfa": "on"}).to_string();
    let added = http.post(format!("{base}/test/user")).header("Content-Type", "application/json");
    assert_eq!(added.body(user).send().await.unwrap().status(), 200);
    let mut browser = Browser::sharing(base, http);
    browser.sign_in(name, PASSWORD).await;
    browser.post("/signin/more-info", &[]).await;
    browser.post("/signin/setup/app", &[]).await;
    browser.post("/signin/setup/prepare", &[]).await;
    let mut phone = Phone::new(base, Arc::new(AtomicU64::new(now())));
    phone.http = http.clone();
    phone.enrol(&browser.code().await).await;
    let number = browser.post("/signin/setup/scan", &[]).await.number();
    let request = phone.only_request().await;
    assert_eq!(phone.approve(&request, &number).await.status, 200);
    phone
}
