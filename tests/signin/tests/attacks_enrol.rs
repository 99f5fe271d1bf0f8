//! The set-up code: once, in time, and only for the phone that took it.
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

use serde_json::{Value, json};
use support::phone::{Key, uuid};
use support::{IDA, PASSWORD, World, another};

#[tokio::test]
async fn a_used_code_is_refused_and_the_first_phone_untouched_a14() {
    let world = World::new().await;
    let mut browser = world.at_code().await;
    let code = browser.code().await;
    let (mut first, mut second) = (world.phone(), world.phone());
    second.open(&code).await;
    first.enrol(&code).await;
    let reply = second.fetch(&code).await;
    assert_eq!((reply.status, reply.code()), (410, "already_used"));
    second.fetch_token().await;
    let reply = second.complete(&second.completion()).await;
    assert_eq!((reply.status, reply.code()), (410, "already_used"));
    assert_eq!(second.list().await.code(), "unlinked");
    let page = browser.get("/signin/setup/scan").await;
    assert!(page.has("This code was already used") && page.has("New code"));
    // Its try-out is still to come: a new code would forget it, and the page says so.
    assert!(page.has("the one that used this code is then forgotten"));
    assert!(!page.has("keeps working"));
    // Back and Next go on with the first phone.
    browser.get("/signin/setup/prepare").await;
    browser.post("/signin/setup/prepare", &[]).await;
    let page = browser.post("/signin/setup/scan", &[]).await;
    let request = first.only_request().await;
    assert_eq!(first.approve(&request, &page.number()).await.status, 200);
    assert_eq!(browser.get("/signin").await.path, "/signin/setup/done");
}

#[tokio::test]
async fn a_new_code_forgets_the_phone_that_used_the_one_before_as_the_page_says_a14() {
    let world = World::new().await;
    let mut browser = world.at_code().await;
    let code = browser.code().await;
    let (mut first, second) = (world.phone(), world.phone());
    first.enrol(&code).await;
    assert_eq!(second.fetch(&code).await.code(), "already_used");
    assert!(browser.get("/signin/setup/scan").await.has("is then forgotten"));
    browser.post("/signin/setup/new-code", &[]).await;
    assert_eq!(first.list().await.code(), "unlinked");
}

#[tokio::test]
async fn a_lapsed_code_is_replaced_in_place_a15() {
    let world = World::new().await;
    let mut browser = world.at_code().await;
    let code = browser.code().await;
    world.advance(600);
    let phone = world.phone();
    let reply = phone.fetch(&code).await;
    assert_eq!((reply.status, reply.code()), (410, "code_expired"));
    let page = browser.get("/signin/setup/scan").await;
    assert!(page.has("This code has lapsed") && page.has("New code"));
    let page = browser.post("/signin/setup/new-code", &[]).await;
    assert!(page.has("Scan this QR code"));
    let mut phone = world.phone();
    phone.enrol(&browser.code().await).await;
    world.advance(24 * 3600);
    let reply = phone.fetch(&code).await;
    assert_eq!((reply.status, reply.code()), (404, "unknown_request"));
}

#[tokio::test]
async fn reloading_shows_the_same_and_start_again_counts_nobody_as_enrolled_a12() {
    let world = World::new().await;
    let mut browser = world.at_code().await;
    let code = browser.code().await;
    assert_eq!(browser.get("/signin/setup/scan").await.path, "/signin/setup/scan");
    assert_eq!(browser.code().await, code);
    let mut phone = world.phone();
    phone.enrol(&code).await;
    let page = browser.post("/signin/setup/scan", &[]).await;
    let number = page.number();
    assert_eq!(browser.get("/signin/setup/try").await.number(), number);
    assert_eq!(browser.get("/signin").await.number(), number);
    let request = phone.only_request().await;

    let page = browser.post("/signin/setup/new-code", &[]).await;
    assert_eq!(page.path, "/signin/setup/scan");
    assert_ne!(browser.code().await, code);
    let reply = phone.approve(&request, &number).await;
    assert_eq!((reply.status, reply.code()), (403, "unlinked"));
    let page = world.browser().sign_in(IDA, PASSWORD).await;
    assert_eq!(page.path, "/signin/more-info", "not counted as enrolled");
    let mut phone = world.phone();
    phone.enrol(&browser.code().await).await;
    let page = browser.post("/signin/setup/scan", &[]).await;
    let request = phone.only_request().await;
    assert_eq!(phone.approve(&request, &page.number()).await.status, 200);

    // Left until the code lapsed: the same.
    let world = World::new().await;
    let mut browser = world.at_code().await;
    let mut phone = world.phone();
    phone.enrol(&browser.code().await).await;
    world.advance(600);
    phone.fetch_token().await;
    assert_eq!(phone.list().await.code(), "unlinked");
    assert!(browser.get("/signin").await.has("This code has lapsed"));
    assert_eq!(world.browser().sign_in(IDA, PASSWORD).await.path, "/signin/more-info");
}

#[tokio::test]
async fn three_failed_tries_end_the_set_up() {
    let world = World::new().await;
    let mut browser = world.at_code().await;
    let mut phone = world.phone();
    phone.enrol(&browser.code().await).await;
    let mut page = browser.post("/signin/setup/scan", &[]).await;
    for mismatches in 1..=3 {
        let request = phone.only_request().await;
        let reply = phone.approve(&request, &another(&page.number())).await;
        assert_eq!(
            (reply.code(), reply.body["mismatches"].as_i64()),
            ("wrong_number", Some(mismatches))
        );
        if mismatches < 3 {
            assert!(
                browser.get("/signin").await.has("Your phone is not set up")
                    || browser.get("/signin").await.has("this request is over")
            );
            page = browser.post("/signin/setup/try-again", &[]).await;
        }
    }
    let page = browser.get("/signin").await;
    assert!(page.has("New code"), "{}", page.text);
    assert_eq!(phone.list().await.code(), "unlinked");
}

