//! The guide's steps over plain HTTP: forms without scripts, and a phone that is not the core.
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
use serde_json::json;
use support::{IDA, NOW, PASSWORD, World, another};

#[tokio::test]
async fn a_switched_on_account_is_led_through_the_set_up_a01_a03_a11_a13() {
    let world = World::new().await;
    let mut browser = world.browser();
    let page = browser.sign_in(IDA, PASSWORD).await;
    assert_eq!(page.path, "/signin/more-info");
    assert!(page.has("More information required"));
    let page = browser.post("/signin/more-info", &[]).await;
    assert!(page.has("Start by getting the app") && page.has("Download now"));
    assert!(page.has("App Store") && page.has("Google Play"));
    let page = browser.get("/signin/setup/app?show=qr").await;
    assert!(page.has("/signin/setup/app/qr.png"));
    browser.post("/signin/setup/app", &[]).await;
    let page = browser.post("/signin/setup/prepare", &[]).await;
    assert!(page.has("Scan this QR code"));

    let page = browser.post("/signin/setup/scan", &[]).await;
    assert!(page.has("We have not seen your phone yet"), "{}", page.text);

    let mut phone = world.phone();
    phone.enrol(&browser.code().await).await;
    assert_eq!(phone.offer["username"], IDA);
    assert_eq!(phone.offer["countersign"]["organisation"], "Harbour Bank");
    assert_eq!(phone.list().await.body["countersign"]["account"], "tryout_pending");
    assert!(phone.requests().await.is_empty());

    let page = browser.post("/signin/setup/scan", &[]).await;
    assert!(page.has("try it out") && page.has("Ida&#39;s phone") || page.has("Ida's phone"));
    let number = page.number();
    let request = phone.only_request().await;
    assert_eq!(request["purpose"], "tryout");
    let reply = phone.approve(&request, &number).await;
    assert_eq!((reply.status, reply.body), (200, json!({"status": "approved"})));
    assert_eq!(phone.list().await.body["countersign"]["account"], "active");

    let page = browser.get("/signin/setup/try").await;
    assert_eq!(page.path, "/signin/setup/done");
    assert!(page.has("Success") && page.has("90 days"));
    let page = browser.post("/signin/setup/done", &[]).await;
    assert!(page.has("Stay signed in?"));
    let page = browser.post("/signin/stay", &[("stay", "no")]).await;
    assert_eq!(page.path, "/mail");
    assert!(page.has(IDA));
}

#[tokio::test]
async fn a_switched_off_account_sees_no_set_up_a02() {
    let world = World::new().await;
    world.add("tom@harbour.test", Mfa::Off, Role::User);
    let page = world.browser().sign_in("Tom@harbour.test", PASSWORD).await;
    assert_eq!(page.path, "/mail");
    assert!(page.has("tom@harbour.test"));
}

#[tokio::test]
async fn a_wrong_password_says_nothing_about_who_exists() {
    let world = World::new().await;
    let known = world.browser().sign_in(IDA, "wrong").await;
    let unknown = world.browser().sign_in("nobody@harbour.test", "wrong").await;
    let words = |page: &support::Page, name: &str| {
        let text = page.text.replace(name, "NAME");
        let (before, rest) = text.split_once("name=\"csrf\" value=\"").unwrap();
        format!("{before}{}", rest.split_once('"').unwrap().1)
    };
    assert_eq!(words(&known, IDA), words(&unknown, "nobody@harbour.test"));
}

#[tokio::test]
async fn the_right_number_signs_the_browser_in_a18_a19_a21() {
    let world = World::new().await;
    let (phone, _) = world.set_up().await;
    let (mut browser, number) = world.at_number().await;
    let page = browser.get("/signin/number").await;
    assert!(page.has(IDA) && page.has("Mail") && page.has("60 s left"));
    let request = phone.only_request().await;
    for (name, value) in [
        ("purpose", json!("login")),
        ("clientId", json!("mail")),
        ("clientName", json!("Mail")),
        ("username", json!(IDA)),
        ("ipAddress", json!("127.0.0.1")),
        ("location", json!("Utrecht, Netherlands")),
        ("country", json!("NL")),
        ("browser", json!("Firefox 140")),
        ("os", json!("Windows")),
        ("createdAt", json!(NOW)),
        ("expiresAt", json!(NOW + 60)),
        ("userVerification", json!({"type": "pin", "pinLength": 2})),
    ] {
        assert_eq!(request[name], value, "{name}");
    }
    let waiting = browser.clone();
    let news = tokio::spawn(async move { waiting.news("/signin/events", "PENDING").await });
    let reply = phone.approve(&request, &number).await;
    assert_eq!((reply.status, reply.body), (200, json!({"status": "approved"})));
    assert_eq!(news.await.unwrap()["status"], "APPROVED");
    assert!(phone.requests().await.is_empty());
    let page = browser.get("/signin").await;
    assert!(page.has("Stay signed in?"));
    let page = browser.post("/signin/stay", &[("stay", "no")]).await;
    assert_eq!(page.path, "/mail");
    assert!(page.has(IDA) && page.has("With <bdi>Ida"));
}

