//! Pages that wait are woken by what concerns them.
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

use countersign_signin::{Config, Mfa, PasswordCost, Role};
use support::{Browser, Folder, IDA, PASSWORD, World, program};

const EVENTS: &str = "/signin/events";

fn cheap() -> Config {
    Config { test_control: true, password_cost: PasswordCost::ForTests, ..Config::default() }
}

/// A browser of a new account that waits for a phone to take its set-up code, and its news.
async fn setting_up(world: &World, name: &str) -> (Browser, reqwest::Response) {
    world.add(name, Mfa::On, Role::User);
    let mut browser = world.browser();
    browser.sign_in(name, PASSWORD).await;
    browser.post("/signin/more-info", &[]).await;
    browser.post("/signin/setup/app", &[]).await;
    browser.post("/signin/setup/prepare", &[]).await;
    let mut news = browser.fetch(EVENTS).await;
    assert!(next(&mut news).await.contains("PENDING"));
    (browser, news)
}

async fn next(news: &mut reqwest::Response) -> String {
    String::from_utf8(news.chunk().await.unwrap().unwrap().to_vec()).unwrap()
}

#[tokio::test]
async fn an_answer_wakes_the_page_that_waits_for_it_and_no_other() {
    let world = World::with(cheap()).await;
    let (phone, _) = world.set_up().await;
    let mut others = Vec::new();
    for n in 0..20 {
        others.push(setting_up(&world, &format!("other{n}@harbour.test")).await);
    }
    let (browser, number) = world.at_number().await;
    let mut news = browser.fetch(EVENTS).await;
    assert!(next(&mut news).await.contains("PENDING"));

    let service = &world.running.service;
    let request = phone.only_request().await;
    let (woken, looks) = (service.woken_pages(), service.looks_of_pages());
    assert_eq!(phone.approve(&request, &number).await.status, 200);
    assert!(next(&mut news).await.contains("APPROVED"));
    // By the answer, and by its own step that moves the session on.
    assert_eq!(service.woken_pages() - woken, 2);
    assert_eq!(service.looks_of_pages() - looks, 1);
}

#[tokio::test]
async fn what_the_command_does_meanwhile_reaches_a_page_that_waits() {
    let folder = Folder::new();
    let world = World::with(Config { data: Some(folder.0.clone()), ..cheap() }).await;
    let (phone, _) = world.set_up().await;
    let (browser, _) = world.at_number().await;
    let request = phone.only_request().await;
    assert_eq!(phone.report(request["cid"].clone()).await.status, 200);
    let mut news = browser.fetch(EVENTS).await;
    assert!(next(&mut news).await.contains("USER_LOCKED_OUT"));
    let done = program()
        .args(["--data", folder.0.to_str().unwrap(), "user", "unblock", IDA])
        .output()
        .unwrap();
    assert!(done.status.success(), "{done:?}");
    // Pages ask once a second of the service's clock.
    world.advance(1);
    assert!(next(&mut news).await.contains("NOT_FOUND"), "the password leads on again");
}
