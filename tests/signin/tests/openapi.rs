//! openapi.json and the service say the same: each operation is answered as described.
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

use countersign_signin::{Config, Organisation};
use reqwest::Method;
use serde_json::{Value, json};
use support::openapi::{ANSWERED, check, named_statuses, operations, valid};
use support::phone::{Key, Phone, read, uuid};
use support::{Folder, World, another};

/// The first news of a page's event stream.
async fn news(phone: &Phone, path: &str) {
    let reply = phone.http.get(format!("{}{path}", phone.rb)).send().await.unwrap();
    assert_eq!(reply.headers()["content-type"], "text/event-stream");
    let text = reply.text().await.unwrap();
    let data = text.lines().find_map(|line| line.strip_prefix("data: ")).unwrap();
    check(&Method::GET, path, 200, &serde_json::from_str(data).unwrap());
}

#[test]
fn a_description_names_the_codes_of_every_refusal() {
    let all = named_statuses();
    assert!(all.len() > 8, "{all:?}");
    for (operation, named, described) in all {
        assert_eq!(named, described, "{operation}");
    }
}

#[tokio::test]
async fn every_operation_answers_as_described() {
    let world = World::new().await;
    let (mut phone, mut browser) = world.signed_in().await;
    let target = json!({"pushProviderId": "disabled", "pushProviderType": "none"});
    phone.call(Method::PUT, "/push-mfa/device/push-provider", Some(target)).await;

    let new = Key::new();
    let claims = json!({
        "aud": phone.rb, "iat": phone.now(), "exp": phone.now() + 60, "jti": uuid(),
        "credId": phone.credential, "deviceId": phone.device, "oldJkt": phone.key.thumbprint(),
    });
    let mut jwk = new.jwk.clone();
    jwk["alg"] = json!("ES256");
    let body = json!({"publicKeyJwk": jwk, "proof": new.sign("cs-rotate+jwt", &claims)});
    let reply = phone.call(Method::PUT, "/push-mfa/device/rotate-key", Some(body)).await;
    assert_eq!(reply.status, 200, "{:?}", reply.body);
    phone.key = new;
    phone.fetch_token().await;

    browser.get("/phones").await;
    browser.post("/phones/add", &[]).await;
    browser.post("/signin/setup/app", &[]).await;
    browser.post("/signin/setup/prepare", &[]).await;
    let (_, typed) = browser.typed().await;
    let reply = phone.http.get(format!("{}/push-mfa/enroll/code/{typed}", phone.rb)).send().await;
    assert_eq!(read(&Method::GET, reply.unwrap()).await.status, 200);
    let reply = phone.call(Method::GET, "/push-mfa/device/activity", None).await;
    let first = reply.body["items"][0]["cid"].as_str().unwrap().to_owned();
    let path = format!("/push-mfa/device/activity/{first}/revoke");
    assert_eq!(phone.call(Method::POST, &path, None).await.status, 200);

    let (_, number) = world.at_number().await;
    let request = phone.only_request().await;
    assert_eq!(phone.approve(&request, &number).await.status, 200);
    let cid = request["cid"].as_str().unwrap();
    news(&phone, &format!("/push-mfa/login/challenges/{cid}/events?secret=x")).await;
    let enrolment = phone.offer["enrollmentId"].as_str().unwrap();
    news(&phone, &format!("/push-mfa/enroll/challenges/{enrolment}/events?secret=x")).await;
    assert_eq!(phone.report(json!(cid)).await.status, 200);
    assert_eq!(phone.call(Method::DELETE, "/push-mfa/device", None).await.status, 200);
    assert_eq!(*ANSWERED.lock().unwrap(), operations());
}

/// A page's event stream, each piece of which is compared with openapi.json.
struct News {
    path: String,
    reply: reqwest::Response,
    text: String,
}

impl News {
    async fn of(phone: &Phone, path: String) -> Self {
        let reply = phone.http.get(format!("{}{path}", phone.rb)).send().await.unwrap();
        Self { path, reply, text: String::new() }
    }

    /// The next event's data; `None` when the service has closed the stream.
    async fn next(&mut self) -> Option<Value> {
        loop {
            while let Some((event, rest)) = self.text.split_once("\n\n") {
                let (event, rest) = (event.to_owned(), rest.to_owned());
                self.text = rest;
                if event == ": keepalive" {
                    continue;
                }
                let data = event.strip_prefix("event: status\ndata: ").expect("nothing else comes");
                let data: Value = serde_json::from_str(data).unwrap();
                check(&Method::GET, &self.path, 200, &data);
                return Some(data);
            }
            let chunk = self.reply.chunk().await.unwrap()?;
            self.text.push_str(&String::from_utf8_lossy(&chunk));
        }
    }

    async fn status(&mut self) -> String {
        self.next().await.expect("the stream goes on")["status"].as_str().unwrap().to_owned()
    }

    /// The last event's status: nothing follows.
    async fn last(&mut self) -> String {
        let status = self.status().await;
        assert_eq!(self.next().await, None, "{status} is the last");
        status
    }
}

