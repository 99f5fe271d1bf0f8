//! What IT does at its desk, for a program that runs the service in its own process.
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

use countersign_signin::{Config, PasswordCost, Standing};
use serde_json::Value;
use support::{ADMIN, IDA, PASSWORD, World, another};

const DESK: &str = "IT desk";

async fn world() -> World {
    let cost = PasswordCost::ForTests;
    World::with(Config { test_control: true, password_cost: cost, ..Config::default() }).await
}

fn standing(world: &World, name: &str) -> Standing {
    world.running.service.standing(name).unwrap().unwrap()
}

/// The lines of the log about an event: who did it, and why.
async fn lines(world: &World, event: &str) -> Vec<(String, String)> {
    let log = support::http().get(format!("{}/test/log", world.running.base_url));
    let log = log.send().await.unwrap().bytes().await.unwrap();
    let log: Value = serde_json::from_slice(&log).unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let lines = log.as_array().unwrap().iter().filter(|line| line["event"] == event);
    lines.map(|line| (text(&line["actor"]), text(&line["reason"]))).collect()
}

#[tokio::test]
async fn how_an_account_stands_is_told_as_it_is_now() {
    let world = world().await;
    let service = &world.running.service;
    assert_eq!(service.standing("nobody@harbour.test").unwrap(), None);
    let fresh = Standing { blocked: false, paused: false, phones: 0, lapses_in: None };
    assert_eq!(standing(&world, IDA), fresh);

    let (mut phone, _) = world.set_up().await;
    let one_phone = Standing { phones: 1, ..fresh };
    assert_eq!(standing(&world, IDA), one_phone);
    let (_browser, _) = world.at_number().await;
    assert_eq!(standing(&world, IDA), Standing { lapses_in: Some(60), ..one_phone });
    world.advance(59);
    assert_eq!(standing(&world, IDA).lapses_in, Some(1));
    world.advance(1);
    assert_eq!(standing(&world, IDA), one_phone, "it lapsed, and nobody had to look");

    world.advance(3600);
    let (_browser, _) = world.at_number().await;
    phone.fetch_token().await;
    let request = phone.only_request().await;
    assert_eq!(phone.report(request["cid"].clone()).await.status, 200);
    let reported = standing(&world, IDA);
    assert!(reported.blocked && reported.lapses_in.is_none(), "{reported:?}");
}

#[tokio::test]
async fn who_is_helped_goes_on_and_the_log_keeps_who_helped_and_why() {
    let world = world().await;
    let (mut phone, _) = world.set_up().await;
    for _ in 0..3 {
        world.advance(3600);
        let (_browser, number) = world.at_number().await;
        phone.fetch_token().await;
        let request = phone.only_request().await;
        assert_eq!(phone.approve(&request, &another(&number)).await.code(), "wrong_number");
    }
    assert!(standing(&world, IDA).paused);
    let service = &world.running.service;
    service.let_go_on(IDA, DESK, "called back").unwrap();
    assert!(!standing(&world, IDA).paused);
    let helped = (DESK.to_owned(), "called back".to_owned());
    assert_eq!(lines(&world, "resumed").await, std::slice::from_ref(&helped));
    assert!(lines(&world, "unblocked").await.is_empty(), "it was not blocked");

    // At once: what made the next request wait is over too.
    let (mut waiting, _) = world.at_number().await;
    let request = phone.only_request().await;
    assert_eq!(phone.report(request["cid"].clone()).await.status, 200);
    assert!(standing(&world, IDA).blocked);
    assert!(waiting.get("/signin").await.has("blocked"));
    service.let_go_on(IDA, DESK, "called back").unwrap();
    assert!(!standing(&world, IDA).blocked);
    assert_eq!(lines(&world, "unblocked").await, [helped]);
    // Nobody of that name is no fault, and no line.
    service.let_go_on("nobody@harbour.test", DESK, "called back").unwrap();
    assert_eq!(lines(&world, "unblocked").await.len(), 1);
}

#[tokio::test]
async fn a_one_time_pass_is_told_in_groups_once_and_only_where_a_phone_is_asked_for() {
    let world = world().await;
    let service = &world.running.service;
    let (phone, _) = world.set_up().await;
    let pass = service.one_time_pass(IDA, DESK).unwrap().unwrap();
    let groups: Vec<&str> = pass.split('-').collect();
    assert_eq!(groups.iter().map(|group| group.len()).collect::<Vec<_>>(), [4, 4, 4, 4]);
    assert_eq!(lines(&world, "pass_issued").await, [(DESK.to_owned(), String::new())]);
    assert_eq!(phone.list().await.status, 403, "the lost phone is none of the account's");
    assert_eq!(standing(&world, IDA).phones, 0);

    let newer = service.one_time_pass(IDA, DESK).unwrap().unwrap();
    let mut browser = world.browser();
    assert_eq!(browser.sign_in(IDA, PASSWORD).await.path, "/signin/pass");
    let page = browser.post("/signin/pass", &[("pass", &pass)]).await;
    assert_eq!(page.path, "/signin/pass", "the newer one took its place");
    let page = browser.post("/signin/pass", &[("pass", &newer)]).await;
    assert_eq!(page.path, "/signin/setup/app", "{}", page.text);

    assert!(service.one_time_pass("nobody@harbour.test", DESK).unwrap().is_none());
    assert!(service.one_time_pass(ADMIN, DESK).unwrap().is_none(), "no phone is asked for");
    assert_eq!(lines(&world, "pass_issued").await.len(), 2);
}

#[tokio::test]
async fn a_blocked_account_gets_no_pass() {
    let world = world().await;
    let (phone, _) = world.set_up().await;
    assert_eq!(phone.report(Value::Null).await.status, 200);
    assert!(world.running.service.one_time_pass(IDA, DESK).unwrap().is_none());
    assert!(lines(&world, "pass_issued").await.is_empty());
    assert_eq!(standing(&world, IDA).phones, 1, "nothing was taken away");
}

#[tokio::test]
async fn pages_look_again_when_the_clock_was_moved() {
    let world = world().await;
    let (_phone, _) = world.set_up().await;
    let (browser, _) = world.at_number().await;
    let mut news = browser.fetch("/signin/events").await;
    let mut next =
        async || String::from_utf8_lossy(&news.chunk().await.unwrap().unwrap()).into_owned();
    assert!(next().await.contains("PENDING"));
    let looks = world.running.service.looks_of_pages();
    world.advance(60);
    world.running.service.look_again();
    assert!(next().await.contains("EXPIRED"));
    assert!(world.running.service.looks_of_pages() > looks);
}
