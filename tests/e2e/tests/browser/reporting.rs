//! "No, it's not me" and the report (G0).

use countersign_core::app::{AccountState, Phase};
use countersign_core::push::request::Outcome;
use countersign_e2e::{IDA, Stage};

use crate::steps::{administrator, asked, nobody_is_signed_in, signed_in};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_denied_sign_in_is_refused_and_leaves_no_session_a36() {
    let (stage, phone) = Stage::with_idas_phone().await;
    let browser = stage.browser().await;
    asked(&browser).await;
    let request = phone.request().await;
    let view = phone.deny(&request).await;
    let denied = Outcome::Denied { interrupted: false };
    assert_eq!((view.outcome, view.phase), (Some(denied), Phase::AskReport));
    browser.expect("You said it was not you").await;
    browser.expect_text("main", "Call IT: IT desk").await;
    nobody_is_signed_in(&browser).await;
    // Denied only: the account goes on, once the password was typed again.
    browser.press("Start again").await;
    browser.expect("Sign in").await;
    phone.app.requests().do_not_report(&request.request.id).await.unwrap();
    asked(&browser).await;
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_blocks_the_account_ends_sessions_and_says_whom_to_call_a37() {
    let (stage, phone) = Stage::with_idas_phone().await;
    let (idas, stranger) = (stage.browser().await, stage.browser().await);
    signed_in(&idas, &phone, "Yes").await;
    asked(&stranger).await;
    let request = phone.request().await;
    phone.deny(&request).await;
    let view = phone.app.requests().report(&request.request.id, false).await.unwrap();
    let contact = view.reported.expect("the report went through").it_contact.expect("somebody");
    assert_eq!(contact.name.as_deref(), Some("IT desk"));
    assert_eq!(contact.phone.as_deref(), Some("+31 30 555 0100"));
    assert_eq!(view.phase, Phase::Ended);

    // The stranger's page moves on by itself, and offers no button to press again.
    stranger.expect("Your account is protected").await;
    assert!(stranger.find("button.primary").await.is_none());
    nobody_is_signed_in(&idas).await;
    // Neither the remembered browser nor a new one gets any further.
    stranger.press("Start again").await;
    for browser in [&idas, &stranger] {
        browser.expect("Sign in").await;
        browser.type_password(IDA, countersign_e2e::PASSWORD).await;
        browser.expect("Your account is protected").await;
        browser.expect_text("main", "Call IT: IT desk, +31 30 555 0100").await;
    }
    idas.quit().await;
    stranger.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_it_unblocks_waiting_pages_go_on_and_start_again_leads_on_a84() {
    let (stage, phone) = Stage::with_idas_phone().await;
    let (waiting, gone_away, other) =
        (stage.browser().await, stage.browser().await, stage.browser().await);
    asked(&gone_away).await;
    asked(&waiting).await;
    let request = phone.request().await;
    phone.deny(&request).await;
    phone.app.requests().report(&request.request.id, false).await.unwrap();
    waiting.expect("Your account is protected").await;
    gone_away.expect("A newer sign-in took over").await;
    gone_away.reload().await;
    gone_away.expect("Your account is protected").await;
    gone_away.open("/static/mark.svg").await;
    other.sign_in(IDA).await;
    other.expect("Your account is protected").await;
    // Somebody else can use this computer meanwhile.
    other.press("Start again").await;
    other.expect("Sign in").await;

    let admin = administrator(&stage).await;
    admin.fill("[data-user='ida@harbour.test'] input[name=reason]", "Talked to Ida").await;
    admin.press_css("[data-user='ida@harbour.test'] form.unblock button").await;
    admin.expect_text("table", "Talked to Ida").await;
    admin.quit().await;
    // By itself, and by looking again, without clearing anything.
    waiting.expect("Sign in").await;
    gone_away.open("/signin/ended").await;
    gone_away.expect("Sign in").await;
    for browser in [waiting, gone_away, other] {
        asked(&browser).await;
        browser.quit().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_report_no_request_reaches_the_phone_until_it_unblocks_a38() {
    let (stage, phone) = Stage::with_idas_phone().await;
    let browser = stage.browser().await;
    asked(&browser).await;
    let request = phone.request().await;
    phone.deny(&request).await;
    phone.app.requests().report(&request.request.id, false).await.unwrap();
    phone.app.requests().dismiss(&request.request.id);
    browser.quit().await;

    for _ in 0..3 {
        let browser = stage.browser().await;
        browser.sign_in(IDA).await;
        browser.expect("Your account is protected").await;
        assert!(phone.look().await.is_none());
        browser.quit().await;
    }
    assert_eq!(phone.app.accounts().list().unwrap()[0].state, AccountState::Blocked);

    let admin = administrator(&stage).await;
    admin.fill("[data-user='ida@harbour.test'] input[name=reason]", "Talked to Ida").await;
    admin.press_css("[data-user='ida@harbour.test'] form.unblock button").await;
    admin.expect_text("table", "Talked to Ida").await;
    admin.quit().await;
    let browser = stage.browser().await;
    let number = asked(&browser).await;
    let view = phone.approve(&number).await;
    assert_eq!(view.outcome, Some(Outcome::Approved));
    browser.expect("Stay signed in?").await;
    browser.quit().await;
}
