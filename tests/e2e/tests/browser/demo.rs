//! The demo's phone: what it shows, when, and what stays while it is drawn anew.

use std::path::PathBuf;

use countersign_e2e::phone::PASSCODE;
use countersign_e2e::pictures::png_of;
use countersign_e2e::show::open_app;
use countersign_e2e::wait::until;
use countersign_e2e::{Browser, Looks, Show};
use serde_json::{Value, json};
use thirtyfour::prelude::{By, WebElement};

const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

/// Keeps a picture for a person to look at, where COUNTERSIGN_SHOTS names a folder.
pub(crate) async fn shot(browser: &Browser, name: &str) {
    if let Some(folder) = std::env::var_os("COUNTERSIGN_SHOTS") {
        browser.shot(&PathBuf::from(folder).join(format!("demo-{name}.png"))).await;
    }
}

/// Waits for the phone in the frame.
pub(crate) async fn phone_is_there(browser: &Browser) {
    let script = "const inside = document.querySelector('iframe.phone')?.contentDocument;
        return inside?.readyState === 'complete' && inside.querySelector('.device') !== null";
    let there = until(async || (browser.run(script, vec![]).await == true).then_some(())).await;
    assert!(there.is_some(), "the phone is not in the frame");
}

fn narrow() -> Looks {
    Looks { size: Looks::NARROW, ..Looks::default() }
}

pub(crate) async fn in_frame(browser: &Browser, css: &str) {
    browser.driver().enter_default_frame().await.unwrap();
    let frame: WebElement = browser.driver().find(By::Css(css)).await.unwrap();
    frame.enter_frame().await.unwrap();
}

async fn on_page(browser: &Browser) {
    in_frame(browser, "iframe.page").await;
}

async fn on_phone(browser: &Browser) {
    in_frame(browser, "iframe.phone").await;
}

/// Types the number on the phone and presses YES. The unlock of the app counts for a minute: on a slow machine it
/// is over by now, and the passcode is typed too.
pub(crate) async fn approve(phone: &Browser, number: &str) {
    phone.fill("#number", number).await;
    let typed = until(async || {
        if let Some(field) = phone.find("#passcode").await {
            field.clear().await.ok()?;
            field.send_keys(PASSCODE).await.ok()?;
        }
        phone.find(".yes").await?.is_enabled().await.ok()?.then_some(())
    });
    assert!(typed.await.is_some(), "YES stays grey");
    phone.press("YES").await;
}

/// Sets the phone up, both sides in one window, as a visitor does.
async fn set_up(show: &Show, browser: &Browser, notifications: &str) {
    browser.open("/").await;
    phone_is_there(browser).await;
    on_phone(browser).await;
    open_app(browser).await;
    on_page(browser).await;
    browser.press("Sign in").await;
    // An error leaves the focus where to go on: in the page's own frame.
    browser.type_password(&show.person.0, "not-this-one-5").await;
    browser.expect_text("[role=alert]", "not right").await;
    let landed = until(async || (focused(browser).await == "password").then_some(())).await;
    assert!(landed.is_some(), "the focus is lost: {}", focused(browser).await);
    browser.type_password(&show.person.0, &show.person.1).await;
    for page in ["More information required", "Start by getting the app", "Set up your account"] {
        browser.expect(page).await;
        browser.press("Next").await;
    }
    browser.expect("Scan this QR code").await;
    browser.code().await;
    on_phone(browser).await;
    browser.press("Scan a QR code").await;
    browser.press("Scan the sign-in page").await;
    browser.expect("Add this account?").await;
    browser.press("Continue").await;
    browser.expect("Allow notifications?").await;
    browser.press(notifications).await;
    on_page(browser).await;
    browser.press("Next").await;
    browser.expect("Let's try it out").await;
    let number = browser.number().await;
    on_phone(browser).await;
    browser.expect("Are you signing in?").await;
    approve(browser, &number).await;
    browser.expect("Approved.").await;
    browser.expect_text(".said", "Your phone is set up.").await;
    on_page(browser).await;
    browser.expect("Success").await;
}

/// Another browser signs in; the number that its page shows.
async fn asks(show: &Show, other: &Browser) -> String {
    show.sign_in(other).await;
    other.expect("Approve this sign-in").await;
    other.number().await
}

