//! "Stay signed in?" (G8), and who is asked again when.

use countersign_e2e::{IDA, Stage};

use crate::steps::{asked, signed_in};

const DAY: u64 = 86_400;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn yes_spares_this_browser_the_number_for_ninety_days_a31() {
    let (stage, phone) = Stage::with_idas_phone().await;
    let browser = stage.browser().await;
    signed_in(&browser, &phone, "Yes").await;
    browser.expect_text("dl", "This computer asks again").await;

    let browser = browser.reopen().await;
    browser.sign_in(IDA).await;
    browser.expect("Mail").await;
    browser.expect_text("dl", "By this computer, which is remembered").await;
    // Another browser is asked.
    let other = stage.browser().await;
    asked(&other).await;
    other.quit().await;

    // Once its session has ended, the password is asked again, the number is not.
    stage.clock.advance(89 * DAY);
    browser.sign_in(IDA).await;
    browser.expect("Mail").await;
    // The ninety days are counted from the approval, not from the last visit.
    stage.clock.advance(DAY);
    asked(&browser).await;
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_asks_again_when_the_browser_was_closed_a32() {
    let (stage, phone) = Stage::with_idas_phone().await;
    let browser = stage.browser().await;
    signed_in(&browser, &phone, "No").await;
    let browser = browser.reopen().await;
    browser.open("/mail").await;
    browser.expect("Sign in").await;
    asked(&browser).await;
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_ninety_days_the_number_is_asked_again_a33() {
    let (stage, phone) = Stage::with_idas_phone().await;
    let browser = stage.browser().await;
    signed_in(&browser, &phone, "Yes").await;
    stage.clock.advance(90 * DAY - 1);
    browser.sign_in(IDA).await;
    browser.expect("Mail").await;
    browser.press("Sign out").await;
    browser.expect("Sign in").await;
    stage.clock.advance(1);
    signed_in(&browser, &phone, "Yes").await;
    browser.quit().await;
}
