//! Whoever knows a password cannot ring a phone again and again.
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

use std::collections::BTreeSet;

use countersign_signin::{Config, Organisation};
use serde_json::json;
use support::{Browser, Folder, IDA, NOW, PASSWORD, Page, Phone, World, another};

/// The seconds that a waiting page counts down.
fn wait(page: &Page) -> u64 {
    assert_eq!(page.path, "/signin/waiting", "{}", page.text);
    let Some((_, rest)) = page.text.split_once("data-countdown=\"") else {
        assert!(page.has("Send the request") && page.has("can be sent now"), "{}", page.text);
        // Nobody is told to wait who need not.
        assert!(page.has("<h1>You can go on</h1>") && !page.has("One moment"), "{}", page.text);
        return 0;
    };
    assert!(page.has("One moment") && page.has("Cancel") && !page.has("Send the request"));
    rest.split('"').next().unwrap().parse().unwrap()
}

async fn sign_in(world: &World) -> (Browser, Page) {
    let mut browser = world.browser();
    let page = browser.sign_in(IDA, PASSWORD).await;
    (browser, page)
}

#[tokio::test]
async fn after_a_denial_the_next_request_waits_twice_as_long_each_time_a39() {
    let world = World::new().await;
    let (mut phone, _) = world.set_up().await;
    let mut waits = Vec::new();
    let (mut browser, mut page) = sign_in(&world).await;
    for _ in 0..6 {
        assert_eq!(page.path, "/signin/number");
        phone.fetch_token().await;
        let request = phone.only_request().await;
        assert_eq!(phone.deny(&request, "unknown_trigger").await.status, 200);
        (browser, page) = sign_in(&world).await;
        let left = wait(&page);
        waits.push(left);
        assert!(phone.requests().await.is_empty(), "nothing is sent");
        assert_eq!(browser.news("/signin/events", "").await["status"], "WAITING");
        world.advance(left - 1);
        assert_eq!(wait(&browser.post("/signin/waiting", &[]).await), 1, "not a second earlier");
        world.advance(1);
        assert_eq!(browser.news("/signin/events", "").await["status"], "READY");
        assert_eq!(wait(&browser.get("/signin").await), 0);
        phone.fetch_token().await;
        assert!(phone.requests().await.is_empty(), "looking sends nothing either");
        page = browser.post("/signin/waiting", &[]).await;
    }
    assert_eq!(waits, [10, 20, 40, 80, 160, 320]);
    // The owner's own approval ends it.
    let reply = phone.approve(&phone.only_request().await, &page.number()).await;
    assert_eq!(reply.status, 200);
    assert_eq!(browser.get("/signin").await.path, "/signin/stay");
    let (_, page) = sign_in(&world).await;
    phone.deny(&phone.only_request().await, "cancelled").await;
    assert_eq!(page.path, "/signin/number");
    assert_eq!(wait(&sign_in(&world).await.1), 10);
}

/// As soon as the service allows, each request takes the place of the one before.
#[tokio::test]
async fn ten_unanswered_requests_take_85_minutes_a40() {
    let world = World::new().await;
    let (mut phone, _) = world.set_up().await;
    let (mut attacker, mut page) = sign_in(&world).await;
    let (first, mut seen) = (world.now(), BTreeSet::new());
    loop {
        phone.fetch_token().await;
        seen.extend(phone.requests().await.iter().map(|request| request["cid"].to_string()));
        if seen.len() == 10 {
            break;
        }
        page = match page.path.as_str() {
            "/signin/number" => {
                let later = page.text.split_once("data-later=\"");
                let left =
                    later.map_or(0, |(_, rest)| rest.split('"').next().unwrap().parse().unwrap());
                world.advance(left);
                attacker.post("/signin/number/send-again", &[]).await
            }
            "/signin/waiting" => {
                world.advance(wait(&page));
                attacker.post("/signin/waiting", &[]).await
            }
            "/signin/ended" => attacker.post("/signin/number/send-again", &[]).await,
            // The password has carried it long enough.
            _ => attacker.sign_in(IDA, PASSWORD).await,
        };
    }
    assert!(world.now() - first >= 85 * 60, "{} s", world.now() - first);
}

