//! The demo's story, its clicks and its drawer, both sides in one window.

use countersign_e2e::phone::PASSCODE;
use countersign_e2e::show::open_app;
use countersign_e2e::wait::until;
use countersign_e2e::{Browser, Looks, Show};
use serde_json::{Value, json};

use crate::demo::{in_frame, phone_is_there, shot};
use crate::looks::{axe, check};

/// A laptop's window.
const LAPTOP: Looks = Looks { dark: false, size: (1366, 650), scripts: true };
/// The passcode that the story chooses.
const OF_THE_STORY: &str = "harbour-7391";

async fn around(browser: &Browser) {
    browser.driver().enter_default_frame().await.unwrap();
}

/// The demo in a window, and how fast its story goes: 0 waits for nothing.
async fn opened(show: &Show, pace: u8) -> Browser {
    let both = show.browser(LAPTOP).await;
    both.open("/").await;
    phone_is_there(&both).await;
    set_pace(&both, pace).await;
    both
}

async fn set_pace(both: &Browser, pace: u8) {
    both.run(&format!("document.body.dataset.pace = '{pace}'"), vec![]).await;
}

/// Plays the story to its end.
async fn played(both: &Browser) {
    both.press("Play").await;
    both.expect_text("#said", "That was the story.").await;
}

/// Clicks, and waits for what is said of it.
async fn click(both: &Browser, words: &str, said: &str) {
    around(both).await;
    both.press(words).await;
    both.expect_text("#said", said).await;
}

/// Refuses. Who is slower than the requests finds that a newer one took over, and refuses that.
async fn refuse_the_newest(both: &Browser) {
    loop {
        both.press("No, it's not me").await;
        let asked = until(async || {
            if both.button("Not now").await.is_some() {
                return Some(true);
            }
            let heading = both.heading().await?;
            heading.contains("A newer sign-in took over").then_some(false)
        });
        if asked.await.expect("neither asked whether to report nor told of a newer one") {
            return;
        }
        both.press("Done").await;
    }
}

/// Which step the list marks, and how many stand behind it.
async fn step(both: &Browser) -> Value {
    let script = "return [document.querySelector('#story [aria-current=step]')?.dataset.step,
        document.querySelectorAll('#story .past').length]";
    both.run(script, vec![]).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_story_plays_pauses_and_stops_and_the_list_says_where_it_is() {
    let show = Show::new().await;
    let both = opened(&show, 1).await;
    let at = |name: &'static str, behind: u8| {
        let both = &both;
        async move {
            let wanted = json!([name, behind]);
            let there = until(async || (step(both).await == wanted).then_some(())).await;
            assert!(there.is_some(), "{wanted} is wanted, there is {}", step(both).await);
        }
    };
    at("G1", 0).await;

    // While it pauses nothing goes on, however fast it would be.
    both.press("Play").await;
    both.expect_text("#said", "G1.").await;
    both.press("Pause").await;
    set_pace(&both, 0).await;
    for _ in 0..20 {
        assert!(both.text("#said").await.starts_with("G1."));
    }
    let pressed = both.find("#pause").await.unwrap().attr("aria-pressed").await.unwrap();
    assert_eq!(pressed.as_deref(), Some("true"));
    shot(&both, "story-paused").await;
    both.press("Pause").await;
    both.expect_text("#said", "That was the story.").await;
    at("G0", 8).await;
    shot(&both, "story-played").await;
    in_frame(&both, "iframe.phone").await;
    both.expect("Reported.").await;
    in_frame(&both, "iframe.page").await;
    both.expect("Sign in").await;
    around(&both).await;

    // It begins again, and what was stopped is left as it stands.
    set_pace(&both, 1).await;
    both.press("Play").await;
    both.expect_text("#said", "G1.").await;
    at("G1", 0).await;
    both.press("Stop").await;
    both.expect_text("#said", "Stopped.").await;
    let focused = both.run("return document.activeElement.id", vec![]).await;
    assert_eq!(focused, "play");
    both.quit().await;
}