#[tokio::test]
async fn a_wrong_number_ends_the_request_for_good_a20() {
    let world = World::new().await;
    let (phone, _) = world.set_up().await;
    let (mut browser, number) = world.at_number().await;
    let request = phone.only_request().await;
    let reply = phone.approve(&request, &another(&number)).await;
    assert_eq!((reply.status, reply.code()), (403, "wrong_number"));
    assert_eq!(reply.body["mismatches"], 1);
    assert_eq!(reply.body["paused"], false);
    let reply = phone.approve(&request, &number).await;
    assert_eq!((reply.status, reply.code()), (400, "already_resolved"));
    assert_eq!(reply.body["status"], "WRONG_NUMBER");
    let page = browser.get("/signin/number").await;
    assert!(page.has("That was not the number"));
    assert_eq!(browser.get("/mail").await.path, "/signin/ended");
}

#[tokio::test]
async fn an_unanswered_request_lapses_a24() {
    let world = World::new().await;
    let (phone, _) = world.set_up().await;
    let (mut browser, number) = world.at_number().await;
    let request = phone.only_request().await;
    world.advance(59);
    assert_eq!(phone.requests().await.len(), 1);
    world.advance(1);
    assert!(phone.requests().await.is_empty());
    let reply = phone.approve(&request, &number).await;
    assert_eq!((reply.status, reply.code()), (400, "expired"));
    let page = browser.get("/signin/number").await;
    assert!(page.has("We did not hear from you") && page.has("Send another request"));
    world.advance(10);
    let page = browser.post("/signin/number/send-again", &[]).await;
    assert_eq!(page.path, "/signin/number");
    let request = phone.only_request().await;
    assert_eq!(phone.approve(&request, &page.number()).await.status, 200);
    assert_eq!(browser.get("/signin").await.path, "/signin/stay");
}

#[tokio::test]
async fn a_newer_sign_in_takes_over_a25() {
    let world = World::new().await;
    let (phone, _) = world.set_up().await;
    let (mut first, old_number) = world.at_number().await;
    let old = phone.only_request().await;
    let (mut second, new_number) = world.at_number().await;
    let new = phone.only_request().await;
    assert_ne!(old["cid"], new["cid"]);
    assert_eq!(new["requestsLastHour"], 2, "the try-out is none of them");
    for number in [&old_number, &new_number] {
        let reply = phone.approve(&old, number).await;
        assert_eq!((reply.status, reply.code()), (409, "superseded"));
    }
    assert!(first.get("/signin").await.has("A newer sign-in took over"));
    let reply = phone.approve(&new, &new_number).await;
    assert_eq!(reply.status, 200);
    assert_eq!(second.get("/signin").await.path, "/signin/stay");
    assert_eq!(first.get("/mail").await.path, "/signin/ended");
}

#[tokio::test]
async fn a_late_answer_after_supersession_is_no_wrong_number() {
    let world = World::new().await;
    let (phone, _) = world.set_up().await;
    let (_, number) = world.at_number().await;
    let old = phone.only_request().await;
    let (_, new_number) = world.at_number().await;
    assert_eq!(phone.approve(&old, &another(&number)).await.code(), "superseded");
    let new = phone.only_request().await;
    let reply = phone.approve(&new, &another(&new_number)).await;
    assert_eq!(reply.body["mismatches"], 1);
}

#[tokio::test]
async fn yes_is_remembered_for_90_days_from_the_approval_a31_a33() {
    let world = World::new().await;
    let (mut phone, mut browser) = world.set_up().await;
    world.advance(100);
    let page = browser.post("/signin/stay", &[("stay", "yes")]).await;
    assert_eq!(page.path, "/mail");
    assert!(page.has("22 February 2026"), "{}", page.text);
    browser.restart();
    assert_eq!(browser.sign_in(IDA, PASSWORD).await.path, "/mail");
    assert_eq!(world.browser().sign_in(IDA, PASSWORD).await.path, "/signin/number");
    // Not sliding: the sign-in in between does not move the end.
    world.advance(90 * 86_400 - 101);
    browser.restart();
    let page = browser.sign_in(IDA, PASSWORD).await;
    assert_eq!(page.path, "/mail");
    assert!(page.has("By this computer, which is remembered"));
    world.advance(1);
    browser.restart();
    let page = browser.sign_in(IDA, PASSWORD).await;
    assert_eq!(page.path, "/signin/number");
    phone.fetch_token().await;
    assert_eq!(phone.requests().await.len(), 1);
}

#[tokio::test]
async fn no_is_not_remembered_a32() {
    let world = World::new().await;
    let (_, mut browser) = world.set_up().await;
    let page = browser.post("/signin/stay", &[("stay", "no")]).await;
    assert_eq!(page.path, "/mail");
    browser.restart();
    assert!(browser.cookies.is_empty());
    assert_eq!(browser.sign_in(IDA, PASSWORD).await.path, "/signin/number");
}

#[tokio::test]
async fn a_remembered_browser_is_remembered_for_its_user_only() {
    let world = World::new().await;
    let (_, mut browser) = world.set_up().await;
    browser.post("/signin/stay", &[("stay", "yes")]).await;
    world.add("eve@harbour.test", Mfa::On, Role::User);
    browser.restart();
    assert_eq!(browser.sign_in("eve@harbour.test", PASSWORD).await.path, "/signin/more-info");
}

