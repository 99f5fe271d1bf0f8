//! The admin page: who may, what it changes, what the log tells.
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
use reqwest::Method;
use support::{ADMIN, IDA, NOW, PASSWORD, World, another};

#[tokio::test]
async fn an_administrator_switches_and_sees_a51() {
    let world = World::new().await;
    world.add("tom@harbour.test", Mfa::Off, Role::User);
    let mut admin = world.admin().await;
    let state = |page: &support::Page| {
        let (_, rest) = page.text.split_once("data-user=\"tom@harbour.test\"").unwrap();
        let (_, rest) = rest.split_once(">MFA ").unwrap();
        rest.split('<').next().unwrap().to_owned()
    };
    assert_eq!(state(&admin.get("/admin").await), "off");
    let page = admin.post("/admin/mfa", &[("user", "tom@harbour.test"), ("mfa", "on")]).await;
    assert_eq!(state(&page), "on");
    let mut browser = world.browser();
    browser.sign_in("tom@harbour.test", PASSWORD).await;
    browser.post("/signin/more-info", &[]).await;
    browser.post("/signin/setup/app", &[]).await;
    browser.post("/signin/setup/prepare", &[]).await;
    let mut phone = world.phone();
    phone.enrol(&browser.code().await).await;
    assert_eq!(state(&admin.get("/admin").await), "on");
    let page = browser.post("/signin/setup/scan", &[]).await;
    let request = phone.only_request().await;
    assert_eq!(phone.approve(&request, &page.number()).await.status, 200);
    let page = admin.get("/admin").await;
    assert_eq!(state(&page), "enforced");
    assert!(page.has("core/0.1.0; test/0.1.0"));
}

/// A page that stood open since the phone was there, or a second click.
#[tokio::test]
async fn switching_it_on_again_lets_no_password_set_up_a_phone_a51() {
    let world = World::new().await;
    let (phone, _) = world.signed_in().await;
    let mut admin = world.admin().await;
    assert_eq!(phone.call(Method::DELETE, "/push-mfa/device", None).await.status, 200);
    let page = admin.post("/admin/mfa", &[("user", IDA), ("mfa", "on")]).await;
    assert!(page.has(">MFA enforced<"), "{}", page.text);
    let page = world.browser().sign_in(IDA, PASSWORD).await;
    assert!(page.path != "/signin/more-info" && page.has("Your account is protected"));
    let page = admin.get("/admin").await;
    assert!(page.has(">Refused: no phone<") && !page.has(">Refused: blocked<"), "{}", page.text);
}

#[tokio::test]
async fn forgotten_browsers_are_asked_again_a53() {
    let world = World::new().await;
    let (_, mut browser) = world.set_up().await;
    browser.post("/signin/stay", &[("stay", "yes")]).await;
    let mut admin = world.admin().await;
    assert!(admin.get("/admin").await.has("Firefox 140 · Windows"));
    admin.post("/admin/forget-browsers", &[("user", IDA)]).await;
    browser.restart();
    assert_eq!(browser.sign_in(IDA, PASSWORD).await.path, "/signin/number");
}

#[tokio::test]
async fn the_log_tells_what_happened_and_no_secret_a54() {
    let world = World::new().await;
    let (phone, mut browser) = world.set_up().await;
    browser.post("/signin/stay", &[("stay", "yes")]).await;
    browser.restart();
    browser.sign_in(IDA, PASSWORD).await;
    let mut numbers = Vec::new();
    let (_, number) = world.at_number().await;
    phone.approve(&phone.only_request().await, &number).await;
    numbers.push(number);
    let (_, number) = world.at_number().await;
    phone.approve(&phone.only_request().await, &another(&number)).await;
    numbers.push(number);
    world.advance(10);
    let (_, number) = world.at_number().await;
    world.advance(60 + 20);
    numbers.push(number);
    world.at_number().await;
    phone.deny(&phone.only_request().await, "unknown_trigger").await;
    phone.report(serde_json::Value::Null).await;
    let mut admin = world.admin().await;
    let page = admin.get("/admin").await;
    let (_, log) = page.text.split_once("<tbody>").unwrap();
    let log = log.split_once("</tbody>").unwrap().0;
    for word in ["Approved", "Denied", "Reported", "Wrong number", "Expired", "Remembered"] {
        let row = log.split("<tr>").find(|row| row.contains(&format!(">{word}<")));
        let row = row.unwrap_or_else(|| panic!("{word} is not in {log}"));
        assert!(row.contains("2025-11-24T16:"), "{row}");
        if word != "Remembered" {
            assert!(row.contains("Ida&#39;s phone") || row.contains("Ida's phone"), "{row}");
            assert!(row.contains("core/0.1.0; test/0.1.0"), "{row}");
        }
    }
    for secret in [&phone.token, &phone.secret, &phone.credential, &phone.device] {
        assert!(!log.contains(secret.as_str()));
    }
    let cells: Vec<&str> = log.split(['<', '>']).map(str::trim).collect();
    assert!(!cells.iter().any(|cell| numbers.iter().any(|number| number == cell)));
}

#[tokio::test]
async fn an_administrator_with_a_phone_is_asked_too() {
    let world = World::new().await;
    world.add("root@harbour.test", Mfa::On, Role::Admin);
    let mut browser = world.browser();
    browser.get("/admin").await;
    let fields = [("user", "root@harbour.test"), ("password", PASSWORD)];
    let page = browser.post("/admin/signin", &fields).await;
    assert_eq!(page.path, "/signin/more-info");
    browser.post("/signin/more-info", &[]).await;
    browser.post("/signin/setup/app", &[]).await;
    browser.post("/signin/setup/prepare", &[]).await;
    let mut phone = world.phone();
    phone.enrol(&browser.code().await).await;
    let page = browser.post("/signin/setup/scan", &[]).await;
    let request = phone.only_request().await;
    assert_eq!(request["clientName"], "Administration");
    phone.approve(&request, &page.number()).await;
    browser.get("/signin").await;
    browser.post("/signin/setup/done", &[]).await;
    let page = browser.post("/signin/stay", &[("stay", "no")]).await;
    assert_eq!(page.path, "/admin");
    assert!(page.has("root@harbour.test"));
}

#[tokio::test]
async fn people_without_the_role_do_not_see_the_admin_page() {
    let world = World::new().await;
    world.add("tom@harbour.test", Mfa::Off, Role::User);
    let mut browser = world.browser();
    browser.get("/admin").await;
    let fields = [("user", "tom@harbour.test"), ("password", PASSWORD)];
    let page = browser.post("/admin/signin", &fields).await;
    assert_eq!(page.path, "/admin/signin");
    assert_eq!(browser.get("/admin").await.path, "/admin/signin");
    let page = browser.post("/admin/mfa", &[("user", ADMIN), ("mfa", "off")]).await;
    assert_eq!(page.path, "/admin/signin");
}

#[tokio::test]
async fn a_phone_hears_that_mfa_was_switched_off_and_on_again_a51() {
    let world = World::new().await;
    let (phone, _) = world.set_up().await;
    let mut admin = world.admin().await;
    assert_eq!(phone.list().await.body["countersign"]["account"], "active");
    for (mfa, account) in [("off", "off"), ("on", "active")] {
        admin.post("/admin/mfa", &[("user", IDA), ("mfa", mfa)]).await;
        assert_eq!(phone.list().await.body["countersign"]["account"], account);
    }
}
