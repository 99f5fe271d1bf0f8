//! A realm that behaves like a plain server, in a real browser: its pages go on by themselves.

use countersign_e2e::wait::until;
use countersign_e2e::{IDA, Stage};
use countersign_signin::{Config, Mfa, PlainRealm, Role};

const SIGN_IN: &str = "/realms/legacy/signin";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plain_realm_leads_from_the_password_to_signed_in() {
    let config = Config { plain: vec![PlainRealm::named("legacy")], ..Config::default() };
    let stage = Stage::with(config).await;
    stage.add(IDA, Mfa::Off, Role::User);
    let (browser, phone) = (stage.browser().await, stage.phone("Ida's phone"));
    browser.open(SIGN_IN).await;
    browser.type_password(IDA, countersign_e2e::PASSWORD).await;
    browser.expect("Scan this QR code").await;
    // As it is seen: the whole offer is in the code.
    phone.scan(&browser.code().await).await.unwrap();
    browser.expect("You are signed in").await;
    browser.press("Sign out").await;
    browser.expect("Sign in").await;

    browser.type_password(IDA, countersign_e2e::PASSWORD).await;
    browser.expect("Approve this sign-in").await;
    let other = stage.browser().await;
    other.open(SIGN_IN).await;
    other.type_password(IDA, countersign_e2e::PASSWORD).await;
    other.expect("Another sign-in is open").await;
    // The page of the new request looks like the one before, number aside.
    let events = async || browser.find(".card").await?.attr("data-events").await.ok()?;
    let before = events().await;
    browser.press("Resend").await;
    until(async || events().await.filter(|now| Some(now) != before.as_ref())).await.unwrap();
    let request = phone.request().await;
    let number = browser.number().await;
    phone.answer(&request, &number).await;
    browser.expect("You are signed in").await;
    other.press("Try again").await;
    other.expect("Approve this sign-in").await;
    other.press("Cancel").await;
    other.expect("You cancelled this sign-in").await;
    assert!(phone.look().await.is_none());
    browser.quit().await;
    other.quit().await;
}
