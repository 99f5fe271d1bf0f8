//! Another way: a one-time code of the app in place of the number.
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

use countersign_signin::{Config, Mfa, Organisation, Role};
use serde_json::json;
use support::{Browser, Folder, IDA, PASSWORD, Page, Phone, World};

/// A new browser on the page for codes.
async fn at_code_page(world: &World) -> Browser {
    let mut browser = world.browser();
    let page = browser.sign_in(IDA, PASSWORD).await;
    assert!(page.has("Another way") || page.has("Use a code"), "{}", page.text);
    let page = browser.post("/signin/another-way", &[]).await;
    assert_eq!(page.path, "/signin/code", "{}", page.text);
    browser
}

async fn enter(browser: &mut Browser, code: &str) -> Page {
    browser.post("/signin/code", &[("code", code)]).await
}

fn wrong(phone: &Phone) -> String {
    let right: Vec<String> = (-1..=1).map(|steps| phone.code(steps)).collect();
    let all = ["000000", "111111", "222222", "333333"].map(str::to_owned);
    all.into_iter().find(|code| !right.contains(code)).unwrap()
}

async fn log(world: &World) -> String {
    let page = world.admin().await.get("/admin").await;
    page.text.split_once("<tbody>").unwrap().1.to_owned()
}

#[tokio::test]
async fn a_code_of_the_app_signs_in_where_the_phone_has_no_network_a27() {
    let world = World::new().await;
    let (phone, _) = world.set_up().await;
    let mut browser = world.browser();
    let page = browser.sign_in(IDA, PASSWORD).await;
    assert!(page.has("Another way"), "{}", page.text);
    let number = page.number();
    let request = phone.only_request().await;
    let page = browser.post("/signin/another-way", &[]).await;
    assert!(page.has("Use a code") && page.has("Open Countersign") && page.has("Harbour Bank"));
    assert!(page.has("one-time-code") && page.has("Back") && page.has("Cancel"));
    // As people copy it.
    let code = phone.code(0);
    let page = enter(&mut browser, &format!("{} {}", &code[..3], &code[3..])).await;
    assert_eq!(page.path, "/signin/stay", "{}", page.text);
    // What the phone was asked is over.
    assert!(phone.requests().await.is_empty());
    assert_eq!(phone.approve(&request, &number).await.code(), "cancelled");
    let page = browser.post("/signin/stay", &[("stay", "yes")]).await;
    assert!(page.path == "/mail" && page.has(IDA) && page.has("With <bdi>Ida"));
    browser.restart();
    assert_eq!(browser.sign_in(IDA, PASSWORD).await.path, "/mail", "remembered as after a number");
    let log = log(&world).await;
    let line = log.split("<tr>").find(|row| row.contains(">Code accepted<")).unwrap();
    assert!(line.contains("phone") && !log.contains(&code), "{line}");
}

#[tokio::test]
async fn the_code_before_and_after_are_taken_and_no_other_a27() {
    let world = World::new().await;
    let (phone, _) = world.set_up().await;
    for (steps, path) in [(-2, "/signin/code"), (2, "/signin/code"), (-1, "/signin/stay")] {
        let mut browser = at_code_page(&world).await;
        assert_eq!(enter(&mut browser, &phone.code(steps)).await.path, path, "{steps}");
        world.advance(4000);
    }
    let mut browser = at_code_page(&world).await;
    assert_eq!(enter(&mut browser, &phone.code(1)).await.path, "/signin/stay");
}

#[tokio::test]
async fn a_code_is_used_once_by_whomever_and_the_log_tells_of_the_second_time_a28_a54() {
    let folder = Folder::new();
    let organisation = Organisation::in_folder(&folder.0).unwrap();
    let config = Config { data: Some(folder.0.clone()), organisation, ..Config::default() };
    let world = World::with(config.clone()).await;
    let (phone, _) = world.set_up().await;
    let mut browser = at_code_page(&world).await;
    let code = phone.code(0);
    assert_eq!(enter(&mut browser, &code).await.path, "/signin/stay");
    // Somebody who looked on, in another browser, and the same window of time; a restart helps nobody.
    let World { running, clock } = world;
    running.stop().await;
    let world = World { running: support::start(config, &clock).await, clock };
    world.advance(29);
    let mut other = at_code_page(&world).await;
    let page = enter(&mut other, &code).await;
    assert_eq!(page.path, "/signin/code");
    assert!(page.has("This code was already used"), "{}", page.text);
    assert_eq!(other.get("/mail").await.path, "/signin/code");
    // The one before it was never used, and is older than what was.
    let before = support::phone::code(&phone.seed, phone.now() as i64 / 30 - 1);
    if before != code {
        assert!(enter(&mut other, &before).await.has("This code was already used"));
    }
    let log = log(&world).await;
    assert!(log.contains(">Code reused<") && !log.contains(&code), "{log}");
    // The next one is good.
    world.advance(30);
    assert_eq!(enter(&mut other, &phone.code(0)).await.path, "/signin/stay");
}

