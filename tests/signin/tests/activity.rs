//! What a phone approved lately, and "this was not me".
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
use support::{Browser, IDA, PASSWORD, Phone, Reply, World, another};

async fn activity(phone: &Phone) -> Vec<Value> {
    let reply = phone.call(Method::GET, "/push-mfa/device/activity", None).await;
    assert_eq!(reply.status, 200, "{:?}", reply.body);
    reply.body["items"].as_array().unwrap().clone()
}

async fn revoke(phone: &Phone, cid: &Value) -> Reply {
    let path = format!("/push-mfa/device/activity/{}/revoke", cid.as_str().unwrap());
    phone.call(Method::POST, &path, None).await
}

/// A new browser that is signed in by an approval of this phone, and the approval.
async fn approved(world: &World, phone: &Phone, stay: &str) -> (Browser, Value) {
    let (mut browser, number) = world.at_number().await;
    let request = phone.only_request().await;
    assert_eq!(phone.approve(&request, &number).await.status, 200);
    browser.get("/signin").await;
    assert_eq!(browser.post("/signin/stay", &[("stay", stay)]).await.path, "/mail");
    (browser, request["cid"].clone())
}

#[tokio::test]
async fn what_was_approved_by_mistake_is_taken_back_a42() {
    let world = World::new().await;
    let (phone, mut own) = world.signed_in().await;
    world.advance(10);
    let (mut thief, cid) = approved(&world, &phone, "yes").await;
    let items = activity(&phone).await;
    let newest = &items[0];
    assert_eq!(newest["cid"], cid);
    for (name, value) in [
        ("at", json!(phone.now())),
        ("outcome", json!("approved")),
        ("clientName", json!("Mail")),
        ("ipAddress", json!("127.0.0.1")),
        ("location", json!("Utrecht, Netherlands")),
        ("browser", json!("Firefox 140")),
        ("os", json!("Windows")),
        ("revocable", json!(true)),
    ] {
        assert_eq!(newest[name], value, "{name}");
    }
    let reply = revoke(&phone, &cid).await;
    assert_eq!((reply.status, reply.body), (200, json!({"status": "revoked"})));
    assert_eq!(thief.get("/mail").await.path, "/signin", "the session ended");
    assert_eq!(own.get("/mail").await.path, "/mail", "and no other");
    thief.restart();
    assert_eq!(thief.sign_in(IDA, PASSWORD).await.path, "/signin/number", "nor is it remembered");
    assert_eq!(activity(&phone).await[0]["revocable"], false);
    assert_eq!(revoke(&phone, &cid).await.status, 200, "once more is no harm");
    let page = world.admin().await.get("/admin").await;
    assert_eq!(page.text.matches(">Approval taken back<").count(), 1, "and is logged once");
}

#[tokio::test]
async fn an_approval_is_taken_back_before_the_browser_hears_of_it_a42() {
    let world = World::new().await;
    let (phone, _) = world.signed_in().await;
    let (mut thief, number) = world.at_number().await;
    let request = phone.only_request().await;
    phone.approve(&request, &number).await;
    assert_eq!(activity(&phone).await[0]["revocable"], true);
    assert_eq!(revoke(&phone, &request["cid"]).await.status, 200);
    assert_eq!(thief.get("/signin").await.path, "/signin");
    assert_eq!(thief.get("/mail").await.path, "/signin");
    // Or while it stands at the question whether to stay.
    let (mut thief, number) = world.at_number().await;
    let request = phone.only_request().await;
    phone.approve(&request, &number).await;
    assert_eq!(thief.get("/signin").await.path, "/signin/stay");
    assert_eq!(revoke(&phone, &request["cid"]).await.status, 200);
    assert_eq!(thief.post("/signin/stay", &[("stay", "yes")]).await.path, "/signin");
    thief.restart();
    assert_eq!(thief.sign_in(IDA, PASSWORD).await.path, "/signin/number");
}

#[tokio::test]
async fn sessions_of_a_remembered_browser_end_with_the_approval_a42() {
    let world = World::new().await;
    let (phone, _) = world.signed_in().await;
    let (mut thief, cid) = approved(&world, &phone, "yes").await;
    thief.restart();
    assert_eq!(thief.sign_in(IDA, PASSWORD).await.path, "/mail");
    assert_eq!(revoke(&phone, &cid).await.status, 200);
    assert_eq!(thief.get("/mail").await.path, "/signin");
}

