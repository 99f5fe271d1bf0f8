//! The whole way with scripts switched off: plain forms and links.

use countersign_e2e::{IDA, Looks, Stage};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_scripts_the_way_leads_from_the_password_to_signed_in() {
    let stage = Stage::with_ida().await;
    let looks = Looks { scripts: false, ..Looks::default() };
    let (browser, phone) = (stage.browser_that(looks).await, stage.phone("Ida's phone"));
    browser.to_the_code(IDA).await;
    phone.scan(&browser.code().await).await.unwrap();
    browser.press("Next").await;
    browser.expect("Let's try it out").await;
    phone.approve(&browser.number().await).await;
    // No script runs, so the page stays; it offers a link instead.
    assert_eq!(browser.heading().await.as_deref(), Some("Let's try it out"));
    browser.press("Continue").await;
    browser.expect("Success").await;
    browser.press("Done").await;
    browser.expect("Stay signed in?").await;
    browser.press("No").await;
    browser.expect("Mail").await;

    browser.press("Sign out").await;
    browser.expect("Sign in").await;
    browser.sign_in(IDA).await;
    browser.expect("Approve this sign-in").await;
    phone.approve(&browser.number().await).await;
    browser.press("Continue").await;
    browser.expect("Stay signed in?").await;
    browser.press("Yes").await;
    browser.expect_text("#signed-in-as", IDA).await;
    browser.quit().await;
}