#[tokio::test]
async fn wrong_codes_of_all_browsers_count_together_a28() {
    let world = World::new().await;
    let (phone, _) = world.set_up().await;
    let mut browser = at_code_page(&world).await;
    // What is no code is no guess.
    for _ in 0..5 {
        assert!(enter(&mut browser, "12345").await.has("Type the six digits"));
    }
    for _ in 0..2 {
        let page = enter(&mut browser, &wrong(&phone)).await;
        assert!(page.has("This code is not right"), "{}", page.text);
        world.advance(4000);
        browser = at_code_page(&world).await;
    }
    assert!(enter(&mut browser, &wrong(&phone)).await.has("data-countdown=\"1\""));
    let mut waits = Vec::new();
    for _ in 0..4 {
        let mut other = at_code_page(&world).await;
        let page = other.get("/signin/code").await;
        let (_, rest) = page.text.split_once("data-countdown=\"").expect("it counts down");
        let left: u64 = rest.split('"').next().unwrap().parse().unwrap();
        waits.push(left);
        // Not even the right one is looked at, and it is not used up.
        let page = enter(&mut other, &phone.code(0)).await;
        assert!(page.path == "/signin/code" && page.has("Wrong codes were typed several times"));
        world.advance(left);
        enter(&mut other, &wrong(&phone)).await;
    }
    assert_eq!(waits, [1, 2, 4, 8]);
    world.advance(16);
    let mut browser = at_code_page(&world).await;
    assert_eq!(enter(&mut browser, &phone.code(0)).await.path, "/signin/stay");
    // The right one ends the row.
    world.advance(4000);
    let mut browser = at_code_page(&world).await;
    assert!(enter(&mut browser, &wrong(&phone)).await.has("This code is not right"));
}

#[tokio::test]
async fn after_a_hundred_wrong_codes_it_has_to_help_a28() {
    let folder = Folder::new();
    let organisation = Organisation::in_folder(&folder.0).unwrap();
    let config = Config { data: Some(folder.0.clone()), organisation, ..Config::default() };
    let world = World::with(config).await;
    let (phone, _) = world.set_up().await;
    let db = rusqlite::Connection::open(folder.0.join("signin.sqlite")).unwrap();
    db.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
    db.execute("UPDATE users SET wrong_codes = 99, wrong_code_at = 1", []).unwrap();
    let mut browser = at_code_page(&world).await;
    let page = enter(&mut browser, &wrong(&phone)).await;
    assert!(page.has("until IT has talked to you") && page.has("Call IT"), "{}", page.text);
    world.advance(1000);
    let page = enter(&mut browser, &phone.code(0)).await;
    assert!(page.path == "/signin/code" && page.has("until IT has talked to you"));
    let mut admin = world.admin().await;
    assert!(admin.get("/admin").await.has("Codes are refused</strong> after a hundred"));
    admin.post("/admin/resume", &[("user", IDA), ("reason", "talked to Ida")]).await;
    browser.get("/signin").await;
    assert_eq!(enter(&mut browser, &phone.code(0)).await.path, "/signin/stay");
}

