//! From the first password to a phone that is set up (G1 to G7).

use countersign_core::app::{AccountState, AddError, Preview};
use countersign_core::push::EnrolError;
use countersign_core::push::request::{Outcome, Purpose};
use countersign_e2e::meddler::Meddler;
use countersign_e2e::{Browser, IDA, Looks, Phone, PhoneOptions, Stage, pictures};
use countersign_phone::words::Told;
use countersign_signin::{Mfa, Role};
use data_encoding::BASE64URL_NOPAD;
use std::sync::Arc;

/// "Next" after scanning, the number, YES: the browser stands on "Success".
async fn try_out(browser: &Browser, phone: &Phone) {
    browser.press("Next").await;
    browser.expect("Let's try it out").await;
    let view = phone.approve(&browser.number().await).await;
    assert_eq!(view.outcome, Some(Outcome::Approved));
    browser.expect("Success").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_mfa_on_the_next_sign_in_asks_for_more_a01() {
    let stage = Stage::with_ida().await;
    let browser = stage.browser().await;
    browser.sign_in(IDA).await;
    browser.expect("More information required").await;
    browser.expect_text("main", "to keep your account secure").await;
    browser.expect_text("main", IDA).await;
    browser.press("Next").await;
    browser.expect("Start by getting the app").await;
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_mfa_off_no_set_up_page_appears_a02() {
    let stage = Stage::new().await;
    stage.add(IDA, Mfa::Off, Role::User);
    let browser = stage.browser().await;
    browser.sign_in(IDA).await;
    browser.expect("Mail").await;
    browser.expect_text("#signed-in-as", IDA).await;
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_page_leads_to_the_stores_and_to_a_download_code_a03() {
    let stage = Stage::with_ida().await;
    let browser = stage.browser().await;
    browser.sign_in(IDA).await;
    browser.press("Next").await;
    browser.expect("Start by getting the app").await;
    for (store, address) in [("App Store", "ios"), ("Google Play", "android")] {
        let link = browser.button(store).await.expect("the store is linked");
        let href = link.attr("href").await.unwrap().unwrap_or_default();
        assert_eq!(href, format!("https://link.countersign.test/{address}"));
    }
    browser.press("Download now").await;
    let code = pictures::read(&browser.picture("#download img").await);
    assert_eq!(code, "https://link.countersign.test/get");
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_code_on_the_screen_adds_the_account_without_typing_a07() {
    let stage = Stage::with_ida().await;
    for looks in [Looks::default(), Looks { dark: true, size: Looks::NARROW, ..Looks::default() }] {
        let (browser, phone) = (stage.browser_that(looks).await, stage.phone("Ida's phone"));
        browser.to_the_code(IDA).await;
        let code = browser.code().await;
        let Preview::Enrol(offer) = phone.preview(&code).await.unwrap() else {
            panic!("the code sets up a work account");
        };
        assert_eq!(offer.organisation.as_deref(), Some("Harbour Bank"));
        assert_eq!((offer.user.as_str(), offer.host.as_str()), (IDA, "localhost"));
        assert_eq!(offer.conflict, None);
        assert!(phone.app.accounts().list().unwrap().is_empty(), "a preview adds nothing");
        let added = phone.scan(&code).await.unwrap().account;
        assert_eq!((added.issuer.as_str(), added.label.as_str()), ("Harbour Bank", IDA));
        assert_eq!(phone.app.accounts().list().unwrap(), [added]);
        // The page says whom it saw, and is not left by itself.
        browser.expect_text("[data-status]", "Seen: Ida's phone").await;
        browser.quit().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn set_up_completes_with_notifications_refused_a10() {
    let stage = Stage::with_ida().await;
    let line = Meddler::new();
    let options = PhoneOptions { transport: Arc::new(line.clone()), ..PhoneOptions::default() };
    let phone = Phone::new(&stage.clock, options);
    let browser = stage.browser().await;
    browser.to_the_code(IDA).await;
    phone.scan(&browser.code().await).await.unwrap();
    // The phone tells the service that it cannot be rung.
    let sent = line.last("/push-mfa/enroll/complete").sent;
    let token: serde_json::Value = serde_json::from_str(&sent).unwrap();
    let claims = token["token"].as_str().unwrap().split('.').nth(1).unwrap().to_owned();
    let claims = BASE64URL_NOPAD.decode(claims.as_bytes()).unwrap();
    let claims: serde_json::Value = serde_json::from_slice(&claims).unwrap();
    assert_eq!(claims["pushProviderType"], "none");
    // Opening the app is enough to see the request.
    try_out(&browser, &phone).await;
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_try_out_asks_for_the_number_and_the_browser_moves_on_a11_a13() {
    let stage = Stage::with_ida().await;
    let (browser, phone) = (stage.browser().await, stage.phone("Ida's phone"));
    browser.to_the_code(IDA).await;
    browser.press("Next").await;
    browser.expect_text("[role=alert]", "We have not seen your phone yet").await;
    let added = phone.scan(&browser.code().await).await.unwrap();
    assert_eq!(added.account.state, AccountState::TryoutPending);
    browser.press("Next").await;
    browser.expect("Let's try it out").await;
    let number = browser.number().await;
    assert!(number.len() == 2 && number.bytes().all(|b| b.is_ascii_digit()), "{number}");

    let request = phone.request().await;
    assert_eq!(request.request.purpose, Purpose::Tryout);
    assert_eq!(request.digits, Some(2));
    let view = phone.answer(&request, &number).await;
    assert_eq!(view.outcome, Some(Outcome::Approved));
    browser.expect("Success").await;
    browser.expect_text("main", "Ida's phone").await;
    browser.expect_text("main", "is set up").await;

    phone.look().await;
    assert_eq!(phone.app.accounts().list().unwrap()[0].state, AccountState::Active);
    assert_eq!(stage.mfa(IDA), Mfa::Enforced);
    browser.press("Done").await;
    browser.expect("Stay signed in?").await;
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_an_approved_try_out_nobody_is_enrolled_a12() {
    let stage = Stage::with_ida().await;
    let (browser, phone) = (stage.browser().await, stage.phone("Ida's phone"));
    browser.to_the_code(IDA).await;
    let first = browser.code().await;
    phone.scan(&first).await.unwrap();
    browser.press("Next").await;
    browser.expect("Let's try it out").await;
    let number = browser.number().await;
    browser.reload().await;
    browser.expect("Let's try it out").await;
    assert_eq!(browser.number().await, number, "reloading shows the same number");

    browser.press("I did not get a request").await;
    browser.press("Start again").await;
    browser.expect("Scan this QR code").await;
    assert_eq!(stage.mfa(IDA), Mfa::On, "not counted as enrolled");
    let second = browser.code().await;
    assert_ne!(pictures::read(&first), pictures::read(&second));
    assert!(phone.look().await.is_none(), "the request of the ended set-up is gone");
    phone.scan(&second).await.unwrap();
    assert_eq!(phone.app.accounts().list().unwrap().len(), 1, "the unfinished account is replaced");
    browser.press("Next").await;
    browser.expect("Let's try it out").await;

    // Left until the code lapses: the page says so by itself and offers a fresh code.
    stage.clock.advance(600);
    browser.expect("This code has lapsed").await;
    assert_eq!(stage.mfa(IDA), Mfa::On);
    browser.press("New code").await;
    browser.expect("Scan this QR code").await;
    phone.scan(&browser.code().await).await.unwrap();
    try_out(&browser, &phone).await;
    assert_eq!(stage.mfa(IDA), Mfa::Enforced);
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_works_once_and_the_first_phone_keeps_working_a14() {
    let stage = Stage::with_ida().await;
    let browser = stage.browser().await;
    let (first, second) = (stage.phone("Ida's phone"), stage.phone("A thief's phone"));
    browser.to_the_code(IDA).await;
    let code = browser.code().await;
    first.scan(&code).await.unwrap();
    let before = first.app.accounts().list().unwrap();

    let error = second.scan(&code).await.unwrap_err();
    assert_eq!(error, AddError::Used);
    assert!(error.advice().contains("already used, get a new one"), "{}", error.advice());
    assert!(second.app.accounts().list().unwrap().is_empty());
    assert_eq!(first.app.accounts().list().unwrap(), before);
    browser.expect("This code was already used").await;
    assert!(browser.button("New code").await.is_some());

    // Nothing changed for the first phone: the set-up goes on with it.
    browser.press("Back").await;
    browser.expect("Set up your account").await;
    browser.press("Next").await;
    browser.expect("Scan this QR code").await;
    try_out(&browser, &first).await;
    browser.expect_text("main", "Ida's phone").await;
    assert_eq!(second.scan(&code).await.unwrap_err(), EnrolError::AlreadyUsed.into());
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lapsed_code_is_said_to_be_so_and_replaced_in_place_a15() {
    let stage = Stage::with_ida().await;
    let (browser, phone) = (stage.browser().await, stage.phone("Ida's phone"));
    browser.to_the_code(IDA).await;
    let lapsed = browser.code().await;
    stage.clock.advance(600);
    let error = phone.scan(&lapsed).await.unwrap_err();
    assert_eq!(error, AddError::Expired);
    assert!(error.advice().contains("expired"), "{}", error.advice());
    assert!(phone.app.accounts().list().unwrap().is_empty());

    browser.expect("This code has lapsed").await;
    browser.press("New code").await;
    browser.expect("Scan this QR code").await;
    phone.scan(&browser.code().await).await.unwrap();
    try_out(&browser, &phone).await;
    browser.quit().await;
}
