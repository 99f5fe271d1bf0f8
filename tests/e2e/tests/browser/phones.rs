//! Further phones and a lost one, each page in all its looks.

use countersign_core::app::AccountState;
use countersign_e2e::{Browser, IDA, Phone, Stage};
use countersign_signin::pages::paths;

use crate::looks::{axe, check};
use crate::steps::{administrator, asked, signed_in};

/// From "Start by getting the app" to the page after "Success".
async fn set_up(browser: &Browser, phone: &Phone) {
    browser.expect("Start by getting the app").await;
    browser.press("Next").await;
    browser.expect("Set up your account").await;
    browser.press("Next").await;
    browser.expect("Scan this QR code").await;
    phone.scan(&browser.code().await).await.unwrap();
    browser.press("Next").await;
    browser.expect("Let's try it out").await;
    phone.approve(&browser.number().await).await;
    browser.expect("Success").await;
    browser.press("Done").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_phone_is_confirmed_by_the_first_and_both_are_listed_a16() {
    let axe = axe();
    let (stage, first) = Stage::with_idas_phone().await;
    let second = stage.phone("Ida's tablet");
    let browser = stage.browser().await;
    signed_in(&browser, &first, "No").await;
    browser.press("Your phones").await;
    browser.expect("Your phones").await;
    check(&browser, &axe, "phones").await;
    // A sign-in of a while ago does not count: the page moves on when the phone said yes.
    stage.clock.advance(900);
    browser.press("Add a phone").await;
    browser.expect("Confirm that it is you").await;
    check(&browser, &axe, "confirm").await;
    let request = first.request().await;
    assert_eq!(request.request.service.as_deref(), Some("Your phones"));
    first.answer(&request, &browser.number().await).await;
    browser.expect_text("[role=status]", "Confirmed.").await;
    check(&browser, &axe, "phones-confirmed").await;
    browser.press("Add a phone").await;
    stage.clock.advance(1);
    set_up(&browser, &second).await;
    browser.expect_text("[role=status]", "The phone is added.").await;
    browser.expect_text(".phones", "Ida's tablet").await;
    browser.expect_text(".phones", "Ida's phone").await;
    check(&browser, &axe, "phones-two").await;

    // The one that approved last is asked, the other one is offered.
    let other = stage.browser().await;
    asked(&other).await;
    other.press("Use another phone").await;
    check(&other, &axe, "number-others").await;
    assert!(first.look().await.is_none());
    // The page counts down by the browser's own clock, and may have been drawn anew meanwhile.
    other.reload().await;
    other.press("Use another phone").await;
    other.press_css(".others button").await;
    other.expect("Approve this sign-in").await;
    first.approve(&other.number().await).await;
    other.expect("Stay signed in?").await;
    other.quit().await;
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_phone_stops_and_a_one_time_pass_sets_up_another_a52() {
    let axe = axe();
    let (stage, lost) = Stage::with_idas_phone().await;
    let admin = administrator(&stage).await;
    let row = "[data-user='ida@harbour.test']";
    admin.press_css(&format!("{row} summary")).await;
    check(&admin, &axe, "admin-lost-phone").await;
    admin.press_css(&format!("{row} details button")).await;
    admin.expect("One-time pass").await;
    let pass = admin.text(".pass").await;
    check(&admin, &axe, "admin-pass").await;
    admin.press("Done").await;
    admin.expect_text(row, "A one-time pass was issued").await;
    admin.quit().await;

    let browser = stage.browser().await;
    browser.sign_in(IDA).await;
    browser.expect("Type your one-time pass").await;
    check(&browser, &axe, "pass").await;
    browser.fill("#pass", "0000-0000-0000-0000").await;
    browser.press("Next").await;
    browser.expect_text("[role=alert]", "This is not the pass").await;
    check(&browser, &axe, "pass-wrong").await;
    browser.fill("#pass", &pass.to_lowercase().replace('-', "")).await;
    browser.press("Next").await;
    let found = stage.phone("Found in a drawer");
    set_up(&browser, &found).await;
    browser.expect("Stay signed in?").await;
    browser.press("No").await;
    browser.expect("Mail").await;

    // The old phone hears that it is none any more, and gets no request.
    let other = stage.browser().await;
    asked(&other).await;
    let _ = lost.refresh().await;
    assert_eq!(lost.app.accounts().list().unwrap()[0].state, AccountState::Unlinked);
    assert!(lost.look().await.is_none());
    found.approve(&other.number().await).await;
    other.expect("Stay signed in?").await;
    other.open(paths::SIGN_IN).await;
    other.quit().await;
    browser.quit().await;
}
