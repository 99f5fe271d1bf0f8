//! Guessing passwords takes its time.
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

use countersign_signin::{Config, Mfa, Organisation, Range, Role};
use support::{ADMIN, Browser, Folder, IDA, PASSWORD, Page, World};

const TOM: &str = "tom@harbour.test";

fn on_disk(folder: &Folder) -> Config {
    let organisation = Organisation::in_folder(&folder.0).unwrap();
    Config { data: Some(folder.0.clone()), organisation, ..Config::default() }
}

/// The page counts down so many seconds, and says so to programs too.
fn counts_down(page: &Page, seconds: u64) {
    assert_eq!((page.status, page.path.as_str()), (429, "/signin"), "{}", page.text);
    assert_eq!(page.headers["retry-after"], seconds.to_string().as_str());
    assert!(page.has(&format!("data-countdown=\"{seconds}\"")), "{}", page.text);
    assert!(page.has("One moment") && page.has("Use a different account"));
}

async fn wrong(world: &World, name: &str, times: usize) {
    for _ in 0..times {
        let page = world.browser().sign_in(name, "wrong").await;
        assert!(page.has("not right"), "{}", page.text);
    }
}

#[tokio::test]
async fn the_fourth_try_in_a_row_waits_and_each_further_one_twice_as_long_a82() {
    let world = World::new().await;
    world.add(TOM, Mfa::Off, Role::User);
    wrong(&world, TOM, 3).await;
    let mut waits = Vec::new();
    for _ in 0..5 {
        let mut browser = world.browser();
        let page = browser.sign_in(TOM, PASSWORD).await;
        let left: u64 = page.headers["retry-after"].to_str().unwrap().parse().unwrap();
        counts_down(&page, left);
        waits.push(left);
        world.advance(left - 1);
        counts_down(&browser.get("/signin").await, 1);
        // Not checked, so it is no guess: trying again and again makes nothing longer.
        counts_down(&world.browser().sign_in(TOM, "wrong").await, 1);
        world.advance(1);
        // The page that comes then knows the name.
        let page = browser.get("/signin").await;
        assert_eq!(page.status, 200);
        assert!(page.has(&format!("value=\"{TOM}\"")) && !page.has("not right"));
        wrong(&world, TOM, 1).await;
    }
    assert_eq!(waits, [1, 2, 4, 8, 16]);
    world.advance(32);
    assert_eq!(world.browser().sign_in(TOM, PASSWORD).await.path, "/mail");
    // The right one ends the row.
    wrong(&world, TOM, 3).await;
    counts_down(&world.browser().sign_in(TOM, PASSWORD).await, 1);
}

#[tokio::test]
async fn a_name_that_nobody_has_waits_alike_and_other_names_do_not_a82() {
    let world = World::new().await;
    world.add(TOM, Mfa::Off, Role::User);
    wrong(&world, "Nobody@harbour.test", 3).await;
    counts_down(&world.browser().sign_in(" nobody@HARBOUR.test", PASSWORD).await, 1);
    let mut browser = world.browser();
    counts_down(&browser.sign_in("nobody@harbour.test", PASSWORD).await, 1);
    let page = browser.get("/signin?other").await;
    assert!(page.status == 200 && !page.has("nobody@harbour.test"), "{}", page.text);
    let fields = [("user", TOM), ("password", PASSWORD)];
    assert_eq!(browser.post("/signin", &fields).await.path, "/mail");
}

#[tokio::test]
async fn the_thirtieth_from_one_address_waits_whatever_the_names_a82() {
    let world = World::new().await;
    world.add(TOM, Mfa::Off, Role::User);
    for at in 0..29 {
        // What was right is not charged.
        assert_eq!(world.browser().sign_in(TOM, PASSWORD).await.path, "/mail");
        wrong(&world, &format!("user{at}@harbour.test"), 1).await;
        world.advance(10);
    }
    // The first of them is 290 s old.
    counts_down(&world.browser().sign_in(TOM, PASSWORD).await, 310);
    world.advance(309);
    counts_down(&world.browser().sign_in(TOM, PASSWORD).await, 1);
    world.advance(1);
    assert_eq!(world.browser().sign_in(TOM, PASSWORD).await.path, "/mail");
    wrong(&world, "another@harbour.test", 1).await;
    counts_down(&world.browser().sign_in(TOM, PASSWORD).await, 10);
}

