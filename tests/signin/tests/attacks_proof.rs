//! Proofs of possession and access tokens that must not pass.
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

use countersign_signin::Config;
use reqwest::Method;
use serde_json::{Value, json};
use support::phone::{Key, uuid};
use support::{Phone, World};

async fn list_with(phone: &Phone, bend: impl FnOnce(&mut Value)) -> support::Reply {
    let path = format!("/push-mfa/login/pending?userId={}", phone.sub);
    let mut claims = phone.proof_claims(&Method::GET, &path);
    bend(&mut claims);
    let proof = phone.key.sign("dpop+jwt", &claims);
    phone.call_with(Method::GET, &path, None, &proof).await
}

#[tokio::test]
async fn a_replayed_proof_is_refused() {
    let world = World::new().await;
    let (phone, _) = world.set_up().await;
    let path = format!("/push-mfa/login/pending?userId={}", phone.sub);
    let proof = phone.key.sign("dpop+jwt", &phone.proof_claims(&Method::GET, &path));
    assert_eq!(phone.call_with(Method::GET, &path, None, &proof).await.status, 200);
    let again = phone.call_with(Method::GET, &path, None, &proof).await;
    assert_eq!((again.status, again.code()), (401, "replay"));
}

#[tokio::test]
async fn a_proof_must_be_for_this_very_call() {
    let world = World::new().await;
    let (phone, _) = world.set_up().await;
    let htu = format!("{}/push-mfa/login/pending", phone.rb);
    let bends: [(&str, Value); 12] = [
        ("htu", json!(format!("{htu}?userId={}", phone.sub))),
        ("htu", json!(htu.replace("localhost", "127.0.0.1"))),
        ("htu", json!(format!("{htu}/"))),
        ("htu", json!(htu.to_uppercase())),
        ("htm", json!("POST")),
        ("htm", json!("get")),
        ("ath", json!("AAAA")),
        ("ath", Value::Null),
        ("sub", Value::Null),
        ("deviceId", Value::Null),
        ("jti", json!("")),
        ("jti", json!("x".repeat(129))),
    ];
    for (name, value) in bends {
        let reply = list_with(&phone, |claims| claims[name] = value.clone()).await;
        assert_eq!((reply.status, reply.code()), (401, "dpop"), "{name} {value}");
    }
}

#[tokio::test]
async fn a_clock_that_is_off_is_told_the_time() {
    let world = World::new().await;
    let (phone, _) = world.set_up().await;
    let now = phone.now();
    for good in [now - 120, now + 120] {
        assert_eq!(list_with(&phone, |claims| claims["iat"] = json!(good)).await.status, 200);
    }
    for bad in [now - 121, now + 121, 0] {
        let reply = list_with(&phone, |claims| claims["iat"] = json!(bad)).await;
        assert_eq!((reply.status, reply.code()), (400, "clock_skew"));
        assert_eq!(reply.body["serverTime"], now);
    }
}

#[tokio::test]
async fn another_key_cannot_use_a_stolen_token() {
    let world = World::new().await;
    let (phone, _) = world.set_up().await;
    let mut thief = phone.clone();
    thief.key = Key::new();
    assert_eq!(thief.list().await.status, 401);
    // Nor with a token of its own, naming the other phone.
    thief.fetch_token().await;
    let reply = thief.list().await;
    assert_eq!((reply.status, reply.code()), (401, "dpop"));
    // A phone that was never enrolled is not registered.
    thief.device = uuid();
    let reply = thief.list().await;
    assert_eq!((reply.status, reply.code()), (403, "unlinked"));
}

#[tokio::test]
async fn only_a_proof_is_a_proof() {
    let world = World::new().await;
    let (phone, _) = world.set_up().await;
    let path = format!("/push-mfa/login/pending?userId={}", phone.sub);
    let claims = phone.proof_claims(&Method::GET, &path);
    for proof in [
        phone.key.sign("JWT", &claims),
        phone.key.sign("cs-answer+jwt", &claims),
        String::new(),
        "a.b.c".into(),
        "x".repeat(10_000),
    ] {
        let reply = phone.call_with(Method::GET, &path, None, &proof).await;
        assert_eq!(reply.status, 401, "{proof}");
    }
}

#[tokio::test]
async fn nothing_else_that_the_realm_signs_is_an_access_token() {
    let world = World::new().await;
    let (mut phone, _) = world.set_up().await;
    world.at_number().await;
    let request = phone.only_request().await;
    let good = phone.token.clone();
    let bent = format!("{}x", &good[..good.len() - 1]);
    for token in [request["confirmToken"].as_str().unwrap().to_owned(), bent, String::new()] {
        phone.token = token;
        let reply = phone.list().await;
        assert_eq!((reply.status, reply.code()), (401, "dpop"));
    }
}