#[tokio::test]
async fn all_news_of_a_request_is_as_described() {
    let folder = Folder::new();
    let organisation = Organisation::in_folder(&folder.0).unwrap();
    let config = Config { data: Some(folder.0.clone()), organisation, ..Config::default() };
    let world = World::with(config).await;
    let (mut phone, _) = world.set_up().await;
    for end in [
        "APPROVED",
        "DENIED",
        "EXPIRED",
        "SUPERSEDED",
        "CANCELLED",
        "WRONG_NUMBER",
        "USER_LOCKED_OUT",
    ] {
        world.advance(24 * 3600);
        phone.fetch_token().await;
        let (mut browser, number) = world.at_number().await;
        let request = phone.only_request().await;
        let cid = request["cid"].as_str().unwrap();
        let secret = secret(&folder, "SELECT secret FROM requests WHERE cid = ?1", cid);
        let path = format!("/push-mfa/login/challenges/{cid}/events?secret={secret}");
        let mut news = News::of(&phone, path).await;
        assert_eq!(news.status().await, "PENDING");
        match end {
            "APPROVED" => drop(phone.approve(&request, &number).await),
            "DENIED" => drop(phone.deny(&request, "cancelled").await),
            "EXPIRED" => world.advance(60),
            "SUPERSEDED" => drop(world.at_number().await),
            "CANCELLED" => drop(browser.post("/signin/cancel", &[]).await),
            "WRONG_NUMBER" => drop(phone.approve(&request, &another(&number)).await),
            _ => drop(phone.report(Value::Null).await),
        }
        assert_eq!(news.last().await, end);
    }
    let path = format!("/push-mfa/login/challenges/{}/events?secret=x", uuid());
    assert_eq!(News::of(&phone, path).await.last().await, "NOT_FOUND");
}

#[tokio::test]
async fn all_news_of_a_set_up_is_as_described() {
    let folder = Folder::new();
    let organisation = Organisation::in_folder(&folder.0).unwrap();
    let config = Config { data: Some(folder.0.clone()), organisation, ..Config::default() };
    let world = World::with(config).await;
    for end in ["EXPIRED", "FAILED", "APPROVED"] {
        let mut browser = world.at_code().await;
        let mut phone = world.phone();
        let code = browser.code().await;
        phone.open(&code).await;
        let id = phone.offer["enrollmentId"].as_str().unwrap().to_owned();
        let secret = secret(&folder, "SELECT secret FROM enrolments WHERE id = ?1", &id);
        let path = format!("/push-mfa/enroll/challenges/{id}/events?secret={secret}");
        let mut news = News::of(&phone, path).await;
        assert_eq!(news.status().await, "PENDING");
        if end == "EXPIRED" {
            world.advance(600);
            assert_eq!(news.last().await, end);
            continue;
        }
        phone.fetch_token().await;
        assert_eq!(phone.complete(&phone.completion()).await.status, 200);
        let claimed = news.next().await.unwrap();
        assert_eq!(
            (&claimed["status"], &claimed["deviceLabel"]),
            (&json!("CLAIMED"), &json!("Ida's phone"))
        );
        let mut page = browser.post("/signin/setup/scan", &[]).await;
        assert_eq!(news.status().await, "TRYOUT");
        if end == "APPROVED" {
            phone.approve(&phone.only_request().await, &page.number()).await;
        } else {
            for left in [2, 1, 0] {
                phone.approve(&phone.only_request().await, &another(&page.number())).await;
                if left > 0 {
                    page = browser.post("/signin/setup/try-again", &[]).await;
                }
            }
        }
        assert_eq!(news.last().await, end);
    }
}

/// The secret of a page's stream: only its page is told.
fn secret(folder: &Folder, sql: &str, id: &str) -> String {
    let db = rusqlite::Connection::open(folder.0.join("signin.sqlite")).unwrap();
    db.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
    db.query_row(sql, [id], |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn addresses_that_are_no_text_are_refused_as_described() {
    let world = World::new().await;
    let (phone, _) = world.set_up().await;
    let twice = format!("/push-mfa/login/pending?userId={}&userId=x", phone.sub);
    assert_eq!(phone.call(Method::GET, &twice, None).await.body["member"], "userId");
    let body = Some(json!({"token": "x"}));
    let reply = phone.call(Method::POST, "/push-mfa/login/challenges/%ff/respond", body).await;
    assert_eq!((reply.status, reply.code()), (404, "unknown_request"));
    let url = format!("{}/push-mfa/enroll/request-token/%ff", phone.rb);
    let reply = read(&Method::GET, phone.http.get(url).send().await.unwrap()).await;
    assert_eq!((reply.status, reply.code()), (400, "unknown_request"));
}

#[test]
fn what_is_not_described_is_found() {
    let schema = json!({
        "type": "object", "required": ["a"], "additionalProperties": false,
        "properties": {"a": {"type": ["string", "null"], "maxLength": 2}, "b": {"enum": [1, 2]}},
    });
    let judge = |value: Value| valid(&schema, &value, "$").is_ok();
    assert!(judge(json!({"a": "xy", "b": 1})) && judge(json!({"a": null})));
    for wrong in [
        json!({}),
        json!({"a": 1}),
        json!({"a": "xyz"}),
        json!({"a": "x", "b": 3}),
        json!({"a": "x", "c": 1}),
        json!([]),
        json!("a"),
    ] {
        assert!(!judge(wrong.clone()), "{wrong}");
    }
}