#[tokio::test]
async fn addresses_that_many_share_are_not_counted_a82() {
    let organisation = Organisation {
        shared_addresses: ["127.0.0.0/8", "::1"].into_iter().filter_map(Range::parse).collect(),
        ..Organisation::default()
    };
    let world = World::with(Config { organisation, ..Config::default() }).await;
    for at in 0..40 {
        wrong(&world, &format!("user{at}@harbour.test"), 1).await;
    }
    // By account they are.
    wrong(&world, IDA, 3).await;
    counts_down(&world.browser().sign_in(IDA, PASSWORD).await, 1);
}

#[tokio::test]
async fn the_owners_remembered_browser_is_not_held_up_but_by_itself_a82() {
    let world = World::new().await;
    let (_, mut own) = world.set_up().await;
    own.post("/signin/stay", &[("stay", "yes")]).await;
    own.restart();
    wrong(&world, IDA, 3).await;
    for at in 0..26 {
        wrong(&world, &format!("user{at}@harbour.test"), 1).await;
    }
    counts_down(&world.browser().sign_in(IDA, PASSWORD).await, 600);
    assert_eq!(own.sign_in(IDA, PASSWORD).await.path, "/mail");
    // A stolen one gives no more tries than any other.
    own.restart();
    for _ in 0..3 {
        assert!(own.sign_in(IDA, "wrong").await.has("not right"));
    }
    counts_down(&own.sign_in(IDA, PASSWORD).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_at_once_do_not_all_count_as_the_first_a82() {
    let world = World::new().await;
    world.add(TOM, Mfa::Off, Role::User);
    let mut held = world.running.service.hold_password_checks().await.unwrap();
    let under_way: Vec<_> = (0..12)
        .map(|_| {
            let mut browser = world.browser();
            tokio::spawn(async move { browser.sign_in(TOM, "wrong").await })
        })
        .collect();
    held.until_waiting(12).await;
    drop(held);
    let mut checked = 0;
    for one in under_way {
        let page = one.await.unwrap();
        if page.has("not right") {
            checked += 1;
        } else {
            counts_down(&page, 1);
        }
    }
    assert_eq!(checked, 3);
}

#[tokio::test]
async fn a_restart_of_the_service_forgets_no_wrong_password_a82() {
    let folder = Folder::new();
    let world = World::with(on_disk(&folder)).await;
    wrong(&world, IDA, 3).await;
    world.running.stop().await;
    let again = support::start(on_disk(&folder), &world.clock).await;
    counts_down(&Browser::new(&again.base_url).sign_in(IDA, PASSWORD).await, 1);
}

#[tokio::test]
async fn administrators_wait_too_a82() {
    let world = World::new().await;
    let mut browser = world.browser();
    for _ in 0..3 {
        browser.get("/admin/signin").await;
        browser.post("/admin/signin", &[("user", ADMIN), ("password", "wrong")]).await;
    }
    let page = browser.post("/admin/signin", &[("user", ADMIN), ("password", PASSWORD)]).await;
    assert_eq!((page.status, page.path.as_str()), (429, "/admin/signin"));
    assert_eq!(page.headers["retry-after"], "1");
    // It is one row: the other page is no way around.
    counts_down(&world.browser().sign_in(ADMIN, PASSWORD).await, 1);
    world.advance(1);
    browser.get("/admin/signin").await;
    let page = browser.post("/admin/signin", &[("user", ADMIN), ("password", PASSWORD)]).await;
    assert_eq!(page.path, "/admin");
    assert!(page.has("Wrong password") && page.has("3 in a row"));
}
