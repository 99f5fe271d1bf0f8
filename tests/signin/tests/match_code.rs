//! The code beside the number, to be scanned in place of typing it.
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

use support::World;

const PICTURE: &str = "/signin/number/match.png";

#[tokio::test]
async fn the_code_beside_the_number_names_issuer_request_and_number_a30() {
    let world = World::new().await;
    let (phone, _) = world.set_up().await;
    let (mut browser, number) = world.at_number().await;
    let page = browser.get("/signin/number").await;
    assert!(page.has(&format!("src=\"{PICTURE}?")) && page.has("or scan it"), "{}", page.text);
    let code = browser.match_code(PICTURE).await.unwrap();
    let cid = phone.only_request().await["cid"].as_str().unwrap().to_owned();
    let issuer = phone.rb.replace(':', "%3A").replace('/', "%2F");
    let link = format!("https://link.countersign.test/match#v=1&iss={issuer}&cid={cid}&n={number}");
    assert_eq!(code, link);
    assert!(!page.text.contains(&cid), "the picture's address does not tell what is in it");
}

#[tokio::test]
async fn only_the_browser_of_an_open_request_gets_its_code_a30() {
    let world = World::new().await;
    world.set_up().await;
    let stranger = world.browser();
    assert_eq!(stranger.match_code(PICTURE).await, None);
    assert_eq!(stranger.match_code("/admin/confirm/match.png").await, None);
    let (first, _) = world.at_number().await;
    let before = first.match_code(PICTURE).await.unwrap();
    let (second, _) = world.at_number().await;
    assert_eq!(first.match_code(PICTURE).await, None, "a newer sign-in took over");
    let now = second.match_code(PICTURE).await.unwrap();
    assert_ne!(before, now);
    world.advance(61);
    assert_eq!(second.match_code(PICTURE).await, None, "it lapsed");
}
