//! Typing the set-up code in place of scanning it.
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
use support::phone::read;
use support::{Phone, Reply, World};

async fn get(phone: &Phone, code: &str) -> (Reply, Option<u64>) {
    let url = format!("{}/push-mfa/enroll/code/{code}", phone.rb);
    let reply = phone.http.get(url).send().await.unwrap();
    let wait = reply.headers().get("retry-after");
    let wait = wait.map(|wait| wait.to_str().unwrap().parse().unwrap());
    (read(&Method::GET, reply).await, wait)
}

#[tokio::test]
async fn a_typed_code_is_the_code_of_the_picture() {
    let world = World::new().await;
    let mut browser = world.at_code().await;
    let (address, code) = browser.typed().await;
    let mut phone = world.phone();
    assert_eq!(address, phone.rb);
    assert!(code.len() == 11 && code.as_bytes()[5] == b'-', "{code}");
    phone.open(&browser.code().await).await;
    for typed in [code.clone(), code.to_lowercase(), code.replace('-', "%20")] {
        let (reply, _) = get(&phone, &typed).await;
        assert_eq!(reply.status, 200, "{typed}");
        let certs = phone.http.get(format!("{}/protocol/openid-connect/certs", phone.rb));
        let certs = read(&Method::GET, certs.send().await.unwrap()).await.body;
        let claims = support::phone::verify(&certs, reply.body.as_str().unwrap(), &phone.base);
        for same in ["enrollmentId", "nonce", "sub", "exp"] {
            assert_eq!(claims[same], phone.offer[same], "{same}");
        }
        assert!(claims["countersign"]["features"].to_string().contains("manual"));
    }
    // Typed or scanned, five fetches are all.
    assert_eq!(get(&phone, &code).await.0.status, 200);
    let (reply, _) = get(&phone, &code).await;
    assert_eq!((reply.status, reply.code()), (410, "code_expired"));
    let page = browser.get("/signin").await;
    assert!(page.has("This code has lapsed") && !page.text.contains(&code));
}

#[tokio::test]
async fn a_typed_code_is_used_up_with_the_picture() {
    let world = World::new().await;
    let mut browser = world.at_code().await;
    let (_, code) = browser.typed().await;
    let mut phone = world.phone();
    phone.enrol(&browser.code().await).await;
    let page = browser.get("/signin/setup/scan").await;
    assert!(!page.has("Can't scan?"), "nobody types it any more");
    let (reply, _) = get(&phone, &code).await;
    assert_eq!((reply.status, reply.code()), (410, "already_used"));
}

#[tokio::test]
async fn five_wrong_codes_a_minute_and_then_none_for_a_while() {
    let world = World::new().await;
    let mut browser = world.at_code().await;
    let (_, code) = browser.typed().await;
    let phone = world.phone();
    for wrong in ["0000000000", "x", "%ff", "00000-0000", "00000-000000"] {
        let (reply, _) = get(&phone, wrong).await;
        assert_eq!((reply.status, reply.code()), (404, "unknown_request"), "{wrong}");
        world.advance(1);
    }
    for typed in ["0000000000", &code] {
        let (reply, wait) = get(&phone, typed).await;
        assert_eq!((reply.status, reply.code(), wait), (429, "rate_limited", Some(55)), "{typed}");
    }
    world.advance(54);
    assert_eq!(get(&phone, &code).await.1, Some(1));
    world.advance(1);
    assert_eq!(get(&phone, &code).await.0.status, 200, "the first one is a minute ago");
    get(&phone, "0000000000").await;
    assert_eq!(get(&phone, &code).await.0.status, 429);
}
