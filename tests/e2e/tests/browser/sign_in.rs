//! Signing in with the number (G6, G7).

use countersign_core::app::{Phase, RequestError, RequestWarning};
use countersign_core::push::request::{CountryMismatch, Outcome};
use countersign_e2e::phone::another;
use countersign_e2e::puppet::set_up;
use countersign_e2e::{IDA, Phone, PhoneOptions, Stage};

use crate::steps::{asked, nobody_is_signed_in};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_says_what_to_do_and_the_app_has_it_within_three_seconds_a18() {
    let (stage, phone) = Stage::with_idas_phone().await;
    phone.app.requests().watch(true);
    assert!(phone.look().await.is_none());
    let next_look = phone.app.requests().inbox().unwrap().ask_again_in;
    assert!(next_look <= 3, "{next_look}");

    let browser = stage.browser().await;
    let number = asked(&browser).await;
    for part in [IDA, "Mail", "Open Countersign, type this number and press YES.", "s left"] {
        browser.expect_text("main", part).await;
    }
    assert_eq!(number.len(), 2);
    stage.clock.advance(next_look);
    let request = phone.look().await.expect("the request is there at the next refresh");
    assert_eq!(request.request.user, IDA);
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_right_number_signs_the_browser_in_a19() {
    let (stage, phone) = Stage::with_idas_phone().await;
    let browser = stage.browser().await;
    let number = asked(&browser).await;
    let request = phone.request().await;
    assert!(!request.can_approve && request.needs_unlock);
    let view = phone.answer(&request, &number).await;
    assert_eq!(view.outcome, Some(Outcome::Approved));
    // Nothing is pressed or loaded again: the page moves on by itself.
    browser.expect("Stay signed in?").await;
    browser.press("No").await;
    browser.expect_text("#signed-in-as", IDA).await;
    browser.expect_text("dl", "With Ida's phone").await;
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_number_ends_the_request_and_the_right_one_comes_too_late_a20() {
    let (stage, phone) = Stage::with_idas_phone().await;
    let browser = stage.browser().await;
    let number = asked(&browser).await;
    let request = phone.request().await;
    // A thief's copy of the whole phone sees the same request.
    let twin = phone.clone_of_storage();
    let twins = twin.request().await;

    let view = phone.answer(&request, &another(&number)).await;
    assert_eq!((view.outcome, view.phase), (Some(Outcome::WrongNumber), Phase::Ended));
    browser.expect("That was not the number").await;
    let again = phone.try_answer(&request, &number).await.unwrap_err();
    assert_eq!(again, RequestError::Ended);
    // Not even an app that forgets what it did gets through.
    let view = twin.answer(&twins, &number).await;
    assert_eq!(view.outcome, Some(Outcome::AlreadyHandled));
    nobody_is_signed_in(&browser).await;
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_says_which_service_account_browser_and_place_a21() {
    let (stage, phone) = Stage::with_idas_phone().await;
    let browser = stage.browser().await;
    asked(&browser).await;
    let request = phone.look().await.unwrap().request;
    assert_eq!(request.issuer_host, "localhost");
    assert_eq!(request.service.as_deref(), Some("Mail"));
    assert_eq!(request.user, IDA);
    assert!(request.browser.unwrap().starts_with("Chrome "));
    assert_eq!(request.os.as_deref(), Some("Linux"));
    assert_eq!(request.location.as_deref(), Some("Utrecht, Netherlands"));
    assert_eq!(request.country_mismatch, CountryMismatch::Same);
    assert!(matches!(request.ip.as_deref(), Some("127.0.0.1" | "::1")));
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_country_is_warned_of_before_anything_is_typed_a22() {
    let stage = Stage::with_ida().await;
    let options = PhoneOptions { country: Some("BR".into()), ..PhoneOptions::default() };
    let phone = Phone::new(&stage.clock, options);
    set_up(&stage, &phone).await;
    let browser = stage.browser().await;
    asked(&browser).await;
    let view = phone.look().await.unwrap();
    assert_eq!(view.request.country_mismatch, CountryMismatch::Different);
    assert_eq!(view.request.country.as_deref(), Some("NL"));
    assert_eq!(view.warnings, [RequestWarning::OtherCountry]);
    // At home again: the next request is warned of only as the second one.
    phone.app.set_country(Some("NL".into()));
    browser.press("Send again").await;
    browser.expect("Approve this sign-in").await;
    let view = phone.look().await.unwrap();
    assert_eq!(view.request.country_mismatch, CountryMismatch::Same);
    assert_eq!(view.warnings, [RequestWarning::RequestsThisHour(2)]);
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_that_nobody_rang_for_is_there_when_the_app_is_opened_a23() {
    let (stage, phone) = Stage::with_idas_phone().await;
    let browser = stage.browser().await;
    let number = asked(&browser).await;
    let phone = phone.restart();
    assert!(
        phone.app.requests().inbox().unwrap().requests.is_empty(),
        "nothing is known before the refresh"
    );
    let view = phone.approve(&number).await;
    assert_eq!(view.outcome, Some(Outcome::Approved));
    browser.expect("Stay signed in?").await;
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unanswered_request_lapses_on_both_sides_a24() {
    let (stage, phone) = Stage::with_idas_phone().await;
    let browser = stage.browser().await;
    let number = asked(&browser).await;
    let request = phone.request().await;
    stage.clock.advance(60);
    // On the phone without asking anybody, in the browser without a press.
    assert!(phone.app.requests().inbox().unwrap().front().is_none(), "no stale prompt");
    browser.expect("We did not hear from you").await;
    browser.expect_text("main", "Nobody was signed in").await;
    let late = phone.try_answer(&request, &number).await.unwrap_err();
    assert_eq!(late, RequestError::Ended);
    assert!(phone.look().await.is_none());

    browser.press("Send another request").await;
    browser.expect("Approve this sign-in").await;
    let view = phone.approve(&browser.number().await).await;
    assert_eq!(view.outcome, Some(Outcome::Approved));
    browser.expect("Stay signed in?").await;
    browser.quit().await;
}