#[tokio::test]
async fn a_refused_request_signs_nobody_in_a36() {
    let world = World::new().await;
    let (phone, _) = world.set_up().await;
    let (mut browser, number) = world.at_number().await;
    let request = phone.only_request().await;
    let reply = phone.deny(&request, "unknown_trigger").await;
    assert_eq!((reply.status, reply.body), (200, json!({"status": "denied"})));
    assert_eq!(phone.approve(&request, &number).await.code(), "already_resolved");
    let page = browser.get("/signin/number").await;
    assert!(page.has("You said it was not you"));
    assert_eq!(browser.get("/mail").await.path, "/signin/ended");
}

#[tokio::test]
async fn a_report_blocks_until_it_lifts_it_a37_a38() {
    let world = World::new().await;
    let (phone, mut own) = world.set_up().await;
    own.post("/signin/stay", &[("stay", "yes")]).await;
    let (mut attacker, _) = world.at_number().await;
    let request = phone.only_request().await;
    phone.deny(&request, "unknown_trigger").await;
    assert!(attacker.get("/signin").await.has("You said it was not you"));
    world.advance(10);
    let (mut second, number) = world.at_number().await;
    let pending = phone.only_request().await;
    let reply = phone.report(request["cid"].clone()).await;
    assert_eq!(reply.status, 200, "{:?}", reply.body);
    assert_eq!(reply.body["status"], "locked_out");
    assert_eq!(reply.body["itContact"]["phone"], "+31 30 555 0100");

    // Sessions, remembered browsers and pending requests are over.
    assert_eq!(own.get("/mail").await.path, "/signin");
    assert!(second.get("/signin").await.has("Your account is protected"));
    assert_eq!(phone.approve(&pending, &number).await.code(), "blocked");
    let list = phone.list().await;
    assert_eq!(list.body["challenges"], json!([]));
    assert_eq!(list.body["countersign"]["account"], "blocked");

    // The right password leads nowhere, not even on the browser that was remembered.
    own.restart();
    assert!(own.sign_in(IDA, PASSWORD).await.has("Your account is protected"));
    assert!(phone.requests().await.is_empty());

    let mut admin = world.admin().await;
    let page = admin.get("/admin").await;
    assert!(page.has("Blocked after a report"));
    let page = admin.post("/admin/unblock", &[("user", IDA), ("reason", " ")]).await;
    assert!(page.has("Write down a reason") && page.has("Blocked after a report"));
    let page = admin.post("/admin/unblock", &[("user", IDA), ("reason", "talked to Ida")]).await;
    assert!(page.has("The account is unblocked.") && !page.has("Blocked after a report"));
    assert!(page.has("<bdi>admin@harbour.test</bdi>: <bdi>talked to Ida</bdi>"));
    own.restart();
    assert_eq!(own.sign_in(IDA, PASSWORD).await.path, "/signin/number", "forgotten by the report");
}

#[tokio::test]
async fn cancel_and_send_again() {
    let world = World::new().await;
    let (phone, _) = world.set_up().await;
    let (mut browser, number) = world.at_number().await;
    let first = phone.only_request().await;
    let page = browser.post("/signin/number/send-again", &[]).await;
    assert_eq!(phone.approve(&first, &number).await.code(), "superseded");
    let second = phone.only_request().await;
    let number = page.number();
    let page = browser.post("/signin/cancel", &[]).await;
    assert!(page.has("You cancelled this sign-in"));
    assert!(phone.requests().await.is_empty());
    assert_eq!(phone.approve(&second, &number).await.code(), "cancelled");
    let page = browser.post("/signin/restart", &[]).await;
    assert_eq!(page.path, "/signin");
    world.advance(30);
    assert_eq!(browser.sign_in(IDA, PASSWORD).await.path, "/signin/number");
}

#[tokio::test]
async fn signing_out_ends_the_session() {
    let world = World::new().await;
    let (_, mut browser) = world.set_up().await;
    browser.post("/signin/stay", &[("stay", "no")]).await;
    let stolen = browser.clone();
    assert_eq!(browser.post("/signin/sign-out", &[]).await.path, "/signin");
    assert_eq!({ stolen }.get("/mail").await.path, "/signin");
}

#[tokio::test]
async fn what_was_approved_before_a_report_is_worth_nothing_after_it_a37() {
    let world = World::new().await;
    let (phone, _) = world.set_up().await;
    let (mut browser, number) = world.at_number().await;
    let request = phone.only_request().await;
    assert_eq!(phone.approve(&request, &number).await.status, 200);
    assert_eq!(phone.report(request["cid"].clone()).await.status, 200);
    let mut admin = world.admin().await;
    admin.post("/admin/unblock", &[("user", IDA), ("reason", "talked to Ida")]).await;
    let page = browser.post("/signin/stay", &[("stay", "yes")]).await;
    assert_eq!(page.path, "/signin");
    assert_eq!(browser.get("/mail").await.path, "/signin");
}