/// Types user and password on the page beside the phone.
async fn sign_in_by_hand(show: &Show, both: &Browser) {
    in_frame(both, "iframe.page").await;
    both.expect("Sign in").await;
    both.type_password(&show.person.0, &show.person.1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_click_each_shows_what_people_fear() {
    let show = Show::new().await;
    let both = opened(&show, 0).await;
    click(&both, "From abroad", "No phone is set up yet.").await;
    played(&both).await;

    click(&both, "From abroad", "Your account is protected").await;
    click(&both, "Unblock as IT", "IT has unblocked the account.").await;
    in_frame(&both, "iframe.phone").await;
    both.press("Done").await;
    both.expect("Accounts").await;

    // The country is named, and one tap refuses.
    click(&both, "From abroad", "The phone names the country").await;
    in_frame(&both, "iframe.phone").await;
    both.expect("Are you signing in?").await;
    both.expect_text("#country", "This sign-in comes from Brazil.").await;
    shot(&both, "from-abroad").await;
    click(&both, "Let it lapse", "the request has lapsed").await;
    in_frame(&both, "iframe.phone").await;
    both.expect("Accounts").await;
    click(&both, "From abroad", "make the next one wait").await;
    click(&both, "Unblock as IT", "Waits before the next request are lifted.").await;
    click(&both, "Many requests", "8 times in a row").await;
    in_frame(&both, "iframe.phone").await;
    refuse_the_newest(&both).await;
    both.press("Not now").await;
    both.expect("Accounts").await;

    // The clock, once the service was asked; and right again.
    click(&both, "Unblock as IT", "lifted").await;
    click(&both, "Turn the clock", "90 s slow").await;
    let button = both.button("Turn the clock").await.unwrap();
    let pressed =
        until(async || (button.attr("aria-pressed").await.ok()??.as_str() == "true").then_some(()));
    assert!(pressed.await.is_some());
    in_frame(&both, "iframe.phone").await;
    both.expect_text(".notice", "Your phone's clock is").await;
    shot(&both, "clock-turned").await;
    click(&both, "Turn the clock", "right again").await;

    // Without a network the code of the phone signs in.
    click(&both, "Go offline", "no network").await;
    in_frame(&both, "iframe.phone").await;
    both.expect_text("#screen", "No connection. Your codes still work").await;
    shot(&both, "offline").await;
    sign_in_by_hand(&show, &both).await;
    both.expect("Approve this sign-in").await;
    both.press("Another way").await;
    both.expect("Use a code").await;
    in_frame(&both, "iframe.phone").await;
    let code = both.run("return document.querySelector('.take').dataset.take", vec![]).await;
    in_frame(&both, "iframe.page").await;
    both.fill("#code", code.as_str().unwrap()).await;
    both.press("Sign in").await;
    both.expect("Stay signed in?").await;
    both.press("Yes").await;
    both.expect("Mail").await;
    click(&both, "Go offline", "its network again").await;

    // Ninety days later this browser is asked again.
    click(&both, "Skip 90 days", "Ninety days went by.").await;
    sign_in_by_hand(&show, &both).await;
    both.expect("Approve this sign-in").await;
    shot(&both, "after-90-days").await;

    // A second phone stands beside the first, and each can be looked at.
    click(&both, "Add a phone", "Here is one more.").await;
    in_frame(&both, "iframe.phone").await;
    both.expect("Choose a passcode").await;
    around(&both).await;
    shot(&both, "two-phones").await;
    // It rings: the sign-in waits there, and its tab says so beside the name.
    both.press_css("#tabs button[value=\"Ida's phone\"]").await;
    let script = "return !!document.querySelector('iframe.phone').contentDocument?.querySelector('#number, .rows')";
    let back = until(async || (both.run(script, vec![]).await == true).then_some(())).await;
    assert!(back.is_some(), "the first phone does not stand there");

    // All of them are lost: the pass of IT sets up the one that is new.
    click(&both, "Lose the phone", "The phone is gone").await;
    let pass = both.text("#said strong").await;
    let alone =
        until(async || (!both.find(".tabs").await?.is_displayed().await.ok()?).then_some(()));
    assert!(alone.await.is_some(), "the lost phones still have tabs");
    shot(&both, "lost").await;
    in_frame(&both, "iframe.phone").await;
    open_app(&both).await;
    both.expect_text("#screen", "No accounts yet").await;
    sign_in_by_hand(&show, &both).await;
    both.expect("Type your one-time pass").await;
    both.fill("#pass", &pass).await;
    both.press("Next").await;
    both.expect("Start by getting the app").await;

    click(&both, "Begin again", "as at the first start").await;
    in_frame(&both, "iframe.phone").await;
    both.expect("Choose a passcode").await;
    in_frame(&both, "iframe.page").await;
    both.expect("Sign in").await;
    both.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_password_is_copied_and_the_drawer_shows_what_happens_without_a_secret() {
    let show = Show::with_digits(6).await;
    let both = opened(&show, 0).await;
    let allowed = json!({"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"], "origin": show.origin()});
    both.command("Browser.grantPermissions", allowed).await;
    both.press_css("[data-copy=password]").await;
    both.expect_text("#said", "Copied.").await;
    let copied = both.run("return navigator.clipboard.readText()", vec![]).await;
    assert_eq!(copied, show.person.1.as_str());

    // The numbers that the story reads aloud are kept, to look for them.
    let listen = "
        window.numbers = [];
        setInterval(() => {
            const number = document.querySelector('iframe.page').contentDocument
                ?.querySelector('p.number [aria-hidden]')?.textContent.trim();
            if (number && !window.numbers.includes(number)) window.numbers.push(number);
        }, 20);";
    both.run(listen, vec![]).await;
    played(&both).await;
    both.press_css("#behind").await;
    both.expect_text("#lines", "requests().deny").await;
    shot(&both, "drawer").await;
    let read = "
        for (const one of document.querySelectorAll('#lines details')) one.open = true;
        return [document.getElementById('drawer').outerHTML, window.numbers]";
    let read = both.run(read, vec![]).await;
    let (drawer, numbers) = (read[0].as_str().unwrap(), read[1].as_array().unwrap());
    assert!(numbers.len() >= 2, "{numbers:?}");
    for secret in numbers.iter().filter_map(Value::as_str).chain([
        show.person.1.as_str(),
        OF_THE_STORY,
        PASSCODE,
    ]) {
        assert!(!drawer.contains(secret), "{secret} stands in the drawer");
    }
    for stands in [
        "core/src/app/handles/requests.rs:",
        "tests/signin/src/api/mod.rs:",
        "core/src/push/request.rs:",
        "userVerification: •••",
    ] {
        assert!(drawer.contains(stands), "{stands} is missing");
    }
    both.press("Close").await;
    let focused = both.run("return document.activeElement.id", vec![]).await;
    assert_eq!(focused, "behind");
    both.quit().await;
}

/// What of the frame is not wholly in the window.
const OUT_OF_SIGHT: &str = "
    return [...document.querySelectorAll('button')].filter(it => {
        const at = it.getBoundingClientRect();
        return it.checkVisibility() && (at.top < 0 || at.bottom > innerHeight || at.right > innerWidth);
    }).map(it => it.textContent.trim())";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn axe_finds_nothing_on_the_demo_and_everything_is_in_sight() {
    let axe = axe();
    let show = Show::new().await;
    let both = opened(&show, 0).await;
    assert_eq!(both.run(OUT_OF_SIGHT, vec![]).await, json!([]));
    check(&both, &axe, "demo").await;
    played(&both).await;
    check(&both, &axe, "demo-played").await;
    both.press_css("#behind").await;
    both.expect_text("#lines", "requests().deny").await;
    check(&both, &axe, "demo-drawer").await;
    both.press("Close").await;
    click(&both, "Unblock as IT", "unblocked").await;
    click(&both, "Go offline", "no network").await;
    click(&both, "Add a phone", "Here is one more.").await;
    both.expect_text("#tabs", "Ida's phone 2").await;
    check(&both, &axe, "demo-two-phones").await;
    click(&both, "Lose the phone", "The phone is gone").await;
    both.look_like(LAPTOP).await;
    assert_eq!(both.run(OUT_OF_SIGHT, vec![]).await, json!([]));
    check(&both, &axe, "demo-lost").await;
    both.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn axe_finds_nothing_on_the_screens_of_the_demos_phone() {
    let axe = axe();
    let link = |name: &str| {
        format!("otpauth://totp/{name}:ida?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer={name}")
    };
    let (forge, shop) = (link("Forge"), link("Shop"));
    let show = Show::with_codes(&[&forge, &shop]).await;
    let phone = show.phone(Looks { size: Looks::NARROW, ..Looks::default() }).await;
    check(&phone, &axe, "phone-list").await;
    for (path, heading, name) in [
        ("/phone/add", "Add an account", "phone-add"),
        ("/phone/add/typed", "Type it instead", "phone-typed"),
        ("/phone/scan", "Scan a QR code", "phone-scanner"),
        ("/phone/settings", "Settings", "phone-settings"),
    ] {
        phone.open(path).await;
        phone.expect(heading).await;
        check(&phone, &axe, name).await;
    }
    phone.press("Hide codes").await;
    phone.expect_text("#screen", "Codes are hidden.").await;
    check(&phone, &axe, "phone-settings-hidden").await;
    phone.press_css("a[aria-label=Back]").await;
    phone.expect_text("#screen", "•••").await;
    check(&phone, &axe, "phone-masked").await;
    phone.press_css(".row-head").await;
    phone.expect("Forge").await;
    check(&phone, &axe, "phone-account").await;
    phone.quit().await;
}
