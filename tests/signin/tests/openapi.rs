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

use reqwest::Method;
use serde_json::{Value, json};
use support::World;
use support::openapi::{ANSWERED, check, operations, valid};
use support::phone::{Key, Phone, read, uuid};

/// The first news of a page's event stream.
async fn news(phone: &Phone, path: &str) {
    let reply = phone.http.get(format!("{}{path}", phone.rb)).send().await.unwrap();
    assert_eq!(reply.headers()["content-type"], "text/event-stream");
    let text = reply.text().await.unwrap();
    let data = text.lines().find_map(|line| line.strip_prefix("data: ")).unwrap();
    check(&Method::GET, path, 200, &serde_json::from_str(data).unwrap());
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
