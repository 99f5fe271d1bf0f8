//! Administrators: what protects their page, and what they confirm before they change anything.
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

use countersign_signin::{Mfa, Role};
use support::{ADMIN, Browser, IDA, PASSWORD, World, another};

const ROOT: &str = "root@harbour.test";

async fn sign_in(browser: &mut Browser) -> support::Page {
    browser.get("/admin").await;
    browser.post("/admin/signin", &[("user", ROOT), ("password", PASSWORD)]).await
}

/// Everything that an administrator changes.
const CHANGES: [(&str, &[(&str, &str)]); 5] = [
    ("/admin/mfa", &[("user", IDA), ("mfa", "off")]),
    ("/admin/forget-browsers", &[("user", IDA)]),
    ("/admin/unblock", &[("user", IDA), ("reason", "talked to Ida")]),
    ("/admin/resume", &[("user", IDA), ("reason", "talked to Ida")]),
    ("/admin/pass", &[("user", IDA)]),
];

#[tokio::test]
async fn an_administrator_needs_a_phone_and_confirms_what_is_changed_a83() {
    let world = World::new().await;
    world.add(ROOT, Mfa::On, Role::Admin);
    let (mut idas, _) = world.set_up().await;
    let (mut phone, mut admin) = world.administrator(ROOT).await;
    // A quarter of an hour long nothing more is asked.
    world.advance(899);
    let page = admin.post("/admin/forget-browsers", &[("user", IDA)]).await;
    assert!(page.path == "/admin" && page.has("The browsers are forgotten."), "{}", page.text);
    world.advance(1);
    phone.fetch_token().await;
    for (path, fields) in CHANGES {
        let page = admin.get("/admin").await;
        assert!(page.has("<bdi>Ida&#39;s phone</bdi>"), "looking is free");
        let page = admin.post(path, fields).await;
        assert_eq!(page.path, "/admin/confirm", "{path}");
        let request = phone.only_request().await;
        assert_eq!(request["clientName"], "Administration");
        assert_eq!(admin.post("/admin/confirm/back", &[]).await.path, "/admin");
        assert!(phone.requests().await.is_empty());
        world.advance(160);
        phone.fetch_token().await;
    }
    idas.fetch_token().await;
    assert_eq!(idas.call(reqwest::Method::GET, "/x", None).await.status, 404, "still a phone");
    let log = admin.get("/admin").await;
    assert!(!log.has(">Switched off<") && !log.has(">One-time pass issued<"));

    admin.post("/admin/mfa", &[("user", IDA), ("mfa", "off")]).await;
    let page = admin.get("/admin/confirm").await;
    let request = phone.only_request().await;
    assert_eq!(phone.approve(&request, &page.number()).await.status, 200);
    assert_eq!(admin.news("/admin/confirm/events", "PENDING").await["status"], "APPROVED");
    let page = admin.get("/admin/confirm").await;
    assert!(page.path == "/admin" && page.has("Nothing was changed yet: do it again."));
    assert!(page.has(">MFA enforced<"), "an approval does nothing by itself");
    let page = admin.post("/admin/mfa", &[("user", IDA), ("mfa", "off")]).await;
    assert!(page.has("MFA is switched off."), "{}", page.text);
}

#[tokio::test]
async fn a_remembered_administrator_looks_and_confirms_before_a_change_a83() {
    let world = World::new().await;
    world.add(ROOT, Mfa::On, Role::Admin);
    let (phone, mut admin) = world.administrator(ROOT).await;
    admin.restart();
    assert_eq!(sign_in(&mut admin).await.path, "/admin");
    let number = admin.post("/admin/mfa", &[("user", IDA), ("mfa", "off")]).await.number();
    let request = phone.only_request().await;
    assert_eq!(phone.approve(&request, &another(&number)).await.code(), "wrong_number");
    let page = admin.get("/admin/confirm").await;
    assert!(page.has("Nothing was changed."), "{}", page.text);
    world.advance(10);
    let page = admin.post("/admin/mfa", &[("user", IDA), ("mfa", "off")]).await;
    assert_eq!(page.path, "/admin/confirm");
    phone.deny(&phone.only_request().await, "unknown_trigger").await;
    assert_eq!(admin.get("/admin").await.path, "/admin/signin", "it was not them");
    let log = world.admin().await.get("/admin").await;
    assert!(!log.has(">Switched off<"));
}

#[tokio::test]
async fn who_switches_it_on_for_themselves_is_led_through_the_set_up_a83() {
    let world = World::new().await;
    let mut admin = world.admin().await;
    let mut second = admin.clone();
    admin.post("/admin/mfa", &[("user", ADMIN), ("mfa", "on")]).await;
    // A password alone is not enough any more, for any of their sessions.
    for browser in [&mut admin, &mut second] {
        assert_eq!(browser.get("/admin").await.path, "/admin/signin");
        let page = browser.post("/admin/mfa", &[("user", ADMIN), ("mfa", "off")]).await;
        assert_eq!(page.path, "/admin/signin");
    }
    let fields = [("user", ADMIN), ("password", PASSWORD)];
    admin.get("/admin/signin").await;
    assert_eq!(admin.post("/admin/signin", &fields).await.path, "/signin/more-info");
    assert_eq!(admin.get("/admin").await.path, "/admin/signin");
    let mut other = world.browser();
    other.get("/admin").await;
    assert_eq!(other.post("/admin/signin", &fields).await.path, "/signin/more-info");
}

#[tokio::test]
async fn without_mfa_nothing_is_asked_of_an_administrator_a83() {
    let world = World::new().await;
    world.set_up().await;
    let mut admin = world.admin().await;
    world.advance(3600);
    let page = admin.post("/admin/forget-browsers", &[("user", IDA)]).await;
    assert!(page.has("The browsers are forgotten."), "{}", page.text);
}

#[tokio::test]
async fn the_confirmation_of_one_session_is_not_anothers_a83() {
    let world = World::new().await;
    world.add(ROOT, Mfa::On, Role::Admin);
    let (phone, mut first) = world.administrator(ROOT).await;
    let mut second = world.browser();
    let page = sign_in(&mut second).await;
    assert_eq!(page.path, "/signin/number");
    phone.approve(&phone.only_request().await, &page.number()).await;
    second.get("/signin").await;
    assert_eq!(second.post("/signin/stay", &[("stay", "no")]).await.path, "/admin");
    world.advance(900);
    let mut phone = phone;
    phone.fetch_token().await;
    let number = first.post("/admin/forget-browsers", &[("user", IDA)]).await.number();
    phone.approve(&phone.only_request().await, &number).await;
    assert!(first.get("/admin/confirm").await.has("Confirmed for 15 minutes."));
    let page = second.post("/admin/forget-browsers", &[("user", IDA)]).await;
    assert_eq!(page.path, "/admin/confirm");
}