/// Who got in by one approval adds a phone of their own, and gets in by that one again and again.
#[tokio::test]
async fn a_phone_that_a_thief_added_goes_with_the_approval_a42() {
    let world = World::new().await;
    let (phone, _) = world.signed_in().await;
    let (mut thief, cid) = approved(&world, &phone, "no").await;
    let theirs = world.add_phone(&mut thief, "Phone of a thief").await;
    let (mut again, _) = approved(&world, &theirs, "yes").await;
    let third = world.add_phone(&mut again, "Another of theirs").await;
    // More approvals than are listed.
    for _ in 0..21 {
        let (_, number) = world.at_number().await;
        third.approve(&third.only_request().await, &number).await;
    }
    let (mut waits, number) = world.at_number().await;
    third.approve(&third.only_request().await, &number).await;

    assert_eq!(revoke(&phone, &cid).await.status, 200);
    for gone in [&theirs, &third] {
        assert_eq!(gone.list().await.code(), "unlinked");
    }
    for browser in [&mut thief, &mut again, &mut waits] {
        assert_eq!(browser.get("/mail").await.path, "/signin");
    }
    again.restart();
    let page = again.sign_in(IDA, PASSWORD).await;
    assert_eq!(page.path, "/signin/number");
    assert_eq!(phone.requests().await.len(), 1, "the owner's phone is asked again");
    assert_eq!(phone.list().await.body["countersign"]["account"], "active");
}

/// A new browser that is signed in by a one-time code of this phone.
async fn by_code(world: &World, phone: &Phone, stay: &str) -> Browser {
    let mut browser = world.browser();
    browser.sign_in(IDA, PASSWORD).await;
    assert_eq!(browser.post("/signin/another-way", &[]).await.path, "/signin/code");
    let page = browser.post("/signin/code", &[("code", &phone.code(0))]).await;
    assert_eq!(page.path, "/signin/stay", "{}", page.text);
    if !stay.is_empty() {
        assert_eq!(browser.post("/signin/stay", &[("stay", stay)]).await.path, "/mail");
    }
    browser
}

/// The code of a thief's phone lets in what its approvals do.
#[tokio::test]
async fn what_the_code_of_a_thiefs_phone_let_in_goes_with_the_approval_a42() {
    let world = World::new().await;
    let (phone, mut own) = world.signed_in().await;
    let (mut thief, cid) = approved(&world, &phone, "no").await;
    let theirs = world.add_phone(&mut thief, "Phone of a thief").await;
    let mut elsewhere = by_code(&world, &theirs, "yes").await;
    let third = world.add_phone(&mut elsewhere, "Another of theirs").await;
    let mut remembered = elsewhere.clone();
    remembered.restart();
    assert_eq!(remembered.sign_in(IDA, PASSWORD).await.path, "/mail");
    world.advance(30);
    let mut asked = by_code(&world, &theirs, "").await;
    world.advance(30);
    let mut owners = by_code(&world, &phone, "no").await;

    assert_eq!(revoke(&phone, &cid).await.status, 200);
    for gone in [&theirs, &third] {
        assert_eq!(gone.list().await.code(), "unlinked");
    }
    for browser in [&mut thief, &mut elsewhere, &mut remembered, &mut asked] {
        assert_eq!(browser.get("/mail").await.path, "/signin");
    }
    for mut browser in [elsewhere, remembered] {
        browser.restart();
        world.advance(300);
        assert_eq!(browser.sign_in(IDA, PASSWORD).await.path, "/signin/number");
    }
    for browser in [&mut own, &mut owners] {
        assert_eq!(browser.get("/mail").await.path, "/mail", "what the owner did stays");
    }
}

/// A thief's phone that says goodbye takes no trace with it.
#[tokio::test]
async fn what_a_removed_phone_of_a_thief_let_in_goes_with_the_approval_a42() {
    let world = World::new().await;
    let (phone, _) = world.signed_in().await;
    let (mut thief, cid) = approved(&world, &phone, "no").await;
    let theirs = world.add_phone(&mut thief, "Phone of a thief").await;
    let (mut again, _) = approved(&world, &theirs, "yes").await;
    let third = world.add_phone(&mut again, "Another of theirs").await;
    let (mut waits, number) = world.at_number().await;
    assert_eq!(third.approve(&third.only_request().await, &number).await.status, 200);
    let mut coded = by_code(&world, &theirs, "yes").await;
    for gone in [&theirs, &third] {
        let reply = gone.call(Method::DELETE, "/push-mfa/device", None).await;
        assert_eq!(reply.status, 200);
    }
    assert_eq!(waits.get("/signin").await.path, "/signin/stay");

    assert_eq!(revoke(&phone, &cid).await.status, 200);
    for browser in [&mut thief, &mut again, &mut waits, &mut coded] {
        assert_eq!(browser.get("/mail").await.path, "/signin");
    }
    again.restart();
    world.advance(300);
    assert_eq!(again.sign_in(IDA, PASSWORD).await.path, "/signin/number");
}