#[tokio::test]
async fn a_code_ends_the_pause_after_wrong_numbers_a41() {
    let world = World::new().await;
    let (mut phone, _) = world.set_up().await;
    for _ in 0..3 {
        let mut browser = world.browser();
        let page = browser.sign_in(IDA, PASSWORD).await;
        phone.fetch_token().await;
        let request = phone.only_request().await;
        phone.approve(&request, &support::another(&page.number())).await;
        world.advance(3600);
    }
    let mut browser = world.browser();
    let page = browser.sign_in(IDA, PASSWORD).await;
    assert!(page.has("Requests to your phone are paused") && page.has("Use a code from the app"));
    assert!(page.has("Get help") && page.has("Use a code</button>"), "{}", page.text);
    let page = browser.post("/signin/another-way", &[]).await;
    assert_eq!(page.path, "/signin/code");
    let page = browser.post("/signin/code/back", &[]).await;
    assert!(page.has("Requests to your phone are paused"));
    browser.post("/signin/another-way", &[]).await;
    assert!(enter(&mut browser, &wrong(&phone)).await.has("not right"));
    phone.fetch_token().await;
    assert_eq!(phone.list().await.body["countersign"]["account"], "paused");
    assert_eq!(enter(&mut browser, &phone.code(0)).await.path, "/signin/stay");
    assert_eq!(phone.list().await.body["countersign"]["account"], "active");
    assert!(log(&world).await.contains("Requests resumed"));
    assert_eq!(world.browser().sign_in(IDA, PASSWORD).await.path, "/signin/number");
}

#[tokio::test]
async fn the_phone_still_answers_while_a_code_is_asked_for() {
    let world = World::new().await;
    let (phone, _) = world.set_up().await;
    let mut browser = world.browser();
    let number = browser.sign_in(IDA, PASSWORD).await.number();
    browser.post("/signin/another-way", &[]).await;
    assert_eq!(browser.news("/signin/events", "").await["status"], "CODE");
    // Back to the same number.
    let page = browser.post("/signin/code/back", &[]).await;
    assert_eq!((page.path.as_str(), page.number()), ("/signin/number", number.clone()));
    browser.post("/signin/another-way", &[]).await;
    assert_eq!(phone.approve(&phone.only_request().await, &number).await.status, 200);
    assert_eq!(browser.get("/signin").await.path, "/signin/stay");

    // "No, it's not me" ends it, whatever page the browser is on.
    let mut browser = at_code_page(&world).await;
    phone.deny(&phone.only_request().await, "unknown_trigger").await;
    let page = enter(&mut browser, &phone.code(0)).await;
    assert!(page.has("You said it was not you"), "{}", page.text);

    // A report even more.
    world.advance(10);
    let mut browser = at_code_page(&world).await;
    phone.report(serde_json::Value::Null).await;
    let page = enter(&mut browser, &phone.code(0)).await;
    assert!(page.has("Your account is protected"), "{}", page.text);

    // Cancelled there, it is over.
    let mut admin = world.admin().await;
    admin.post("/admin/unblock", &[("user", IDA), ("reason", "talked")]).await;
    let mut browser = at_code_page(&world).await;
    assert!(browser.post("/signin/cancel", &[]).await.has("You cancelled this sign-in"));
    assert!(phone.requests().await.is_empty());
}

#[tokio::test]
async fn a_code_is_taken_from_phones_in_use_of_its_account_only() {
    let world = World::new().await;
    world.add("eve@harbour.test", Mfa::On, Role::User);
    let mut browser = world.at_code().await;
    let mut phone = world.phone();
    phone.enrol(&browser.code().await).await;
    // A phone that has not passed its try-out opens nothing.
    for path in ["/signin/another-way", "/signin/code"] {
        let page = browser.post(path, &[("code", &phone.code(0))]).await;
        assert_eq!(page.path, "/signin/setup/scan", "{path}");
    }
    let (ida, _) = {
        browser.post("/signin/restart", &[]).await;
        world.set_up().await
    };
    assert_ne!(ida.seed, phone.seed);
    let mut browser = at_code_page(&world).await;
    assert!(enter(&mut browser, &phone.code(0)).await.has("not right"), "its set-up was given up");
    let gone = ida.call(reqwest::Method::DELETE, "/push-mfa/device", None).await;
    assert_eq!(gone.status, 200);
    let page = enter(&mut browser, &ida.code(0)).await;
    assert_ne!(page.path, "/signin/stay", "nor does one that was removed");
}

#[tokio::test]
async fn the_identical_completion_gets_the_same_seed() {
    let world = World::new().await;
    let mut browser = world.at_code().await;
    let mut phone = world.phone();
    phone.open(&browser.code().await).await;
    let features = json!(["report", "unlink", "match", "manual", "activity", "otp"]);
    assert_eq!(phone.offer["countersign"]["features"], features);
    phone.fetch_token().await;
    let completion = phone.completion();
    let first = phone.complete(&completion).await;
    assert_eq!(phone.complete(&completion).await, first);
    phone.enrolled(&first);
}