#[tokio::test]
async fn an_old_access_token_is_refused() {
    let world = World::new().await;
    let (mut phone, _) = world.set_up().await;
    world.advance(299);
    assert_eq!(phone.list().await.status, 200);
    world.advance(1);
    assert_eq!(phone.list().await.status, 401);
    assert_eq!(phone.fetch_token().await.status, 200);
    assert_eq!(phone.list().await.status, 200);
}

#[tokio::test]
async fn the_token_endpoint_wants_client_secret_and_proof() {
    let world = World::new().await;
    let (phone, _) = world.set_up().await;
    let reply = phone.ask_token("wrong", None, |_| {}).await;
    assert_eq!((reply.status, reply.body["error"].as_str()), (401, Some("invalid_client")));
    let now = phone.now();
    for (name, value) in [
        ("htu", json!(format!("{}/protocol/openid-connect/certs", phone.rb))),
        ("htm", json!("GET")),
        ("iat", json!(now - 25)),
        ("iat", json!(now + 16)),
    ] {
        let reply = phone.ask_token(&phone.secret, None, |claims| claims[name] = value).await;
        let error = reply.body["error"].as_str();
        assert_eq!((reply.status, error), (400, Some("invalid_dpop_proof")), "{name}");
    }
    let jti = uuid();
    for status in [200, 400] {
        let same = json!(jti);
        let reply = phone.ask_token(&phone.secret, None, |claims| claims["jti"] = same).await;
        assert_eq!(reply.status, status);
    }
}

#[tokio::test]
async fn nonces_can_be_demanded() {
    let config = Config { demand_nonces: true, ..Config::default() };
    let world = World::with(config).await;
    let mut browser = world.at_code().await;
    let mut phone = world.phone();
    phone.open(&browser.code().await).await;
    let reply = phone.ask_token(&phone.secret, None, |_| {}).await;
    assert_eq!((reply.status, reply.body["error"].as_str()), (400, Some("use_dpop_nonce")));
    let nonce = reply.nonce.unwrap();
    let reply = phone.ask_token(&phone.secret, Some(&nonce), |_| {}).await;
    assert_eq!(reply.status, 200);
    phone.token = reply.body["access_token"].as_str().unwrap().into();
    let body = json!({"token": phone.completion()});
    let path = "/push-mfa/enroll/complete";
    let reply = phone.call(Method::POST, path, Some(body.clone())).await;
    assert_eq!(reply.status, 401);
    let mut claims = phone.proof_claims(&Method::POST, path);
    claims["nonce"] = json!(reply.nonce.unwrap());
    let proof = phone.key.sign("dpop+jwt", &claims);
    assert_eq!(phone.call_with(Method::POST, path, Some(body), &proof).await.status, 200);
}

#[tokio::test]
async fn a_phone_that_calls_without_end_waits_and_no_other_does() {
    let world = World::new().await;
    let (phone, mut browser) = world.signed_in().await;
    let other = world.add_phone(&mut browser, "Another phone").await;
    world.advance(60);
    for _ in 0..100 {
        assert_eq!(phone.list().await.status, 200);
    }
    world.advance(20);
    // What somebody else sends in its name is not counted.
    for _ in 0..30 {
        let bent = list_with(&phone, |claims| claims["htm"] = json!("POST")).await;
        assert_eq!(bent.status, 401);
    }
    for _ in 0..20 {
        assert_eq!(phone.list().await.status, 200);
    }
    let reply = phone.list().await;
    assert_eq!((reply.status, reply.code(), reply.retry_after), (429, "rate_limited", Some(40)));
    assert_eq!(phone.report(Value::Null).await.status, 429);
    assert_eq!(other.list().await.status, 200);
    world.advance(39);
    assert_eq!(phone.list().await.retry_after, Some(1));
    world.advance(1);
    assert_eq!(phone.list().await.status, 200);
}

#[tokio::test]
async fn an_app_must_say_what_it_is() {
    let world = World::new().await;
    let (phone, _) = world.set_up().await;
    let path = format!("/push-mfa/login/pending?userId={}", phone.sub);
    let proof = phone.key.sign("dpop+jwt", &phone.proof_claims(&Method::GET, &path));
    let request = phone
        .http
        .get(format!("{}{path}", phone.rb))
        .header("Authorization", format!("DPoP {}", phone.token))
        .header("DPoP", proof);
    assert_eq!(request.send().await.unwrap().status(), 400);
}