#[tokio::test]
async fn a_set_up_that_a_thief_has_begun_ends_with_the_approval_a42() {
    let world = World::new().await;
    let (phone, _) = world.signed_in().await;
    let (mut thief, cid) = approved(&world, &phone, "no").await;
    thief.get("/phones").await;
    thief.post("/phones/add", &[]).await;
    thief.post("/signin/setup/app", &[]).await;
    thief.post("/signin/setup/prepare", &[]).await;
    let mut theirs = world.phone();
    theirs.label = "Phone of a thief".into();
    theirs.enrol(&thief.code().await).await;
    let number = thief.post("/signin/setup/scan", &[]).await.number();
    let request = theirs.only_request().await;
    assert_eq!(revoke(&phone, &cid).await.status, 200);
    assert_eq!(theirs.approve(&request, &number).await.code(), "unlinked");
}

#[tokio::test]
async fn the_last_twenty_are_listed_and_nobody_elses_a42() {
    let world = World::new().await;
    let (mut first, mut browser) = world.signed_in().await;
    assert_eq!(activity(&first).await.len(), 1, "the try-out");
    let mut second = world.add_phone(&mut browser, "Tablet").await;
    let mut outcomes = vec!["approved"];
    for round in 0..21 {
        // The third is approved: so the next never waits longer than this, and nothing is paused.
        world.advance(20);
        second.fetch_token().await;
        let (_, number) = world.at_number().await;
        let request = second.only_request().await;
        if round % 3 == 0 {
            second.approve(&request, &another(&number)).await;
            outcomes.push("wrong_number");
        } else if round % 3 == 1 {
            second.deny(&request, "cancelled").await;
            outcomes.push("denied");
        } else {
            second.approve(&request, &number).await;
            outcomes.push("approved");
        }
    }
    outcomes.reverse();
    first.fetch_token().await;
    let items = activity(&second).await;
    let told: Vec<&str> = items.iter().map(|item| item["outcome"].as_str().unwrap()).collect();
    assert_eq!(told, outcomes[..20]);
    for item in &items {
        assert_eq!(item["revocable"], item["outcome"] == "approved");
    }
    let times: Vec<u64> = items.iter().map(|item| item["at"].as_u64().unwrap()).collect();
    assert!(times.is_sorted_by(|newer, older| newer >= older));
    assert_eq!(activity(&first).await.len(), 1);
    // What is not an approval of this phone is not there for it.
    let first_cid = activity(&first).await[0]["cid"].clone();
    for cid in [&items[1]["cid"], &first_cid, &json!("%ff"), &json!("1")] {
        let reply = revoke(&second, cid).await;
        assert_eq!((reply.status, reply.code()), (404, "unknown_request"), "{cid}");
    }
}

#[tokio::test]
async fn a_phone_that_is_being_set_up_takes_nothing_back_a42() {
    let world = World::new().await;
    let mut browser = world.at_code().await;
    let mut phone = world.phone();
    phone.enrol(&browser.code().await).await;
    let reply = phone.call(Method::GET, "/push-mfa/device/activity", None).await;
    assert_eq!((reply.status, reply.code()), (403, "not_active"));
    let reply = revoke(&phone, &json!(support::phone::uuid())).await;
    assert_eq!((reply.status, reply.code()), (403, "not_active"));
}

#[tokio::test]
async fn an_administrators_session_ends_with_the_approval_too_a42() {
    let world = World::new().await;
    let root = "root@harbour.test";
    world.add(root, countersign_signin::Mfa::On, countersign_signin::Role::Admin);
    let (phone, mut admin) = world.administrator(root).await;
    assert_eq!(admin.get("/admin").await.path, "/admin");
    let cid = activity(&phone).await[0]["cid"].clone();
    assert_eq!(revoke(&phone, &cid).await.status, 200);
    assert_eq!(admin.get("/admin").await.path, "/admin/signin");
}
