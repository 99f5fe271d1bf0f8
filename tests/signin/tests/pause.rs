//! Three wrong numbers in a row pause the requests of an account.
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

use countersign_signin::{Config, Organisation};
use serde_json::json;
use support::{Folder, IDA, PASSWORD, Phone, Reply, World, another};

/// A sign-in whose number is mistyped; what the phone is told, and where the browser ends.
async fn mistyped(world: &World, phone: &mut Phone) -> (Reply, support::Browser) {
    let mut browser = world.browser();
    let mut page = browser.sign_in(IDA, PASSWORD).await;
    if page.path == "/signin/waiting" {
        world.advance(3600);
        page = browser.sign_in(IDA, PASSWORD).await;
        if page.path == "/signin/waiting" {
            page = browser.post("/signin/waiting", &[]).await;
        }
    }
    assert_eq!(page.path, "/signin/number", "{}", page.text);
    phone.fetch_token().await;
    let request = phone.only_request().await;
    (phone.approve(&request, &another(&page.number())).await, browser)
}

async fn account(phone: &mut Phone) -> String {
    phone.fetch_token().await;
    phone.list().await.body["countersign"]["account"].as_str().unwrap().to_owned()
}

/// Three wrong numbers, with a denial and a lapse between them, which change nothing.
async fn paused(world: &World, phone: &mut Phone) -> support::Browser {
    for (mistakes, paused) in [(1, false), (2, false), (3, true)] {
        let (reply, mut browser) = mistyped(world, phone).await;
        assert_eq!((reply.status, reply.code()), (403, "wrong_number"));
        assert_eq!(reply.body["mismatches"], mistakes);
        assert_eq!(reply.body["paused"], paused);
        let page = browser.get("/signin").await;
        if paused {
            assert!(page.has("Requests to your phone are paused"), "{}", page.text);
            assert!(page.has("Three wrong numbers were typed"));
            return browser;
        }
        assert!(page.has("That was not the number"));
        assert_eq!(account(phone).await, "active");
        world.advance(3600);
        let mut browser = world.browser();
        browser.sign_in(IDA, PASSWORD).await;
        phone.fetch_token().await;
        if mistakes == 1 {
            phone.deny(&phone.only_request().await, "unknown_trigger").await;
        } else {
            world.advance(60);
            assert!(browser.get("/signin").await.has("We did not hear from you"));
        }
        world.advance(3600);
    }
    panic!("it never was paused");
}

#[tokio::test]
async fn after_three_wrong_numbers_nothing_is_sent_and_the_page_says_why_a41() {
    let world = World::new().await;
    let (mut phone, _) = world.set_up().await;
    let before = paused(&world, &mut phone).await;
    // The fourth sign-in, of whichever browser and however much later.
    for later in [0, 3600, 7 * 24 * 3600] {
        world.advance(later);
        let mut browser = world.browser();
        let page = browser.sign_in(IDA, PASSWORD).await;
        assert_eq!(page.path, "/signin/ended");
        assert!(page.has("Requests to your phone are paused"), "{}", page.text);
        assert!(page.has("Get help") && page.has("Cancel"));
        assert_eq!(account(&mut phone).await, "paused");
        assert!(phone.requests().await.is_empty(), "nothing is sent");
        assert_eq!(browser.news("/signin/events", "").await["status"], "PAUSED");
        for path in ["/signin/number/send-again", "/signin/waiting"] {
            assert_eq!(browser.post(path, &[]).await.path, "/signin/ended", "{path}");
        }
        assert!(phone.requests().await.is_empty());
        assert!(browser.post("/signin/cancel", &[]).await.has("You cancelled this sign-in"));
        assert_eq!(browser.post("/signin/restart", &[]).await.path, "/signin");
    }
    drop(before);
}

#[tokio::test]
async fn it_ends_the_pause_with_a_reason_that_the_log_keeps_a41() {
    let world = World::new().await;
    let (mut phone, _) = world.set_up().await;
    let mut waiting = paused(&world, &mut phone).await;
    let mut admin = world.admin().await;
    let page = admin.get("/admin").await;
    assert!(page.has("Requests paused") && page.has("are paused</strong> after three wrong"));
    // The log says why nothing is sent, and nobody is blocked.
    world.browser().sign_in(IDA, PASSWORD).await;
    let log = admin.get("/admin").await;
    assert!(
        log.has(">Refused: requests paused<") && !log.has(">Refused: blocked<"),
        "{}",
        log.text
    );
    let page = admin.post("/admin/resume", &[("user", IDA), ("reason", "  ")]).await;
    assert!(page.has("Write down a reason") && page.has("are paused</strong>"));
    assert_eq!(account(&mut phone).await, "paused");
    let fields = [("user", IDA), ("reason", "Ida mistyped it")];
    let page = admin.post("/admin/resume", &fields).await;
    assert!(page.has("Requests and codes go on.") && !page.has("are paused</strong>"));
    assert!(page.has("Requests resumed"));
    assert!(page.has("<bdi>admin@harbour.test</bdi>: <bdi>Ida mistyped it</bdi>"));
    assert_eq!(account(&mut phone).await, "active");
    // The page that waited goes on without clearing anything, and no wait is left over.
    let page = waiting.get("/signin").await;
    assert!(page.path == "/signin/waiting" && page.has("Send the request"), "{}", page.text);
    let page = waiting.post("/signin/waiting", &[]).await;
    let reply = phone.approve(&phone.only_request().await, &page.number()).await;
    assert_eq!(reply.status, 200);
    assert_eq!(waiting.get("/signin").await.path, "/signin/stay");
}

#[tokio::test]
async fn an_approval_in_between_begins_the_count_anew_a41() {
    let world = World::new().await;
    let (mut phone, _) = world.set_up().await;
    for _ in 0..2 {
        assert_eq!(mistyped(&world, &mut phone).await.0.body["paused"], false);
        world.advance(3600);
    }
    let (_, number) = world.at_number().await;
    phone.fetch_token().await;
    assert_eq!(phone.approve(&phone.only_request().await, &number).await.status, 200);
    let reply = mistyped(&world, &mut phone).await.0;
    assert_eq!((&reply.body["mismatches"], &reply.body["paused"]), (&json!(1), &json!(false)));
}

#[tokio::test]
async fn a_restart_of_the_service_ends_no_pause_a41() {
    let folder = Folder::new();
    let organisation = Organisation::in_folder(&folder.0).unwrap();
    let config = Config { data: Some(folder.0.clone()), organisation, ..Config::default() };
    let world = World::with(config.clone()).await;
    let (mut phone, _) = world.set_up().await;
    paused(&world, &mut phone).await;
    let World { running, clock } = world;
    running.stop().await;
    let world = World { running: support::start(config, &clock).await, clock };
    let page = world.browser().sign_in(IDA, PASSWORD).await;
    assert!(page.has("Requests to your phone are paused"));
}