#[tokio::test]
async fn five_fetches_and_no_more() {
    let world = World::new().await;
    let mut browser = world.at_code().await;
    let code = browser.code().await;
    let mut phone = world.phone();
    for _ in 0..5 {
        assert_eq!(phone.open(&code).await.status, 200);
    }
    let reply = phone.fetch(&code).await;
    assert_eq!((reply.status, reply.code()), (410, "code_expired"));
    phone.fetch_token().await;
    assert_eq!(phone.complete(&phone.completion()).await.code(), "code_expired");
    assert!(browser.get("/signin").await.has("This code has lapsed"));
}

#[tokio::test]
async fn the_identical_completion_may_come_again() {
    let world = World::new().await;
    let mut browser = world.at_code().await;
    let mut phone = world.phone();
    phone.open(&browser.code().await).await;
    phone.fetch_token().await;
    let completion = phone.completion();
    for _ in 0..3 {
        assert_eq!(phone.complete(&completion).await.status, 200);
    }
    assert_eq!(phone.complete(&phone.completion()).await.code(), "already_used");
    // Whoever read it on its way has no such key, and gets no seed of codes.
    let mut reader = world.phone();
    reader.secret.clone_from(&phone.secret);
    reader.sub.clone_from(&phone.sub);
    reader.device.clone_from(&phone.device);
    reader.fetch_token().await;
    let reply = reader.complete(&completion).await;
    assert_eq!((reply.status, reply.code()), (401, "dpop"));
    assert_eq!(phone.complete(&completion).await.status, 200);
}

#[tokio::test]
async fn a_completion_must_fit_the_offer_and_the_proof() {
    let world = World::new().await;
    let mut browser = world.at_code().await;
    let mut phone = world.phone();
    phone.open(&browser.code().await).await;
    phone.fetch_token().await;
    let now = phone.now();
    let other = Key::new();
    for (name, value, code) in [
        ("enrollmentId", json!(uuid()), "unknown_request"),
        ("nonce", json!("AAAA"), "missing_claim"),
        ("sub", json!(uuid()), "missing_claim"),
        ("deviceLabel", json!(""), "missing_claim"),
        ("deviceLabel", json!("a\u{202e}b"), "missing_claim"),
        ("deviceLabel", json!("x".repeat(129)), "missing_claim"),
        ("deviceType", json!("x".repeat(65)), "missing_claim"),
        ("credentialId", Value::Null, "missing_claim"),
        ("deviceId", json!(uuid()), "dpop"),
        ("cnf", json!({"jwk": other.jwk}), "dpop"),
        ("cnf", json!({}), "missing_claim"),
        ("aud", json!("demo"), "missing_claim"),
        ("iat", json!(now - 61), "clock_skew"),
        ("exp", json!(now + 6000), "missing_claim"),
        ("countersign", Value::Null, "app_too_old"),
        ("countersign", json!({"profile": 2}), "app_too_old"),
    ] {
        let mut claims = phone.completion_claims();
        claims[name] = value;
        let reply = phone.complete(&phone.key.sign("cs-enrol+jwt", &claims)).await;
        assert_eq!(reply.code(), code, "{name}: {:?}", reply.body);
    }
    let claims = phone.completion_claims();
    let reply = phone.complete(&phone.key.sign("JWT", &claims)).await;
    assert_eq!(reply.code(), "missing_claim");
    let reply = phone.complete(&other.sign("cs-enrol+jwt", &claims)).await;
    assert_eq!(reply.code(), "missing_claim");
    assert_eq!(phone.complete(&phone.completion()).await.status, 200);
}

#[tokio::test]
async fn an_inactive_phone_may_do_nothing_but_the_try_out() {
    let world = World::new().await;
    let mut browser = world.at_code().await;
    let mut phone = world.phone();
    phone.enrol(&browser.code().await).await;
    let reply = phone.report(Value::Null).await;
    assert_eq!((reply.status, reply.code()), (403, "not_active"));
}

#[tokio::test]
async fn a_second_set_up_in_another_browser_ends_with_the_first_success() {
    let world = World::new().await;
    let mut late = world.at_code().await;
    let mut thief = world.phone();
    thief.label = "Thief's phone".into();
    thief.enrol(&late.code().await).await;
    let (phone, _) = world.set_up().await;
    assert_eq!(thief.list().await.code(), "unlinked");
    let page = late.get("/signin").await;
    assert!(page.has("New code"), "{}", page.text);
    let page = late.post("/signin/setup/new-code", &[]).await;
    assert_eq!(page.path, "/signin/number", "the phone in use is asked instead");
    assert_eq!(phone.requests().await.len(), 1);
}

#[tokio::test]
async fn nonsense_codes() {
    let world = World::new().await;
    let phone = world.phone();
    let code =
        |tail: &str| format!("x#request_uri={}/push-mfa/enroll/request-token/{tail}", phone.rb);
    assert_eq!(phone.fetch(&code("nonsense")).await.status, 400);
    assert_eq!(phone.fetch(&code(&uuid())).await.status, 404);
}
