//! What people are used to from pages: going back, the Tab key, a card that stays where it is.

use countersign_e2e::http::client;
use countersign_e2e::wait::until;
use countersign_e2e::{Browser, IDA, Looks, PASSWORD, Stage};
use countersign_signin::pages::paths;
use countersign_signin::{Mfa, Role};
use serde_json::Value;
use thirtyfour::Key;

use crate::steps::{administrator, asked, signed_in};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_password_then_the_right_one_then_back_asks_nothing() {
    let (stage, phone) = Stage::with_idas_phone().await;
    let browser = stage.browser().await;
    browser.open(paths::SIGN_IN).await;
    browser.type_password(IDA, "wrong").await;
    browser.expect_text("[role=alert]", "not right").await;
    // The name stands there again, and loading again says nothing twice.
    browser.fill("#password", "wrong again").await;
    browser.press("Sign in").await;
    browser.expect_text("[role=alert]", "not right").await;
    browser.fill("#password", PASSWORD).await;
    browser.press("Sign in").await;
    browser.expect("Approve this sign-in").await;
    browser.back().await;
    browser.expect("Approve this sign-in").await;
    phone.approve(&browser.number().await).await;
    browser.expect("Stay signed in?").await;
    browser.press("No").await;
    browser.expect("Mail").await;
    for _ in 0..3 {
        browser.back().await;
        browser.expect("Mail").await;
    }
    browser.press("Sign out").await;
    browser.expect("Sign in").await;
    assert!(browser.find("[role=alert]").await.is_none());
    // The same for a form of a page that was too old.
    let other = stage.browser().await;
    asked(&other).await;
    let spoil = "document.querySelectorAll('input[name=csrf]').forEach(field => field.value = 'x')";
    other.run(spoil, vec![]).await;
    other.press("Send again").await;
    other.expect("This page was too old").await;
    other.press("Go to the sign-in").await;
    other.expect("Approve this sign-in").await;
    other.back().await;
    other.expect("This page was too old").await;
    other.quit().await;
    browser.quit().await;
}