async fn focused(browser: &Browser) -> Value {
    browser.run("return document.activeElement.id", vec![]).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_shows_at_once_whatever_stands_on_the_phone_a18_a36() {
    let show = Show::new().await;
    let laptop = Looks { size: (1366, 650), ..Looks::default() };
    let (both, other) = (show.browser(laptop).await, show.browser(Looks::default()).await);
    set_up(&show, &both, "Allow").await;

    // "Approved" still stands there: the request is named on it, without a tap.
    let number = asks(&show, &other).await;
    on_phone(&both).await;
    both.expect_text("#waiting", "Harbour Bank").await;
    assert_eq!(both.heading().await.unwrap(), "Approved.");
    shot(&both, "waiting-while-approved").await;
    // "Done" leads to it, and so does a tap on it.
    both.press("Done").await;
    both.expect("Are you signing in?").await;
    assert!(both.find("#waiting *").await.is_none());

    // The unlock of the app was spent: YES needs the passcode, and says so; "No" needs nothing.
    let yes = both.find(".yes").await.unwrap();
    assert!(!yes.is_enabled().await.unwrap());
    both.expect_text("#hint", "The 2 digits, your passcode, then YES.").await;
    let first: String = number.chars().take(1).collect();
    both.fill("#number", &first).await;
    both.expect_text("#hint", "More digits to type: 1.").await;
    both.fill("#number", &number).await;
    both.expect_text("#hint", "Now your passcode, then press YES.").await;
    assert!(!yes.is_enabled().await.unwrap());
    // A third digit is not taken, and the two before stay.
    both.find("#number").await.unwrap().send_keys("7").await.unwrap();
    both.expect_text("#hint", "The number has 2 digits, no more.").await;
    let typed = both.run("return document.getElementById('number').value", vec![]).await;
    assert_eq!(typed, number.as_str());

    // A wrong passcode is said, the number stays, and the focus is where to go on: in the frame.
    both.fill("#passcode", "not-this-one-5").await;
    both.press("YES").await;
    both.expect_text("[role=alert]", "This passcode is not right.").await;
    assert_eq!(focused(&both).await, "passcode");
    let outer = both.run("return parent.document.activeElement.className", vec![]).await;
    assert_eq!(outer, "phone");
    let typed = both.run("return document.getElementById('number').value", vec![]).await;
    assert_eq!(typed, number.as_str());
    shot(&both, "request-wrong-passcode").await;

    // The app is left and opened again: the passcode screen says that there is a request, and no more.
    both.press_css(".home-bar button").await;
    both.expect("Phone").await;
    both.expect_text(".ring", "Sign-in request").await;
    both.press_css(".app-icon button").await;
    both.expect("Unlock Countersign").await;
    assert_eq!(focused(&both).await, "passcode");
    both.expect_text("#waiting", "Sign-in request").await;
    both.fill("#passcode", "not-this-one-5").await;
    both.press("Unlock").await;
    both.expect_text("[role=alert]", "This passcode is not right.").await;
    assert_eq!(focused(&both).await, "passcode");
    let shown = both.all_text().await;
    assert!(!shown.contains("Harbour") && !shown.contains("Mail"), "{shown}");
    shot(&both, "unlock-while-waiting").await;
    both.fill("#passcode", PASSCODE).await;
    both.press("Unlock").await;
    both.expect("Are you signing in?").await;

    // Refusing is one tap.
    both.press("No, it's not me").await;
    both.expect("Refused.").await;
    other.expect("You said it was not you").await;
    shot(&both, "refused").await;
    both.press("Not now").await;
    both.expect("Accounts").await;
    both.expect_text(".rows", "Asks you when a sign-in is to be confirmed").await;
    both.quit().await;
    other.quit().await;
}

fn totp(name: &str, more: &str) -> String {
    format!("otpauth://totp/{name}:ida?secret={SECRET}&issuer={name}{more}")
}

/// Eight accounts whose codes roll while one looks, one of each other kind, and one in Hebrew.
fn codes() -> Vec<String> {
    let mut links: Vec<String> = (1..=8).map(|n| totp(&format!("Shop{n}"), "&period=2")).collect();
    links.push(format!("otpauth://steam/Steam:ida?secret={SECRET}&issuer=Steam"));
    links.push(format!("otpauth://hotp/Router:admin?secret={SECRET}&issuer=Router&counter=0"));
    links.push("motp://Post:ida?secret=00112233445566778899aabbccddeeff".to_owned());
    links.push(totp("%D7%91%D7%A0%D7%A7", ""));
    links
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_stays_where_it_is_while_codes_roll_and_every_kind_of_code_is_shown_a43() {
    let links = codes();
    let show = Show::with_codes(&links.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let phone = show.phone(Looks { size: (390, 500), ..Looks::default() }).await;
    phone.expect_count(".rows li", links.len()).await;

    // Scrolled down, with the focus on a row: what rolls is drawn in its place.
    let down = "
        const screen = document.getElementById('screen');
        screen.scrollTop = 300;
        document.querySelectorAll('.row-head')[5].focus({preventScroll: true});
        const codes = document.querySelectorAll('.otp .unseen');
        return [screen.scrollTop, codes[0].textContent, document.title];";
    let before = phone.run(down, vec![]).await;
    assert_eq!(before[0], 300);
    let rolled = until(async || {
        let now = phone.run("return document.querySelector('.otp .unseen').textContent", vec![]);
        (now.await != before[1]).then_some(())
    });
    assert!(rolled.await.is_some(), "the codes do not roll");
    let after = phone.run(
        "return [document.getElementById('screen').scrollTop, document.activeElement.textContent]",
        vec![],
    );
    assert_eq!(after.await, json!([300, "Shop6 ida"]));

    // Five letters stay whole; six digits are two groups.
    let shown = "return [...document.querySelectorAll('.rows li')].map(row =>
        [row.querySelector('strong').textContent, row.querySelector('.otp span')?.textContent ?? null])";
    let rows = phone.run(shown, vec![]).await;
    let code = |name: &str| {
        let row = rows.as_array().unwrap().iter().find(|row| row[0] == name).unwrap();
        row[1].as_str().map(str::to_owned)
    };
    let steam = code("Steam").unwrap();
    assert!(steam.len() == 5 && !steam.contains(' '), "{steam}");
    assert_eq!(code("Shop1").unwrap().find(' '), Some(3));
    assert_eq!((code("Router"), code("Post")), (None, None));
    phone.expect_text(".rows", "Its codes need a PIN").await;

    // A counter makes a code when it is asked (RFC 4226, appendix D), and the next one after that.
    phone.press("Show a code").await;
    phone.expect_text(".rows", "755 224").await;
    phone.press("Next code").await;
    phone.expect_text(".rows", "287 082").await;
    assert!(!phone.text(".rows").await.contains("755 224"));
    shot(&phone, "list").await;
    phone.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_there_already_can_be_kept_twice_and_goes_without_a_word_of_it() {
    let link = totp("Shop", "");
    let show = Show::with_codes(&[&link]).await;
    let phone = show.phone(narrow()).await;
    let picture = show.folder.path().join("code.png");
    std::fs::write(&picture, png_of(&[&link])).unwrap();
    phone.open("/phone/scan").await;
    let file = phone.find("#picture").await.unwrap();
    file.send_keys(picture.to_str().unwrap()).await.unwrap();
    phone.expect("Add this account?").await;
    phone.expect_text(".notice", "This account is here already.").await;
    shot(&phone, "preview-same").await;
    phone.press("Keep both").await;
    phone.expect("Accounts").await;
    phone.expect_count(".rows li", 2).await;

    phone.press_css(".row-head").await;
    phone.expect("Shop").await;
    phone.press("Remove this account").await;
    let words = phone.text("details").await;
    assert!(words.contains("Its codes are gone") && !words.contains("IT "), "{words}");
    phone.press("Remove").await;
    phone.expect("Removed here.").await;
    phone.expect_text(".said", "Its codes are no longer on this phone.").await;
    phone.press("Done").await;
    phone.expect_count(".rows li", 1).await;
    phone.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_said_to_notifications_can_be_changed_and_survives_a_restart_a10() {
    let show = Show::new().await;
    let both = show.browser(Looks::default()).await;
    set_up(&show, &both, "Don't allow").await;
    on_phone(&both).await;
    both.press("Done").await;
    both.expect_text(".notice", "You will not be told about requests.").await;
    both.press("Change this").await;
    both.expect("Settings").await;
    shot(&both, "settings").await;
    both.press("Allow notifications").await;
    both.expect_text(".facts-of", "This phone tells you when a sign-in asks for you.").await;
    both.press_css("a[aria-label=Back]").await;
    both.expect("Accounts").await;
    assert!(both.find(".notice").await.is_none());
    both.quit().await;

    // After a restart the answer before still stands: what is offered is the other one.
    let mut show = show;
    for (answer, words) in [
        ("Turn notifications off", "You will not be told about requests."),
        ("Allow notifications", "This phone tells you when a sign-in asks for you."),
    ] {
        show = show.restart().await;
        let phone = show.phone(narrow()).await;
        phone.press_css("a[aria-label=Settings]").await;
        phone.press(answer).await;
        phone.expect_text(".facts-of", words).await;
        phone.quit().await;
    }
}
