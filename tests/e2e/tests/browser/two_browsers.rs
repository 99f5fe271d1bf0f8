//! Two sign-ins at once, and what people do twice: buttons, reloads, the back button.

use countersign_core::app::Phase;
use countersign_core::push::request::Outcome;
use countersign_e2e::{IDA, Stage, pictures};
use countersign_signin::pages::paths;

use crate::steps::{asked, nobody_is_signed_in};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_newer_of_two_sign_ins_can_be_approved_a25() {
    let (stage, phone) = Stage::with_idas_phone().await;
    let (older, newer) = (stage.browser().await, stage.browser().await);
    let old_number = asked(&older).await;
    let old_request = phone.request().await;
    let mut new_number = asked(&newer).await;
    // Both may show the same two digits by chance, which would prove nothing below.
    while new_number == old_number {
        stage.clock.advance(400);
        newer.expect("We did not hear from you").await;
        newer.press("Send another request").await;
        newer.expect("Approve this sign-in").await;
        new_number = newer.number().await;
    }
    older.expect("A newer sign-in took over").await;
    older.expect_text("main", "Look at the other window").await;
    older.quit().await;

    // The older request is over on the phone too, whatever number it is given.
    let view = phone.try_answer(&old_request, &old_number).await.unwrap();
    assert_eq!(view.outcome, Some(Outcome::Superseded));
    let request = phone.request().await;
    assert_ne!(request.request.id, old_request.request.id);
    let open = phone.app.requests().inbox().unwrap().requests;
    assert_eq!(open.iter().filter(|view| view.phase != Phase::Ended).count(), 1);
    // A number works only for its own browser.
    let view = phone.answer(&request, &old_number).await;
    assert_eq!(view.outcome, Some(Outcome::WrongNumber));
    newer.expect("That was not the number").await;
    newer.press("Start again").await;
    newer.expect("Sign in").await;
    stage.clock.advance(400);
    let number = asked(&newer).await;
    let view = phone.approve(&number).await;
    assert_eq!(view.outcome, Some(Outcome::Approved));
    newer.expect("Stay signed in?").await;
    newer.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pressing_twice_going_back_and_reloading_do_no_harm() {
    let stage = Stage::with_ida().await;
    let (browser, phone) = (stage.browser().await, stage.phone("Ida's phone"));
    browser.to_the_code(IDA).await;
    let code = browser.code().await;
    browser.back().await;
    browser.expect("Set up your account").await;
    browser.press("Next").await;
    browser.expect("Scan this QR code").await;
    // What it says is compared: pixels at an edge may be drawn otherwise.
    let again = pictures::read(&browser.code().await);
    assert_eq!(again, pictures::read(&code), "going back and on shows the same code");
    browser.reload().await;
    phone.scan(&browser.code().await).await.unwrap();
    // Two quick presses: the second one is the same press.
    twice(&browser, paths::SCAN).await;
    browser.expect("Let's try it out").await;
    let number = browser.number().await;
    browser.back().await;
    browser.expect("Let's try it out").await;
    assert_eq!(browser.number().await, number);
    phone.approve(&number).await;
    browser.expect("Success").await;
    twice(&browser, paths::DONE).await;
    browser.expect("Stay signed in?").await;
    browser.back().await;
    browser.expect("Stay signed in?").await;
    twice(&browser, paths::STAY_SIGNED_IN).await;
    browser.expect("Mail").await;
    browser.back().await;
    browser.expect("Mail").await;
    browser.reload().await;
    browser.expect("Mail").await;

    // Signed out, the back button brings nothing back.
    browser.press("Sign out").await;
    browser.expect("Sign in").await;
    browser.back().await;
    browser.expect("Sign in").await;
    nobody_is_signed_in(&browser).await;

    // The number page: one request, however often it is loaded.
    asked(&browser).await;
    let first = phone.look().await.unwrap().request.id;
    browser.reload().await;
    browser.expect("Approve this sign-in").await;
    assert_eq!(phone.look().await.unwrap().request.id, first);
    browser.press("Cancel").await;
    browser.expect("You cancelled this sign-in").await;
    assert!(phone.look().await.is_none());
    browser.back().await;
    browser.expect("You cancelled this sign-in").await;
    browser.quit().await;
}

/// Sends the page's form twice within one moment, as a double click does.
async fn twice(browser: &countersign_e2e::Browser, action: &str) {
    let script =
        "const form = [...document.forms].findLast(f => new URL(f.action).pathname === arguments[0]);
        const body = new URLSearchParams(new FormData(form));
        const button = form.querySelector('button[name]');
        if (button) body.append(button.name, button.value);
        const send = () => fetch(form.action, {method: 'POST', body});
        return Promise.all([send(), send()]).then(both => {
            location.href = '/signin';
            return both.map(one => one.status);
        });";
    let both = browser.run(script, vec![action.into()]).await;
    assert!(!both.to_string().contains('5'), "{both}");
}