#[tokio::test]
async fn one_sign_in_takes_over_at_once_and_no_third() {
    let world = World::new().await;
    let (phone, _) = world.set_up().await;
    let (mut first, page) = sign_in(&world).await;
    assert!(page.has("Send again</button>") && !page.has("data-later"));
    let old = phone.only_request().await;
    let (mut second, page) = sign_in(&world).await;
    assert_eq!(page.path, "/signin/number");
    assert!(page.has("data-later=\"30\""), "{}", page.text);
    let new = phone.only_request().await;
    assert_ne!(old["cid"], new["cid"]);
    assert!(first.get("/signin").await.has("A newer sign-in took over"));
    // A third one waits, and what the second shows stays good.
    assert_eq!(wait(&sign_in(&world).await.1), 30);
    let number = page.number();
    let page = second.post("/signin/number/send-again", &[]).await;
    assert_eq!((page.path.as_str(), page.number()), ("/signin/number", number.clone()));
    assert_eq!(phone.only_request().await["cid"], new["cid"]);
    assert_eq!(phone.approve(&new, &number).await.status, 200);
    assert_eq!(second.get("/signin").await.path, "/signin/stay");
}

#[tokio::test]
async fn a_cancelled_a_lapsed_and_a_mistyped_request_make_the_next_wait() {
    let world = World::new().await;
    let (phone, _) = world.set_up().await;
    let (mut browser, _) = sign_in(&world).await;
    world.advance(9);
    browser.post("/signin/cancel", &[]).await;
    let (mut browser, page) = sign_in(&world).await;
    assert_eq!(wait(&page), 10);
    assert!(browser.post("/signin/cancel", &[]).await.has("You cancelled this sign-in"));

    world.advance(10);
    let (mut browser, page) = sign_in(&world).await;
    phone.approve(&phone.only_request().await, &another(&page.number())).await;
    assert!(browser.get("/signin").await.has("That was not the number"));
    assert_eq!(wait(&sign_in(&world).await.1), 20);

    // It lapsed when its time was over, not when somebody looks.
    world.advance(20);
    let (mut browser, page) = sign_in(&world).await;
    assert_eq!(page.path, "/signin/number");
    world.advance(60 + 39);
    let page = browser.get("/signin").await;
    assert!(page.has("We did not hear from you"));
    assert_eq!(wait(&browser.post("/signin/number/send-again", &[]).await), 1);
    world.advance(1);
    assert_eq!(browser.post("/signin/waiting", &[]).await.path, "/signin/number");
}

#[tokio::test]
async fn a_try_out_is_none_of_them_and_waits_for_none() {
    let world = World::new().await;
    let mut browser = world.at_code().await;
    let mut phone = world.phone();
    phone.enrol(&browser.code().await).await;
    browser.post("/signin/setup/scan", &[]).await;
    for _ in 0..2 {
        phone.deny(&phone.only_request().await, "unknown_trigger").await;
        let page = browser.post("/signin/setup/try-again", &[]).await;
        assert_eq!(page.path, "/signin/setup/try");
    }
    let page = browser.get("/signin").await;
    assert_eq!(phone.approve(&phone.only_request().await, &page.number()).await.status, 200);
    assert_eq!(sign_in(&world).await.1.path, "/signin/number");
}

#[tokio::test]
async fn a_restart_of_the_service_ends_no_wait_and_a_day_without_requests_does() {
    let folder = Folder::new();
    let organisation = Organisation::in_folder(&folder.0).unwrap();
    let config = Config { data: Some(folder.0.clone()), organisation, ..Config::default() };
    let world = World::with(config.clone()).await;
    let (phone, _) = world.set_up().await;
    for wait in [10, 20, 40] {
        sign_in(&world).await;
        phone.deny(&phone.only_request().await, "unknown_trigger").await;
        world.advance(wait);
    }
    sign_in(&world).await;
    phone.deny(&phone.only_request().await, "unknown_trigger").await;
    let World { running, clock } = world;
    running.stop().await;
    let world = World { running: support::start(config, &clock).await, clock };
    assert_eq!(wait(&sign_in(&world).await.1), 80);
    world.advance(24 * 3600);
    let (mut browser, page) = sign_in(&world).await;
    assert_eq!(page.path, "/signin/number");
    browser.post("/signin/cancel", &[]).await;
    assert_eq!(wait(&sign_in(&world).await.1), 10);
}