/// What has the focus after one press of Tab on a page just loaded.
async fn first_stop(browser: &Browser) -> String {
    browser.reload().await;
    let body = browser.find("body").await.expect("a page has a body");
    body.send_keys(Key::Tab + "").await.expect("keys can be pressed");
    let script = "return document.activeElement.textContent.trim()";
    browser.run(script, vec![]).await.as_str().unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_tab_stop_is_the_first_thing_to_do() {
    let stage = Stage::with_ida().await;
    let (browser, phone) = (stage.browser().await, stage.phone("Ida's phone"));
    browser.sign_in(IDA).await;
    browser.expect("More information required").await;
    assert_eq!(first_stop(&browser).await, "Next");
    browser.press("Next").await;
    browser.expect("Start by getting the app").await;
    assert_eq!(first_stop(&browser).await, "App Store");
    browser.press("Next").await;
    browser.expect("Set up your account").await;
    assert_eq!(first_stop(&browser).await, "Next");
    browser.press("Next").await;
    browser.expect("Scan this QR code").await;
    assert_eq!(first_stop(&browser).await, "Next");
    phone.scan(&browser.code().await).await.unwrap();
    browser.press("Next").await;
    browser.expect("Let's try it out").await;
    phone.approve(&browser.number().await).await;
    browser.expect("Success").await;
    assert_eq!(first_stop(&browser).await, "Done");
    browser.press("Done").await;
    browser.expect("Stay signed in?").await;
    assert_eq!(first_stop(&browser).await, "Yes");
    browser.press("No").await;
    browser.expect("Mail").await;
    browser.press("Sign out").await;
    browser.expect("Sign in").await;
    asked(&browser).await;
    assert_eq!(first_stop(&browser).await, "Send again");
    let request = phone.request().await;
    phone.deny(&request).await;
    browser.expect("You said it was not you").await;
    assert_eq!(first_stop(&browser).await, "Call IT: IT desk, +31 30 555 0100");
    // The eye still finds the primary action on the right.
    let right = "const [primary, other] = ['button.primary', 'a.call'].map(css =>
            document.querySelector(css).getBoundingClientRect().right);
        return Math.abs(primary - other) < 1";
    assert_eq!(browser.run(right, vec![]).await, true);
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_card_keeps_its_place_and_height_from_step_to_step() {
    const WINDOW: (u32, u32) = (1366, 650);
    let card = "const card = document.querySelector('.card').getBoundingClientRect();
        return [card.top + scrollY, card.height, card.width]";
    for size in [WINDOW, Looks::NARROW] {
        let (stage, phone) = Stage::with_idas_phone().await;
        stage.add("noor@harbour.test", Mfa::On, Role::User);
        let browser = stage.browser_that(Looks { size, ..Looks::default() }).await;
        let mut seen: Vec<(String, Value)> = Vec::new();
        let mut look = async |page: &str| {
            browser.expect(page).await;
            seen.push((page.to_owned(), browser.run(card, vec![]).await));
        };
        browser.open(paths::SIGN_IN).await;
        look("Sign in").await;
        browser.type_password("noor@harbour.test", "wrong").await;
        browser.expect_text("[role=alert]", "not right").await;
        look("Sign in").await;
        browser.type_password("noor@harbour.test", PASSWORD).await;
        look("More information required").await;
        browser.press("Next").await;
        look("Start by getting the app").await;
        browser.press("Download now").await;
        browser.picture("#download img").await;
        look("Start by getting the app").await;
        browser.press("Next").await;
        look("Set up your account").await;
        browser.press("Next").await;
        look("Scan this QR code").await;
        let code = browser.code().await;
        look("Scan this QR code").await;
        browser.press("Next").await;
        browser.expect_text("[role=alert]", "not seen").await;
        look("Scan this QR code").await;
        let noors = stage.phone("Noor's phone with quite a long name, as some people give them");
        noors.scan(&code).await.unwrap();
        browser.expect_text("[data-status]", "Seen").await;
        look("Scan this QR code").await;
        browser.press("Next").await;
        look("Let's try it out").await;
        noors.approve(&browser.number().await).await;
        look("Success").await;
        browser.press("Done").await;
        look("Stay signed in?").await;
        browser.press("Yes").await;
        look("Mail").await;
        browser.press("Sign out").await;
        look("Sign in").await;
        browser.sign_in(IDA).await;
        look("Approve this sign-in").await;
        phone.deny(&phone.request().await).await;
        look("You said it was not you").await;
        browser.open("/no-such-page").await;
        look("There is no such page").await;
        for (page, place) in &seen {
            assert_eq!(place, &seen[0].1, "{page} at {size:?}: {seen:?}");
        }
        // In a small window all that can be pressed is in sight.
        if size == WINDOW {
            let bottom = seen[0].1[0].as_f64().unwrap() + seen[0].1[1].as_f64().unwrap();
            assert!(bottom <= f64::from(WINDOW.1), "the card ends at {bottom}");
            // And so is whom to ask, as far as the last letter.
            let letters = "const words = document.createRange(); words.selectNodeContents(document.querySelector('.help'));
                return Math.max(...[...words.getClientRects()].filter(at => at.height < 30).map(at => at.bottom))";
            let words = browser.run(letters, vec![]).await.as_f64().unwrap();
            assert!(words <= f64::from(WINDOW.1), "the help line ends at {words}");
        }
        browser.quit().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn seen_takes_the_place_of_not_seen_and_a_name_moves_no_words_of_ours() {
    let stage = Stage::with_ida().await;
    // A name in a script that runs from right to left, with digits in it.
    let (browser, phone) =
        (stage.browser().await, stage.phone("\u{5d8}\u{5dc}\u{5e4}\u{5d5}\u{5df} 12"));
    browser.to_the_code(IDA).await;
    let code = browser.code().await;
    browser.press("Next").await;
    browser.expect_text("[role=alert]", "We have not seen your phone yet").await;
    phone.scan(&code).await.unwrap();
    browser.expect_text("[data-status]", "Seen").await;
    assert!(browser.find("[role=alert]").await.is_none());
    // From left to right: our word, the name, our words.
    let places = "const status = document.querySelector('[data-status]');
        const [before, name, after] = [...status.childNodes].map(node => {
            const range = document.createRange();
            range.selectNodeContents(node);
            return range.getBoundingClientRect();
        });
        return [before.right <= name.left + 1, name.right <= after.left + 1]";
    let in_order = browser.run(places, vec![]).await;
    assert_eq!(in_order, serde_json::json!([true, true]));
    // The same when the page is drawn with it.
    browser.reload().await;
    browser.expect_text("[data-status]", "Seen").await;
    assert_eq!(browser.run(places, vec![]).await, in_order);
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_it_forgot_the_mail_page_promises_no_longer_a53() {
    let (stage, phone) = Stage::with_idas_phone().await;
    let browser = stage.browser().await;
    signed_in(&browser, &phone, "Yes").await;
    browser.expect_text("dl", "This computer asks again\nOn ").await;
    let admin = administrator(&stage).await;
    admin.press_css("[data-user='ida@harbour.test'] form button.link").await;
    admin.expect_text("[role=status]", "The browsers are forgotten.").await;
    admin.quit().await;
    browser.reload().await;
    browser.expect_text("dl", "This computer asks again\nAt the next sign-in").await;
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_fits_every_window_and_its_times_stay_on_one_line() {
    let (stage, phone) = Stage::with_idas_phone().await;
    let browser = stage.browser().await;
    signed_in(&browser, &phone, "No").await;
    browser.press("Sign out").await;
    browser.expect("Sign in").await;
    asked(&browser).await;
    stage.clock.advance(60);
    browser.quit().await;
    let admin = administrator(&stage).await;
    let measure = "const time = document.querySelector('tbody time');
        const lines = time.getClientRects().length;
        const table = getComputedStyle(document.querySelector('tbody tr')).display === 'table-row';
        return [document.documentElement.scrollWidth - innerWidth, lines, table]";
    for (width, table) in [
        (320, false),
        (390, false),
        (861, false),
        (1039, false),
        (1040, true),
        (1200, true),
        (1366, true),
    ] {
        admin.look_like(Looks { size: (width, 650), ..Looks::default() }).await;
        let seen = admin.run(measure, vec![]).await;
        assert!(seen[0].as_i64().unwrap() <= 0, "scrolls sideways at {width}: {seen}");
        assert_eq!((&seen[1], &seen[2]), (&Value::from(1), &Value::from(table)), "at {width}");
    }
    admin.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_of_this_computer_leads_to_the_page_and_a_strange_name_says_where_it_is() {
    let stage = Stage::with_ida().await;
    let port = stage.base_url().rsplit(':').next().unwrap().to_owned();
    let browser = stage.browser().await;
    for address in [format!("http://127.0.0.1:{port}/"), format!("http://127.0.0.1:{port}/signin")]
    {
        browser.driver().goto(&address).await.unwrap();
        browser.expect("Sign in").await;
        assert_eq!(browser.path().await, paths::SIGN_IN);
    }
    browser.sign_in(IDA).await;
    browser.expect("More information required").await;

    // Any other name: the page is drawn as it should be, and leads to the right address.
    let strange = format!("127.0.0.1.evil.test:{port}");
    let reply = client().get(format!("{}/signin", stage.base_url())).header("Host", strange);
    let reply = reply.send().await.unwrap();
    assert_eq!(reply.status(), 421);
    let text = reply.text().await.unwrap();
    assert!(text.contains(&format!("href=\"{}/signin\"", stage.base_url())), "{text}");
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_opens_beside_the_set_up() {
    let stage = Stage::with_ida().await;
    let browser = stage.browser().await;
    browser.sign_in(IDA).await;
    browser.press("Next").await;
    browser.expect("Start by getting the app").await;
    browser.press("Download now").await;
    browser.picture("#download img").await;
    let script = "return [...document.querySelectorAll('main a')]
        .filter(link => link.origin !== location.origin)
        .map(link => [link.target, link.rel])";
    let links = browser.run(script, vec![]).await;
    let apart = serde_json::json!(["_blank", "noopener"]);
    assert_eq!(links, serde_json::json!([apart, apart, apart]));
    let before = browser.driver().windows().await.unwrap().len();
    browser.press("App Store").await;
    let opened = until(async || {
        let count = browser.driver().windows().await.ok()?.len();
        (count > before).then_some(())
    });
    assert!(opened.await.is_some(), "the store opens in a window of its own");
    browser.expect("Start by getting the app").await;
    browser.quit().await;
}
