//! What slows guessing and ringing down, and the other ways.

use std::sync::Arc;

use countersign_core::clock::Clock;
use countersign_core::otp::{Algorithm, Digits, OtpKind, Period, code_at};
use countersign_core::push::request::Outcome;
use countersign_core::secret::SecretBytes;
use countersign_e2e::meddler::Meddler;
use countersign_e2e::phone::another;
use countersign_e2e::puppet::set_up;
use countersign_e2e::{Browser, IDA, PASSWORD, Phone, PhoneOptions, Stage};
use countersign_signin::pages::paths;
use serde_json::Value;

use crate::steps::{asked, nobody_is_signed_in};

/// The one-time code of a Base32 secret at a time, as the core makes it.
fn code(secret: &str, now: u64) -> String {
    let secret = data_encoding::BASE32_NOPAD.decode(secret.replace(' ', "").as_bytes()).unwrap();
    let kind = OtpKind::Totp {
        algorithm: Algorithm::Sha1,
        digits: Digits::new(6).unwrap(),
        period: Period::new(30).unwrap(),
    };
    code_at(&kind, &SecretBytes::new(secret), now, None).unwrap().expose().to_owned()
}

/// Ida's phone, and the secret of its codes as the service gave it.
async fn with_codes() -> (Stage, Phone, String) {
    let stage = Stage::with_ida().await;
    let line = Meddler::new();
    let transport = Arc::new(line.clone());
    let options = PhoneOptions { name: "Ida's phone".into(), transport, ..PhoneOptions::default() };
    let phone = Phone::new(&stage.clock, options);
    set_up(&stage, &phone).await;
    let reply: Value = serde_json::from_str(&line.last("/enroll/complete").got).unwrap();
    let secret = reply["countersign"]["otp"]["secret"].as_str().unwrap().to_owned();
    (stage, phone, secret)
}

async fn type_code(browser: &Browser, code: &str, button: &str) {
    browser.fill("#code", code).await;
    browser.press(button).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_wrong_passwords_the_page_counts_down_and_lets_one_try_again_a82() {
    let (stage, _phone) = Stage::with_idas_phone().await;
    let browser = stage.browser().await;
    browser.open(paths::SIGN_IN).await;
    for _ in 0..3 {
        browser.expect("Sign in").await;
        browser.type_password(IDA, "wrong").await;
        browser.expect_text("[role=alert]", "not right").await;
        browser.open(paths::SIGN_IN).await;
    }
    browser.type_password(IDA, "wrong").await;
    browser.expect("One moment").await;
    browser.expect_text("main", "Wrong passwords were typed several times").await;
    stage.clock.advance(1);
    // By itself, and the name stands there again.
    browser.expect("Sign in").await;
    browser.fill("input[type=password]", PASSWORD).await;
    browser.press("Sign in").await;
    browser.expect("Approve this sign-in").await;
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_denial_the_page_waits_and_a_person_sends_the_next_one_a39() {
    let (stage, phone) = Stage::with_idas_phone().await;
    let browser = stage.browser().await;
    asked(&browser).await;
    let request = phone.request().await;
    phone.deny(&request).await;
    phone.app.requests().do_not_report(&request.request.id).await.unwrap();
    browser.expect("You said it was not you").await;
    browser.press("Start again").await;
    browser.expect("Sign in").await;
    browser.sign_in(IDA).await;
    browser.expect("One moment").await;
    assert!(phone.look().await.is_none(), "nothing is sent");
    stage.clock.advance(10);
    // The page is told that it may, and still sends nothing by itself.
    browser.expect_text("main", "can be sent now").await;
    assert!(phone.look().await.is_none());
    browser.press("Send the request").await;
    browser.expect("Approve this sign-in").await;
    let view = phone.approve(&browser.number().await).await;
    assert_eq!(view.outcome, Some(Outcome::Approved));
    browser.expect("Stay signed in?").await;
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_wrong_numbers_pause_requests_and_a_code_goes_on_a27_a28_a41() {
    let (stage, phone, secret) = with_codes().await;
    let browser = stage.browser().await;
    for wrong in 1..=3 {
        let number = asked(&browser).await;
        let view = phone.approve(&another(&number)).await;
        assert_eq!(view.outcome, Some(Outcome::WrongNumber));
        if wrong < 3 {
            browser.expect("That was not the number").await;
            browser.press("Start again").await;
            browser.expect("Sign in").await;
            stage.clock.advance(100);
        }
    }
    browser.expect("Requests to your phone are paused").await;
    browser.expect_text("main", "Three wrong numbers were typed").await;
    let other = stage.browser().await;
    other.sign_in(IDA).await;
    other.expect("Requests to your phone are paused").await;
    assert!(phone.look().await.is_none(), "nothing is sent");
    browser.press("Use a code").await;
    browser.expect("Use a code").await;
    let now = stage.clock.now();
    type_code(&browser, &code(&secret, now), "Sign in").await;
    browser.expect("Stay signed in?").await;

    // The same code, by whomever, within its time.
    other.expect("One moment").await;
    other.press("Another way").await;
    other.expect("Use a code").await;
    type_code(&other, &code(&secret, now), "Sign in").await;
    other.expect_text("[role=alert]", "This code was already used").await;
    nobody_is_signed_in(&other).await;
    other.quit().await;
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_different_authenticator_app_gets_a_standard_code_a04() {
    let stage = Stage::with_ida().await;
    let browser = stage.browser().await;
    browser.sign_in(IDA).await;
    browser.expect("More information required").await;
    browser.press("Next").await;
    browser.expect("Start by getting the app").await;
    browser.press("I want to use a different authenticator app").await;
    browser.expect("Set up your own app").await;
    let secret = browser.text("#app-key").await;
    // The picture is read by any app; here by ours, which shows the same code.
    let app = stage.phone("Any app");
    app.scan(&browser.picture("#app-code").await).await.unwrap();
    assert_eq!(app.app.accounts().list().unwrap().len(), 1);
    type_code(&browser, &code(&secret, stage.clock.now()), "Next").await;
    browser.expect("Success").await;
    browser.press("Done").await;
    browser.press("No").await;
    browser.expect_text("#signed-in-as", IDA).await;
    browser.press("Sign out").await;
    browser.expect("Sign in").await;
    stage.clock.advance(30);
    browser.sign_in(IDA).await;
    browser.expect("Use a code").await;
    type_code(&browser, &code(&secret, stage.clock.now()), "Sign in").await;
    browser.expect("Stay signed in?").await;
    browser.quit().await;
}
